"""The negotiated level and service, against a plain reading of the pages, over every small combination."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest
from rules.blankets_by_hand import KERBEROS, NONE, NTLM, SCHANNEL, SNEGO, agreement, process, schannel_client

from simcom.rules.blankets.negotiation import default_blanket, negotiate
from simcom.vocabulary.levels import AuthnLevel, ImpLevel

LEVELS = range(1, 7)
PACKAGES = (KERBEROS, NTLM, SNEGO, SCHANNEL)


def plain_level(client: int, server: int, *, local: bool, patched: bool, floor: str, ignores_hint: bool) -> int:
    """Return the level as the pages say it: the higher of both; a patched client not below 5 on the network."""
    level = client if ignores_hint or client > server else server
    if patched and not local and floor != "none" and level < 5:
        return 5
    return level


@pytest.mark.parametrize("floor", ["negotiated", "all", "none"])
@pytest.mark.parametrize("patch", [None, "P2", "P2b", "P3"])
@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize("ignores_hint", [True, False])
def test_the_level_is_the_higher_of_both(*, floor: str, patch: str | None, local: bool, ignores_hint: bool) -> None:
    patched = patch in ("P2b", "P3")
    for client, server in product(LEVELS, LEVELS):
        facts = agreement(
            process(client), process(server), local=local, patch=patch, ignores_hint=ignores_hint, call_floor=floor
        )
        expected = plain_level(client, server, local=local, patched=patched, floor=floor, ignores_hint=ignores_hint)
        assert (client, server, expected) == (client, server, default_blanket(facts).authn_level)


@pytest.mark.parametrize(("client", "server"), list(product(LEVELS, LEVELS)))
def test_the_level_is_none_only_if_both_are(client: int, server: int) -> None:
    made = default_blanket(agreement(process(client), process(server)))
    both = client == 1 and server == 1
    assert (both, both) == (made.authn_level == AuthnLevel.NONE, made.authn_svc == NONE)


@pytest.mark.parametrize(("client", "server"), [(1, 1), (1, 6), (6, 6)])
def test_a_lone_binding_of_none_means_no_security(client: int, server: int) -> None:
    made = default_blanket(agreement(process(client), process(server, services=(NONE,))))
    assert (made.authn_svc, made.authn_level) == (NONE, AuthnLevel.NONE)


def plain_service(
    published: tuple[int, ...], has: tuple[int, ...], *, com_chose: bool, local: bool, current: bool, reading: str
) -> int:
    """Return the service as the pages and L-03 say it: a list that COM chose has a preference, any other is followed in order."""
    common = [service for service in published if service in has]
    if not common:
        return NONE
    wishes: tuple[int, ...] = ()
    if com_chose and local:
        wishes = (NTLM,)
    elif com_chose:
        negotiates = reading == "negotiate" or (reading == "profile" and current)
        wishes = (SNEGO, KERBEROS, NTLM) if negotiates else (KERBEROS, NTLM)
    return next((service for service in wishes if service in common), common[0])


LISTS = [order for count in (1, 2, 3) for order in permutations(PACKAGES, count)]
SETS = [(NTLM,), (KERBEROS, NTLM), (NTLM, SNEGO), PACKAGES]


@pytest.mark.parametrize("reading", ["profile", "first_common", "negotiate"])
@pytest.mark.parametrize("windows", ["win2000", "xp-sp2", "server-2003-sp1", "current"])
@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize("com_chose", [True, False])
def test_the_service(*, reading: str, windows: str, local: bool, com_chose: bool) -> None:
    for published, has in product(LISTS, SETS):
        server = process(AuthnLevel.PKT, services=published, com_chose=com_chose)
        facts = agreement(schannel_client(), server, local=local, has=has, windows=windows, default_service=reading)
        expected = plain_service(
            published, has, com_chose=com_chose, local=local, current=windows == "current", reading=reading
        )
        assert (published, has, expected) == (published, has, default_blanket(facts).authn_svc)


@pytest.mark.parametrize(("joined", "com_chose", "expected"), [
    (True, True, KERBEROS), (False, True, NTLM), (True, False, KERBEROS), (False, False, KERBEROS),
])  # fmt: skip
def test_com_leaves_kerberos_out_of_its_own_choice_without_domains(
    *, joined: bool, com_chose: bool, expected: int
) -> None:
    server = process(AuthnLevel.PKT, services=(KERBEROS, NTLM), com_chose=com_chose)
    assert default_blanket(agreement(server=server, joined=joined, windows="xp-sp2")).authn_svc == expected


OF_TODAY, OF_OLD = (NTLM, KERBEROS, SNEGO), (KERBEROS, NTLM)


@pytest.mark.parametrize(("windows", "reading", "published", "in_domains", "outside"), [
    ("win2000", "profile", OF_TODAY, KERBEROS, NTLM),
    ("xp-sp2", "profile", OF_TODAY, KERBEROS, NTLM),
    ("server-2003-sp1", "profile", OF_TODAY, KERBEROS, NTLM),
    ("current", "profile", OF_TODAY, SNEGO, SNEGO),
    ("current", "first_common", OF_TODAY, KERBEROS, NTLM),
    ("xp-sp2", "first_common", OF_TODAY, KERBEROS, NTLM),
    ("xp-sp2", "negotiate", OF_TODAY, SNEGO, SNEGO),
    ("xp-sp2", "profile", OF_OLD, KERBEROS, NTLM),
    ("current", "profile", OF_OLD, KERBEROS, NTLM),
    ("xp-sp2", "profile", (KERBEROS,), KERBEROS, KERBEROS),
    ("xp-sp2", "profile", (KERBEROS, SNEGO), KERBEROS, SNEGO),
])  # fmt: skip
@pytest.mark.parametrize("side", ["", "client_machine", "server_machine"])
def test_kerberos_comes_before_ntlm_where_com_chose(
    windows: str, reading: str, published: tuple[int, ...], in_domains: int, outside: int, side: str
) -> None:
    server = process(AuthnLevel.PKT, services=published, com_chose=True)
    facts = agreement(server=server, windows=windows, default_service=reading)
    if side:
        facts = replace(facts, **{side: replace(getattr(facts, side), joined=False)})
    assert default_blanket(facts).authn_svc == (outside if side else in_domains)


@pytest.mark.parametrize("windows", ["win2000", "xp-sp2", "server-2003-sp1", "current"])
@pytest.mark.parametrize("reading", ["profile", "first_common", "negotiate"])
def test_a_list_that_was_written_out_keeps_its_order(windows: str, reading: str) -> None:
    facts = agreement(server=process(AuthnLevel.PKT, services=OF_TODAY), windows=windows, default_service=reading)
    ruled = negotiate(facts)
    assert (ruled.value.authn_svc, ruled.steps[1].rule) == (NTLM, "negotiation.authn-service.first-common")


@pytest.mark.parametrize("windows", ["win2000", "xp-sp2", "server-2003-sp1"])
def test_an_old_client_says_that_com_preferred(windows: str) -> None:
    server = process(AuthnLevel.PKT, services=OF_TODAY, com_chose=True)
    said = negotiate(agreement(server=server, windows=windows)).steps[1]
    assert (said.rule, said.disputed) == ("negotiation.authn-service.default-kinds", "L-03")


@pytest.mark.parametrize(("service", "level"), list(product(PACKAGES, range(1, 5))))
def test_the_impersonation_level_is_the_clients_unless_schannel_forces_it(service: int, level: int) -> None:
    client, server = schannel_client(imp=level), process(AuthnLevel.PKT, ImpLevel.DELEGATE, services=(service,))
    expected = ImpLevel.IMPERSONATE if service == SCHANNEL else level
    assert expected == default_blanket(agreement(client, server)).imp_level


@pytest.mark.parametrize(("client", "server"), list(product((1, 2, 6), LEVELS)))
def test_levels_of_both_at_none_are_marked_as_disputed(client: int, server: int) -> None:
    said = negotiate(agreement(process(client), process(server))).steps[0]
    assert said.disputed == ("L-01" if client == server == 1 else "")


@pytest.mark.parametrize("patch", [None, "P0", "P1", "P1b", "P2", "P2b", "P3"])
def test_the_october_2022_floor_names_itself_from_p2b_on(patch: str | None) -> None:
    ruled = negotiate(agreement(process(2), process(2), patch=patch))
    assert ("H8b" in ruled.rules, ruled.value.authn_level) == ((True, 5) if patch in ("P2b", "P3") else (False, 2))


@pytest.mark.parametrize(("com_chose", "mark"), [(True, "L-03"), (False, "")])
def test_a_service_that_com_prefers_is_marked_as_disputed(*, com_chose: bool, mark: str) -> None:
    assert negotiate(agreement(server=process(AuthnLevel.PKT, com_chose=com_chose))).steps[1].disputed == mark
