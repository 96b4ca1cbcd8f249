"""The rules that speak in an initialisation beside the one that decides it, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled
from rules.initialization_by_hand import (
    APPID_KEY,
    FIRES,
    OTHER_IDENTITY,
    POINTER,
    SILENT,
    STAFF,
    TEAM,
    app,
    explicit,
    implicit,
    machine,
)
from rules.initialization_estate import GET, initialize, ruling

from simcom.vocabulary.blankets import AuthEntry, InitializeArguments
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.machines import AppSettings
    from simcom.vocabulary.rulings import Ruling

BAD, TOO_LATE = "E_INVALIDARG", "RPC_E_TOO_LATE"
NONE, CONNECT, PKT = AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT

IGNORED, INDEPENDENT = "implicit.acl.ignored-at-none", "implicit.acl.independent"
PRECEDENCE, BUILT_IN = "implicit.acl.precedence", "implicit.acl.default-content"
NO_CHECK = "authz.none.process-level-ignores-acl"
BY_EXE, REFS, CAPS = "implicit.appid-by-exe", "implicit.secure-refs", "implicit.caps"
CLIENT_ONLY, PER_SERVICE = "coinitsec.implevel.client-only", "coinitsec.authlist.identity-per-service"
STILL_OPEN, NEVER_NONE = "coinitsec.failure-leaves-uninitialised", "negotiation.authn-level.default-never-none"


def by_appid(settings: AppSettings, pointer: object = None) -> Ruling:
    """Rule on a call with EOAC_APPID, by the executable's name or by a pointer to these settings."""
    found = {"app": settings} if pointer is None else {"pointed": settings, "app": app()}
    return explicit(found, capabilities=Eoac.APPID, security_descriptor=pointer)


def refs(value: str | None) -> Ruling:
    """Rule on the implicit call under a value of LegacySecureReferences."""
    return implicit(machine=machine(legacy_secure_references=value))


def over_none(**arguments: object) -> Ruling:
    """Rule on an explicit call on a machine whose LegacyAuthenticationLevel is NONE."""
    return explicit({"machine": machine(legacy_authn_level=NONE)}, **arguments)


def proxy(listed: int) -> Ruling:
    """Rule on a proxy for which NTLM is chosen, in a client whose pAuthList has an identity for one service."""
    entry = AuthEntry(listed, auth_info=OTHER_IDENTITY)
    client = InitializeArguments(authn_level=CONNECT, auth_list=(entry,))
    return ruling("get", GET, client={"initialize": client}, local=True)


def over_none_by_registry() -> Ruling:
    """Rule on level DEFAULT over NONE where the registry's word is taken as it is."""
    return explicit({"machine": machine(legacy_authn_level=NONE), "switches": {"default_authn_level": "registry"}})


def left() -> Ruling:
    """Rule on a second call, on a thread without COM."""
    return explicit({"done": "explicit", "com_ready": False})


THE_LIST = (
    Ruled(IGNORED, FIRES, "the AppID is at NONE", lambda: implicit(app=app(authn_level=NONE, access_permission=TEAM))),
    Ruled(IGNORED, FIRES, "the machine is at NONE", lambda: implicit(machine=machine(legacy_authn_level=NONE))),
    Ruled(IGNORED, FIRES, "EOAC_APPID and NONE", lambda: by_appid(app(authn_level=NONE))),
    Ruled(IGNORED, SILENT, "the AppID is at PKT", lambda: implicit(app=APPID_KEY)),
    Ruled(IGNORED, SILENT, "NONE was passed", lambda: explicit(authn_level=NONE)),
    Ruled(NO_CHECK, FIRES, "a process at NONE by the registry", lambda: implicit(app=app(authn_level=NONE))),
    Ruled(NO_CHECK, SILENT, "a process at NONE by its own call", lambda: explicit(authn_level=NONE)),
    Ruled(PRECEDENCE, FIRES, "the AppID has a list", lambda: implicit(app=APPID_KEY)),
    Ruled(PRECEDENCE, SILENT, "no list is used", lambda: implicit(app=app(authn_level=NONE, access_permission=TEAM))),
    Ruled(BUILT_IN, FIRES, "nobody has a list", implicit),
    Ruled(BUILT_IN, SILENT, "the machine has", lambda: implicit(machine=machine(default_access_permission=STAFF))),
    Ruled(INDEPENDENT, FIRES, "a level and no list", lambda: implicit(app=app(authn_level=PKT))),
    Ruled(INDEPENDENT, FIRES, "a list and no level", lambda: implicit(app=app(access_permission=TEAM))),
    Ruled(INDEPENDENT, FIRES, "a list and no level, pointed to", lambda: by_appid(app(access_permission=TEAM), POINTER)),
    Ruled(INDEPENDENT, SILENT, "both", lambda: implicit(app=APPID_KEY)),
    Ruled(INDEPENDENT, SILENT, "neither", lambda: implicit(app=app())),
    Ruled(INDEPENDENT, SILENT, "no AppID", implicit),
    Ruled(INDEPENDENT, SILENT, "no list is used", lambda: implicit(app=app(authn_level=NONE))),
    Ruled(INDEPENDENT, SILENT, "COM+ brings the level", lambda: implicit(app=app(access_permission=TEAM), complus=True)),
)  # fmt: skip

