"""The order of checks: as section K of the facts has it, compared with a plain reading of it, and no rung idle."""

from __future__ import annotations

import pytest
from rules.calls_situations import KERBEROS, NEGOTIATE, NTLM, SINGLE, Situation, grid
from rules.calls_stand import ANN, MIRROR

from simcom.rules.ladder import APARTMENT_LADDER, CALL_LADDER, judge, judge_call
from simcom.rules.steps import climb
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Outcome, Ruling, Stage

SECTION_K = {
    "dcom_enabled": 2,
    "name_resolves": 2,
    "way_open": 2,
    "exporter_there": 2,
    "settings_used": 3,
    "callback_roles": 4,
    "imp_level_promoted": 4,
    "goes_out_as": 4,
    "token_usable": 4,
    "nobody": 5,
    "service_in_common": 6,
    "package_list": 7,
    "negotiated_mechanism": 7,
    "context_reused": 7,
    "local_logon": 7,
    "kerberos_principal": 7,
    "kerberos_logon": 7,
    "ntlm_logon": 7,
    "schannel_logon": 7,
    "unknown_package": 7,
    "network_logon_right": 7,
    "groups_lost": 7,
    "request_fits": 8,
    "versions_agree": 8,
    "promoted": 8,
    "minimum_level": 9,
    "machine_limit": 10,
    "process_acl": 11,
    "object_lives": 12,
    "filter_answers": 12,
    "gate_passes": 12,
}
"""Each rung with the stage of section K that it belongs to; 1 is the pointer's own matter, 12 the dispatch.

What section K leaves open `orpc-server-order` says: the version comes before security, the object after it.
"""

NAMES = [rung.__name__ for rung in CALL_LADDER]
AT = {Stage.CALL_LEVEL: 9, Stage.MACHINE_LIMIT: 10, Stage.ACCESS_PERMISSION: 11}
SERVICE_RULES = ("setblanket.service-not-offered", "setblanket.snego.both-sides")


def test_the_order_is_that_of_section_k() -> None:
    assert list(SECTION_K) == NAMES
    assert [SECTION_K[name] for name in NAMES] == sorted(SECTION_K.values())
    assert set(SECTION_K.values()) == set(range(2, 13))


def plain(case: Situation) -> tuple[str, int, str | None]:
    """Read section K plainly: the status, the stage that decided (12: the method runs), and who arrives at the server."""
    anonymous = case.level == AuthnLevel.NONE and not case.local
    who = ANONYMOUS if anonymous else ANN
    if case.level != AuthnLevel.NONE and not case.offered:
        return "RPC_S_UNKNOWN_AUTHN_SERVICE", 6, None
    if not anonymous and not case.local and case.account != "route":
        if case.service == KERBEROS:
            return "RPC_S_SEC_PKG_ERROR", 7, None
        if case.account != "mirror":
            return "E_ACCESSDENIED", 7, None
        who = MIRROR
    return plain_server(case, who)


def plain_server(case: Situation, who: str) -> tuple[str, int, str | None]:
    """Read stages 8 to 12: what arrives at which level, and whether limit and list let it in."""
    arrives = case.level
    if case.local:
        arrives = AuthnLevel.PKT_PRIVACY
    elif case.level == AuthnLevel.CALL:
        arrives = AuthnLevel.PKT
    if arrives < case.least:
        return "E_ACCESSDENIED", 9, who
    if case.limit == "empty" or (case.limit == "somebody" and who == ANONYMOUS):
        return "E_ACCESSDENIED", 10, who
    if case.acl == "empty" or (case.acl == "somebody" and who == ANONYMOUS):
        return "E_ACCESSDENIED", 11, who
    return "S_OK", 12, who


def found(ruling: Ruling) -> tuple[str, int, str | None]:
    """Put a ruling the way the plain reading is put."""
    last = ruling.decisive
    stage = 12 if ruling.ok else AT.get(last.stage, 6 if last.rule in SERVICE_RULES else 7)
    return ruling.hresult.name, stage, ruling.value.name if ruling.value else None


@pytest.mark.parametrize("offered", [True, False], ids=["registered", "not registered"])
@pytest.mark.parametrize("local", [True, False], ids=["local", "remote"])
@pytest.mark.parametrize("service", [NTLM, KERBEROS, NEGOTIATE])
def test_the_ladder_agrees_with_a_plain_reading(service: int, *, local: bool, offered: bool) -> None:
    cases = list(grid(service, local=local, offered=offered))
    wrong = [case for case in cases if found(judge_call(case.facts())) != plain(case)]
    assert (wrong[:3], len(cases)) == ([], 6 * 6 * 4 * 3 * 5)


