"""The capabilities that CoInitializeSecurity is given, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules.initialization_by_hand import (
    CERTIFIED,
    DESCRIPTOR,
    FIRES,
    SCHANNEL_ENTRY,
    SILENT,
    explicit,
    listing,
    security,
)
from rules.initialization_estate import GET, ruling, set_to

from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.flags import CLOAKING, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

BAD = "E_INVALIDARG"
NONE, CONNECT = AuthnLevel.NONE, AuthnLevel.CONNECT

COMBINATIONS = (
    Ruled("coinitsec.caps.both-cloaking", FIRES, "static and dynamic", lambda: explicit(capabilities=CLOAKING), BAD),
    Ruled("coinitsec.caps.both-cloaking", SILENT, "static alone", lambda: explicit(capabilities=Eoac.STATIC_CLOAKING)),
    Ruled(
        "coinitsec.caps.both-cloaking", SILENT, "dynamic alone", lambda: explicit(capabilities=Eoac.DYNAMIC_CLOAKING)
    ),
    Ruled(
        "coinitsec.caps.cloaking-schannel",
        FIRES,
        "Schannel among the registered services",
        lambda: listing(CERTIFIED, security_descriptor=DESCRIPTOR, capabilities=Eoac.STATIC_CLOAKING),
        BAD,
    ),
    Ruled(
        "coinitsec.caps.cloaking-schannel",
        FIRES,
        "Schannel in pAuthList",
        lambda: explicit(auth_list=(SCHANNEL_ENTRY,), capabilities=Eoac.DYNAMIC_CLOAKING),
        BAD,
    ),
    Ruled(
        "coinitsec.caps.cloaking-schannel",
        SILENT,
        "Schannel without cloaking",
        lambda: listing(CERTIFIED, security_descriptor=DESCRIPTOR),
    ),
    Ruled(
        "coinitsec.caps.cloaking-schannel",
        SILENT,
        "cloaking without Schannel",
        lambda: explicit(capabilities=Eoac.STATIC_CLOAKING),
    ),
    Ruled(
        "coinitsec.caps.secure-refs-level",
        FIRES,
        "at NONE",
        lambda: explicit(capabilities=Eoac.SECURE_REFS, authn_level=NONE),
        BAD,
    ),
    Ruled(
        "coinitsec.caps.secure-refs-level",
        SILENT,
        "at CONNECT",
        lambda: explicit(capabilities=Eoac.SECURE_REFS, authn_level=CONNECT),
    ),
)

SINGLE_BITS = (
    Ruled(
        "coinitsec.caps.default-not-allowed", FIRES, "EOAC_DEFAULT", lambda: explicit(capabilities=Eoac.DEFAULT), BAD
    ),
    Ruled("coinitsec.caps.default-not-allowed", SILENT, "EOAC_NONE", lambda: explicit(capabilities=Eoac.NONE)),
    Ruled("coinitsec.caps.reserved", FIRES, "EOAC_DYNAMIC", lambda: explicit(capabilities=Eoac.DYNAMIC), BAD),
    Ruled(
        "coinitsec.caps.reserved",
        FIRES,
        "EOAC_AUTO_IMPERSONATE",
        lambda: explicit(capabilities=Eoac.AUTO_IMPERSONATE),
        BAD,
    ),
    Ruled("coinitsec.caps.reserved", FIRES, "EOAC_RESERVED1", lambda: explicit(capabilities=Eoac.RESERVED1), BAD),
    Ruled(
        "coinitsec.caps.reserved", SILENT, "EOAC_DYNAMIC_CLOAKING", lambda: explicit(capabilities=Eoac.DYNAMIC_CLOAKING)
    ),
    Ruled(
        "coinitsec.caps.mutual-auth-ignored", FIRES, "EOAC_MUTUAL_AUTH", lambda: explicit(capabilities=Eoac.MUTUAL_AUTH)
    ),
    Ruled("coinitsec.caps.mutual-auth-ignored", SILENT, "EOAC_NONE", explicit),
    Ruled(
        "coinitsec.caps.any-authority-obsolete",
        FIRES,
        "EOAC_ANY_AUTHORITY",
        lambda: explicit(capabilities=Eoac.ANY_AUTHORITY),
    ),
    Ruled(
        "coinitsec.caps.any-authority-obsolete",
        FIRES,
        "beside another idle bit",
        lambda: explicit(capabilities=Eoac.ANY_AUTHORITY | Eoac.MUTUAL_AUTH),
    ),
    Ruled("coinitsec.caps.any-authority-obsolete", SILENT, "EOAC_NONE", explicit),
    Ruled("coinitsec.caps.make-fullsic", FIRES, "EOAC_MAKE_FULLSIC", lambda: explicit(capabilities=Eoac.MAKE_FULLSIC)),
    Ruled(
        "coinitsec.caps.make-fullsic",
        SILENT,
        "EOAC_REQUIRE_FULLSIC",
        lambda: explicit(capabilities=Eoac.REQUIRE_FULLSIC),
    ),
    Shown(
        "coinitsec.caps.make-fullsic",
        FIRES,
        "the flag is kept",
        lambda: (Eoac.MAKE_FULLSIC, security(explicit(capabilities=Eoac.MAKE_FULLSIC)).capabilities),
    ),
)

LATER_EFFECTS = (
    Ruled(
        "coinitsec.caps.no-custom-marshal",
        FIRES,
        "an unmarshal class that is not listed",
        lambda: _custom(Eoac.NO_CUSTOM_MARSHAL),
        "E_ACCESSDENIED",
    ),
    Ruled(
        "coinitsec.caps.no-custom-marshal",
        SILENT,
        "standard marshalling",
        lambda: _custom(Eoac.NO_CUSTOM_MARSHAL, marshaling="standard"),
    ),
    Shown(
        "coinitsec.caps.no-custom-marshal",
        SILENT,
        "without the flag, or with a class that is listed, it may run",
        lambda: (
            ["S_OK", "S_OK"],
            [_custom(Eoac.NONE).hresult.name, _custom(Eoac.NO_CUSTOM_MARSHAL, unmarshaler_allowed=True).hresult.name],
        ),
    ),
    Ruled(
        "coinitsec.caps.require-fullsic",
        FIRES,
        "a name in msstd form",
        lambda: _schannel_name(Eoac.REQUIRE_FULLSIC, "msstd:srv01"),
        "RPC_E_FULLSIC_REQUIRED",
    ),
    Ruled(
        "coinitsec.caps.require-fullsic",
        SILENT,
        "a name in fullsic form",
        lambda: _schannel_name(Eoac.REQUIRE_FULLSIC, "fullsic:\\ca\\srv01"),
    ),
    Ruled(
        "coinitsec.caps.require-fullsic",
        SILENT,
        "a name in msstd form without the flag",
        lambda: _schannel_name(Eoac.NONE, "msstd:srv01"),
    ),
)

CASES = (*COMBINATIONS, *SINGLE_BITS, *LATER_EFFECTS)


def _custom(flag: Eoac, **class_: object) -> Ruling:
    """Rule on unmarshalling in a client with this capability; the class marshals by its own code unless said otherwise."""
    client = {"initialize": InitializeArguments(authn_level=CONNECT, capabilities=flag)}
    return ruling("get", GET, client=client, class_={"marshaling": "custom"} | class_)


def _schannel_name(flag: Eoac, principal: str) -> Ruling:
    """Rule on SetBlanket with Schannel and a principal, in a client that listed Schannel and has this capability."""
    arguments = InitializeArguments(
        authn_level=CONNECT, imp_level=ImpLevel.IMPERSONATE, auth_list=(SCHANNEL_ENTRY,), capabilities=flag
    )
    asked = set_to(AuthnSvc.GSS_SCHANNEL, AuthnLevel.PKT_PRIVACY, imp_level=ImpLevel.IMPERSONATE, principal=principal)
    return ruling("set", GET, asked, client={"initialize": arguments})