THE_REST = (
    Ruled(BY_EXE, FIRES, "an AppID was found", lambda: implicit(app=app())),
    Ruled(BY_EXE, FIRES, "EOAC_APPID with NULL", lambda: by_appid(APPID_KEY)),
    Ruled(BY_EXE, SILENT, "none was found", implicit),
    Ruled(BY_EXE, SILENT, "EOAC_APPID with a pointer", lambda: by_appid(APPID_KEY, POINTER)),
    Ruled(BY_EXE, SILENT, "the arguments decide", lambda: explicit({"app": APPID_KEY}, authn_level=CONNECT)),
    Ruled(REFS, FIRES, "the registry says Y", lambda: refs("Y")),
    Ruled(REFS, SILENT, "the registry says N", lambda: refs("N")),
    Ruled(REFS, SILENT, "the registry says nothing", lambda: refs(None)),
    Ruled(REFS, SILENT, "they were asked for", lambda: explicit(capabilities=Eoac.SECURE_REFS, authn_level=CONNECT)),
    Ruled(CAPS, FIRES, "the implicit call", implicit),
    Ruled(CAPS, SILENT, "an explicit call", explicit),
    Ruled(CAPS, SILENT, "COM+ cloaks", lambda: implicit(complus=True)),
    Ruled("implicit.level.precedence", SILENT, "COM+ brings its own", lambda: implicit(complus=True)),
    Ruled(CLIENT_ONLY, FIRES, "dwImpLevel was passed", explicit),
    Ruled(CLIENT_ONLY, SILENT, "nothing was passed", implicit),
    Ruled(CLIENT_ONLY, SILENT, "EOAC_APPID: it is ignored", lambda: by_appid(APPID_KEY)),
    Ruled(PER_SERVICE, FIRES, "pAuthList was passed", lambda: explicit(auth_list=(AuthEntry(AuthnSvc.WINNT),))),
    Ruled(PER_SERVICE, SILENT, "no pAuthList", explicit),
    Ruled(PER_SERVICE, FIRES, "a proxy uses the entry", lambda: proxy(AuthnSvc.WINNT)),
    Ruled(PER_SERVICE, SILENT, "a proxy has no use for it", lambda: proxy(AuthnSvc.GSS_KERBEROS)),
    Ruled(NEVER_NONE, FIRES, "DEFAULT over NONE", over_none),
    Ruled(NEVER_NONE, SILENT, "DEFAULT over nothing", explicit),
    Ruled(NEVER_NONE, SILENT, "NONE over NONE", lambda: over_none(authn_level=NONE)),
    Ruled(NEVER_NONE, SILENT, "the other reading", over_none_by_registry),
    Ruled(STILL_OPEN, FIRES, "a wrong flag", lambda: explicit(capabilities=Eoac.DEFAULT), BAD),
    Ruled(STILL_OPEN, FIRES, "a wrong level in the registry", lambda: by_appid(app(authn_level=7)), BAD),
    Ruled(STILL_OPEN, FIRES, "from a script", lambda: ruling("bad", initialize("bad", reserved1=True)), BAD),
    Ruled(STILL_OPEN, SILENT, "a good call", explicit),
    Ruled(STILL_OPEN, SILENT, "it was too late", lambda: explicit({"done": "explicit"}), TOO_LATE),
    Ruled(STILL_OPEN, SILENT, "initialised before COM was left", left, "CO_E_NOTINITIALIZED"),
    Ruled(STILL_OPEN, SILENT, "the implicit call fails", lambda: implicit(app=app(authn_level=7)), BAD),
)  # fmt: skip

CASES = (*THE_LIST, *THE_REST)
