"""SetBlanket's capabilities: each flag alone, every pair, and cloaking beside services and identities."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from rules.blankets_by_hand import (
    BOB,
    CERTIFICATE,
    KERBEROS,
    NTLM,
    SCHANNEL,
    SNEGO,
    agreement,
    ask,
    process,
    schannel_client,
)

from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.words import DEFAULT

# table A1: the flag's value, and whether SetBlanket takes it
TABLE = {
    0x0: True,  # NONE
    0x1: True,  # MUTUAL_AUTH
    0x2: False,  # SECURE_REFS
    0x4: False,  # ACCESS_CONTROL
    0x8: False,  # APPID
    0x10: False,  # DYNAMIC
    0x20: True,  # STATIC_CLOAKING
    0x40: True,  # DYNAMIC_CLOAKING
    0x80: True,  # ANY_AUTHORITY
    0x100: True,  # MAKE_FULLSIC
    0x200: False,  # REQUIRE_FULLSIC
    0x400: False,  # AUTO_IMPERSONATE
    0x800: True,  # DEFAULT
    0x1000: False,  # DISABLE_AAA
    0x2000: False,  # NO_CUSTOM_MARSHAL
    0x4000: False,  # RESERVED1
    0x8000: False,  # no constant
}
STATIC, DYNAMIC, INHERIT = 0x20, 0x40, 0x800
BAD = "E_INVALIDARG"


@pytest.mark.parametrize(("flag", "taken"), TABLE.items())
def test_each_flag_alone(flag: int, *, taken: bool) -> None:
    ruled = ask(authn_svc=NTLM, capabilities=flag)
    assert ("setblanket.caps-allowed" in ruled.rules, ruled.hresult.name) == (not taken, "S_OK" if taken else BAD)


@pytest.mark.parametrize(("one", "other"), list(combinations(TABLE, 2)))
def test_every_pair_of_flags(one: int, other: int) -> None:
    taken = TABLE[one] and TABLE[other] and {one, other} != {STATIC, DYNAMIC}
    assert ask(authn_svc=NTLM, capabilities=one | other).hresult.name == ("S_OK" if taken else BAD)


@pytest.mark.parametrize("inherited", [0, STATIC, DYNAMIC])
@pytest.mark.parametrize("flag", [flag for flag, taken in TABLE.items() if taken])
def test_what_is_kept_beside_default(flag: int, inherited: int) -> None:
    client = process(capabilities=inherited | Eoac.SECURE_REFS | Eoac.DISABLE_AAA)
    kept = ask(agreement(client), authn_svc=NTLM, capabilities=flag | INHERIT).value.capabilities
    if flag in (STATIC, DYNAMIC):
        assert kept == flag  # a flag of the request's own: never both
    else:
        assert kept == (flag & ~INHERIT) | inherited


@pytest.mark.parametrize("flag", [0x0, 0x1, 0x80, STATIC, DYNAMIC])
def test_without_default_nothing_is_inherited(flag: int) -> None:
    client = process(capabilities=STATIC)
    assert ask(agreement(client), authn_svc=NTLM, capabilities=flag).value.capabilities == flag


def cloaking_fails(flag: int, service: int, *, explicit: bool) -> bool:
    """Tell whether the pages refuse a cloaking flag here."""
    if flag not in (STATIC, DYNAMIC):
        return False
    if service == SCHANNEL:
        return True
    return explicit


SERVICES, FLAGS, IDENTITIES = (
    (NTLM, KERBEROS, SNEGO, SCHANNEL),
    (0, STATIC, DYNAMIC, INHERIT),
    (None, DEFAULT, "explicit"),
)


def given(info: object, service: int) -> object:
    """Return what is passed for pAuthInfo: an explicit identity is of the kind the service takes."""
    return (CERTIFICATE if service == SCHANNEL else BOB) if info == "explicit" else info


@pytest.mark.parametrize(("service", "flag", "info"), list(product(SERVICES, FLAGS, IDENTITIES)))
def test_cloaking_beside_service_and_identity(service: int, flag: int, info: object) -> None:
    identity = given(info, service)
    ruled = ask(agreement(schannel_client()), authn_svc=service, capabilities=flag, auth_info=identity, imp_level=3)
    refused = cloaking_fails(flag, service, explicit=info == "explicit")
    assert ruled.hresult.name == (BAD if refused else "S_OK")


@pytest.mark.parametrize(("service", "info", "inherited"), list(product(SERVICES, IDENTITIES, (0, STATIC, DYNAMIC))))
def test_inherited_cloaking_is_dropped_where_it_is_not_valid(service: int, info: object, inherited: int) -> None:
    client = schannel_client(capabilities=inherited)
    ruled = ask(agreement(client), authn_svc=service, auth_info=given(info, service), imp_level=3)
    expected = 0 if service == SCHANNEL or info == "explicit" else inherited
    assert (ruled.hresult.name, ruled.value.capabilities) == ("S_OK", expected)


@pytest.mark.parametrize(("service", "certificate"), list(product(SERVICES, (True, False))))
def test_the_kind_of_identity_goes_with_the_service(service: int, *, certificate: bool) -> None:
    info = CERTIFICATE if certificate else BOB
    ruled = ask(agreement(schannel_client()), authn_svc=service, auth_info=info, imp_level=3)
    assert ruled.hresult.name == ("S_OK" if certificate == (service == SCHANNEL) else BAD)


@pytest.mark.parametrize(("how", "kept"), [("explicit", DYNAMIC), ("implicit", 0)])
def test_default_gives_nothing_where_coinitializesecurity_was_not_called(how: str, kept: int) -> None:
    client = process(capabilities=DYNAMIC, how=how)
    assert ask(agreement(client), authn_svc=NTLM).value.capabilities == kept