@pytest.mark.parametrize("name", SINGLE)
def test_steps_are_a_prefix_of_the_ladder(name: str) -> None:
    facts = SINGLE[name]
    spoken = [said for said in (rung(facts) for rung in CALL_LADDER) if said is not None]
    stop = next((number for number, said in enumerate(spoken, 1) if said.stops), len(spoken))
    assert judge_call(facts).steps == tuple(spoken[:stop])


@pytest.mark.parametrize("length", range(1, len(CALL_LADDER) + 1))
def test_a_shorter_ladder_gives_a_beginning_of_the_steps(length: int) -> None:
    for facts in SINGLE.values():
        steps = climb(CALL_LADDER[:length], facts)
        assert judge_call(facts).steps[: len(steps)] == steps


@pytest.mark.parametrize("name", NAMES)
def test_striking_a_rung_out_is_noticed(name: str) -> None:
    shorter = tuple(rung for rung in CALL_LADDER if rung.__name__ != name)
    changed = [facts for facts in SINGLE.values() if judge(shorter, facts).steps != judge_call(facts).steps]
    assert changed != []


DECIDING = {
    "dcom_enabled": ("EnableDCOM is N on the client", "RPC_E_REMOTE_DISABLED"),
    "name_resolves": ("a name that gives no address", "RPC_S_SERVER_UNAVAILABLE"),
    "way_open": ("a port that answers nothing", "RPC_S_SERVER_UNAVAILABLE"),
    "exporter_there": ("a server process that is gone", "RPC_S_SERVER_UNAVAILABLE"),
    "request_fits": ("a request of more than 4 MB", "E_ACCESSDENIED"),
    "versions_agree": ("a version that is too new", "RPC_E_VERSION_MISMATCH"),
    "token_usable": ("cloaked with a token that may only identify", "E_ACCESSDENIED"),
    "service_in_common": ("a service that is not registered", "RPC_S_UNKNOWN_AUTHN_SERVICE"),
    "package_list": ("a PackageList that is NULL", "RPC_S_SEC_PKG_ERROR"),
    "local_logon": ("local, wrong principal", "E_ACCESSDENIED"),
    "kerberos_principal": ("Kerberos without a principal", "SEC_E_WRONG_PRINCIPAL"),
    "kerberos_logon": ("Kerberos without trust", "RPC_S_SEC_PKG_ERROR"),
    "ntlm_logon": ("NTLM without trust", "E_ACCESSDENIED"),
    "network_logon_right": ("no network logon right", "E_ACCESSDENIED"),
    "minimum_level": ("below the minimum", "E_ACCESSDENIED"),
    "machine_limit": ("a closed machine", "E_ACCESSDENIED"),
    "process_acl": ("a closed process", "E_ACCESSDENIED"),
    "object_lives": ("an object that was run down", "RPC_E_DISCONNECTED"),
    "filter_answers": ("a message filter that rejects", "RPC_E_CALL_REJECTED"),
    "gate_passes": ("a method that wants PKT_PRIVACY", "WBEM_E_ACCESS_DENIED"),
}
"""The rungs that can refuse, each with a situation that nothing else refuses."""


@pytest.mark.parametrize("name", DECIDING)
def test_a_refusing_rung_is_the_only_one_that_refuses_its_situation(name: str) -> None:
    situation, hresult = DECIDING[name]
    shorter = tuple(rung for rung in CALL_LADDER if rung.__name__ != name)
    facts = SINGLE[situation]
    assert (judge_call(facts).hresult.name, judge(shorter, facts).hresult.name) == (hresult, "S_OK")


def test_every_rung_that_can_refuse_is_in_the_table_above() -> None:
    refusing = {
        rung.__name__ for rung in CALL_LADDER for facts in SINGLE.values() if (said := rung(facts)) and said.stops
    }
    assert refusing == {*DECIDING, "unknown_package"}


def test_a_package_that_no_page_describes_gets_no_verdict() -> None:
    ruling = judge_call(SINGLE["PKU2U"])
    assert (ruling.outcome, ruling.decisive.stage, ruling.value) == (Outcome.UNDETERMINED, Stage.AUTHENTICATE, None)


def test_within_a_process_nothing_is_checked() -> None:
    facts = SINGLE["a closed process"]
    assert judge(APARTMENT_LADDER, facts).ok
    assert not judge_call(facts).ok
