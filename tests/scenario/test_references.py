"""Names in all the ways of writing them, and what scripts may refer to."""

from __future__ import annotations

import pytest
from scenario.base_file import BASE, built, changed, complaints

from simcom.scenario.build.references import Fault, Names, split
from simcom.scenario.build.source import Source
from simcom.scenario.text.compose import compose

ALIKE = ["CORP\\ann", "corp\\ANN", "ann@corp.example", "Ann@CORP", "corp.example\\ann", "CORP.EXAMPLE.\\ann"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("CORP\\ann", ("CORP", "ann")),
        ("ann@corp.example", ("corp.example", "ann")),
        ("a@b@corp.example", ("corp.example", "a@b")),
        ("ann", None),
        ("CORP\\", None),
        ("@corp", None),
    ],
)
def test_a_name_is_authority_and_user(text: str, parts: tuple[str, str] | None) -> None:
    assert split(text) == parts


@pytest.mark.parametrize("text", ALIKE)
def test_an_account_goes_by_all_its_names(text: str) -> None:
    assert built("account: SYSTEM", f"account: {text}").estate.processes[2].account == "CORP\\ann"


@pytest.mark.parametrize(
    ("text", "account"),
    [("system", "SYSTEM"), ("NT AUTHORITY\\LOCAL SERVICE", "LOCAL SERVICE"), ("S-1-5-20", "NETWORK SERVICE")],
)
def test_accounts_of_every_machine_need_no_declaration(text: str, account: str) -> None:
    assert built("account: SYSTEM", f"account: {text}").estate.processes[2].account == account


def test_a_name_without_a_known_authority_is_a_fault() -> None:
    composed = compose(BASE, "s.yaml")
    found = Names(Source(composed, composed.value)).qualified("NOWHERE\\ann")
    assert isinstance(found, Fault)
    assert "neither a declared domain nor a machine" in found.problem


def test_undeclared_names_stay_as_a_program_passes_them() -> None:
    composed = compose(BASE, "s.yaml")
    assert Names(Source(composed, composed.value)).spoken("NOWHERE\\ann") == "NOWHERE\\ann"


RIGHT = [
    # scripts in which nothing is wrong
    "- {CopyProxy: {proxy: reader, as: c}}\n      - call: c.ReadRaw",
    "- {QueryInterface: {from: reader, interface: IClientSecurity, as: cs}}\n      - Release: cs",
    "- {CoUnmarshalInterface: {object: server.Historian, interface: IUnknown, as: u}}\n      - AddRef: u",
    "- {CoCreateInstance: {class: Historian, interface: IAdmin, as: h}}\n      - call: h.Purge",
    "- {repeat: {times: 2, do: [{CoCopyProxy: {proxy: reader, as: c}}, {call: c.Browse}]}}",
    "- {SetBlanket: {proxy: null, through: reader}}",
    "- {QueryInterface: {from: reader, interface: IOther, as: o}}",
]


@pytest.mark.parametrize("script", RIGHT)
def test_what_is_made_may_be_used(script: str) -> None:
    text = changed("- Release: copy", script).replace("processes:\n", "  Other: {interfaces: [IOther]}\nprocesses:\n")
    assert complaints(text) == ()


WRONG = [
    ("- call: server.ReadRaw", "no pointer is called `server`"),
    (
        "- {QueryInterface: {from: reader, interface: IClientSecurity, as: cs}}\n      - call: cs.SetBlanket",
        "write `- SetBlanket: ...`",
    ),
    (
        "- {QueryInterface: {from: reader, interface: IClientSecurity, as: cs}}\n      - call: cs.Read",
        "has no method `Read`",
    ),
    ("- {repeat: {times: 2, do: [{call: c.Browse}, {CoCopyProxy: {proxy: reader, as: c}}]}}", "made only later"),
    (
        "- {CoUnmarshalInterface: {object: server, interface: IHistorian, as: x}}",
        "no process serves an object `server`",
    ),
    ("- {CoUnmarshalInterface: {object: server.Historian, interface: IOther, as: x}}", "has no interface `IOther`"),
    ("- {SetBlanket: {proxy: reader, through: nothing}}", "no pointer is called `nothing`"),
]


@pytest.mark.parametrize(("script", "says"), WRONG)
def test_what_nobody_makes_may_not_be_used(script: str, says: str) -> None:
    found = complaints(changed("- Release: copy", script))
    assert [says in str(item) for item in found] == [True], "\n".join(map(str, found))


def test_threads_share_their_pointers() -> None:
    text = changed("    start: 5 s\n", "    start: 5 s\n    script: [{call: r.Browse}]\n")
    assert complaints(text) == ()


def test_an_object_of_several_processes_needs_one_of_them() -> None:
    text = changed("    appid: Historian\n", "    count: 2\n")
    found = complaints(text)
    assert {item.hint for item in found} == {"write `server#1.Historian`"}
    assert complaints(text.replace("server.Historian", "server#2.Historian")) == ()


def test_a_method_may_use_what_the_serving_process_has() -> None:
    text = changed("does: [CoImpersonateClient, CoRevertToSelf]", "does: [{call: reader.Browse}, {callback: r.Browse}]")
    assert complaints(text) == ()


def test_a_server_marshals_what_it_serves() -> None:
    script = "    script: [{CoMarshalInterface: {object: Historian, interface: IAdmin}}]\n"
    assert complaints(changed("    appid: Historian\n", script)) == ()


def test_a_local_account_belongs_to_its_machine() -> None:
    assert built("account: SYSTEM", "account: hmi01\\OPER").estate.processes[2].account == "HMI01\\oper"


def test_a_range_of_local_accounts() -> None:
    names = [account.name for account in built("  HMI01\\oper:", "  WS[01-03]\\oper:").estate.accounts]
    assert names[3:] == ["WS01\\oper", "WS02\\oper", "WS03\\oper"]
