"""What happens at a time: ends and starts, sessions, roads, groups, and the network they happen on."""

from __future__ import annotations

import pytest
from scenario.base_file import built, changed, complaints
from scenario.test_broken_files import line_of
from scenario.test_timeline import TOP, estate, values, with_entries

from simcom.runtime.estate import Group, Machine
from simcom.runtime.networks import Cut, Happening, Network

LINKS = "  latency: 2 ms\n"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("crash: opc01", [Happening("crash", "opc01")]),
        ("crash: [OPC01, hmi01]", [Happening("crash", "opc01"), Happening("crash", "hmi01")]),
        ("restart: 'ws[01-02]'", [Happening("restart", "ws01"), Happening("restart", "ws02")]),
        ("start: [opc01, server]", [Happening("start", "opc01"), Happening("start", "server")]),
        ("kill: server", [Happening("kill", "server")]),
        ("kill: ['watcher[1-3]']", [Happening("kill", f"watcher{number}") for number in (1, 2, 3)]),
        ("kill: 'watcher[2-3]'", [Happening("kill", f"watcher{number}") for number in (2, 3)]),
        ("start: ['watcher[1-2]', watcher3]", [Happening("start", f"watcher{number}") for number in (1, 2, 3)]),
        ("start: 'ws[02-03]'", [Happening("start", "ws02"), Happening("start", "ws03")]),
        ("kill: 'server@CORP\\ann'", [Happening("kill", "server@CORP\\ann")]),
        ("log_off: {opc01: CORP\\ann}", [Happening("log off", "opc01", "CORP\\ann")]),
        (
            "log_on: {'ws[01-02]': [ann@corp.example]}",
            [Happening("log on", host, "CORP\\ann") for host in ("ws01", "ws02")],
        ),
        ("cut: {between: [hmi01, opc01]}", [Happening("cut", cut=Cut("hmi01", "opc01"))]),
        (
            "cut: [{from: hmi01, to: '*', how: reject, ports: [135, 5000-5010]}]",
            [Happening("cut", cut=Cut("hmi01", "*", "reject", ((135, 135), (5000, 5010)), one_way=True))],
        ),
        (
            "heal: {between: ['ws[01-02]', opc01]}",
            [Happening("heal", cut=Cut(host, "opc01")) for host in ("ws01", "ws02")],
        ),
        ("groups: {CORP\\OpcUsers: [bob@corp.example]}", [Group("CORP\\OpcUsers", ("CORP\\bob",))]),
        ("machines: {opc01: {local_groups: {Local Readers: []}}}", [Group("OPC01\\Local Readers")]),
    ],
)
def test_what_happens(entry: str, expected: list[object]) -> None:
    found = [item for item in values(f"at: 1 min, {entry}") if not isinstance(item, Machine)]
    assert found == expected


def test_what_happens_at_one_time_ends_before_it_starts_and_changes_before_both() -> None:
    entry = (
        "at: 1 s, start: server, kill: server, restart: opc01, machines: {opc01: {patch: P2, firewall: {open: 135}}}"
    )
    found = [item if isinstance(item, Happening) else type(item) for item in values(entry)]
    assert found == [Machine, Happening("kill", "server"), Happening("start", "server"), Happening("restart", "opc01")]


def test_a_patch_and_a_firewall_change_in_time() -> None:
    found = values(
        "at: 1 s, machines: {opc01: {patch: P2}}",
        "at: 2 s, machines: {opc01: {firewall: {closed: reject, open: [135]}}}",
    )
    made = [item for item in found if isinstance(item, Machine)]
    assert [item.settings.patch for item in made] == ["P2", "P2"]
    assert [item.firewall and item.firewall.closed for item in made] == [None, "reject"]


def test_what_happens_knows_its_place() -> None:
    entry = "at: 5 min, crash: opc01"
    (change,) = estate(entry).timeline
    assert (change.at_s, change.place) == (300.0, f"s.yaml:{line_of(with_entries(entry), entry)}")


MISTAKES = [
    ("crash: opc1", "SC301", "no machine is called `opc1`; did you mean `opc01`?"),
    ("crash: server", "SC301", "`server` is a process, not a machine; use `kill`"),
    ("restart: 'ws[01-04]'", "SC301", "no machine is called `ws04`"),
    ("restart: 'ws[04-01]'", "SC206", "runs backwards"),
    ("start: serve", "SC301", "no machine or process is called `serve`; did you mean `server`?"),
    ("start: 'watcher[2-4]'", "SC301", "no machine or process is called `watcher4`"),
    ("start: 'Watcher[1-2]'", "SC301", "no machine or process is called `Watcher1`"),
    ("kill: 'watcher[2-4]'", "SC301", "no process is called `watcher4`"),
    ("crash: 'watcher[1-2]'", "SC301", "`watcher[1-2]` is a process, not a machine"),
    ("kill: opc01", "SC301", "`opc01` is a machine, not a process; use `crash` or `restart`"),
    ("kill: sever", "SC301", "did you mean `server`?"),
    ("log_off: {opc1: CORP\\ann}", "SC301", "did you mean `opc01`?"),
    ("log_off: {opc01: CORP\\anne}", "SC301", "did you mean `CORP\\ann`?"),
    ("cut: {between: [hmi01, opc1]}", "SC301", "did you mean `opc01`?"),
    ("cut: {between: [hmi01]}", "SC205", "at least 2 item(s)"),
    ("cut: {from: hmi01}", "SC202", "a cut needs `between`, or `from` and `to`"),
    ("cut: {between: [hmi01, opc01], to: opc01}", "SC202", "a cut needs `between`, or `from` and `to`"),
    ("cut: {between: [hmi01, opc01], how: dropp}", "SC204", "did you mean `drop`?"),
    ("heal: {between: [hmi01, opc01], ports: x}", "SC206", "expected a port"),
    ("groups: {CORP\\OpcUser: []}", "SC301", "did you mean `CORP\\OpcUsers`?"),
    ("groups: {CORP\\ann: []}", "SC301", "`CORP\\ann` is no group that the file declares"),
    ("groups: {CORP\\OpcUsers: {scope: universal}}", "SC403", "the scope of a group cannot change in time yet"),
    ("groups: {CORP\\OpcUsers: [CORP\\anne]}", "SC301", "did you mean `CORP\\ann`?"),
    ("reboot: opc01", "SC201", "unknown key `reboot`; write `restart: opc01`"),
    ("restart: server", "SC301", "`server` is a process, not a machine; use `kill` and `start`"),
]


@pytest.mark.parametrize(("entry", "code", "says"), MISTAKES)
def test_a_mistake_is_told(entry: str, code: str, says: str) -> None:
    found = complaints(with_entries(f"at: 1 s, {entry}"))
    assert (str(found[0].code), says in str(found[0]), len(found)) == (code, True, 1), "\n".join(map(str, found))


def network(text: str) -> Network:
    """Return the network of the base with one more line."""
    return built(LINKS, f"{LINKS}  {text}\n").estate.network


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (
            "cuts: [{between: [hmi01, opc01]}, {from: '*', to: opc01}]",
            "cuts",
            (Cut("hmi01", "opc01"), Cut("*", "opc01", one_way=True)),
        ),
        (
            "unknown_names: [nowhere, {from: hmi01, name: opc01}]",
            "unknown_names",
            (("", "nowhere"), ("hmi01", "opc01")),
        ),
        ("syn: 9 s", "syn_s", 9.0),
        ("refused: 1 s", "refused_s", 1.0),
        ("keepalive: 1 min", "keepalive_s", 60.0),
        ("ping: {period: 60 s, missed: 2}", "ping_s", 60.0),
        ("ping: {missed: 2}", "pings_missed", 2),
        ("per_byte: 8 ns", "per_byte_s", 8e-9),
        ("crypto: {integrity: 2 ns, privacy: 5 ns}", "privacy_per_byte_s", 5e-9),
        ("stub: 0 s", "syn_s", 21.0),
    ],
)
def test_the_network(text: str, name: str, value: object) -> None:
    assert getattr(network(text), name) == value


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("cuts: [{between: [hmi01, opc1]}]", "SC301", "did you mean `opc01`?"),
        ("unknown_names: [{from: hmi1, name: x}]", "SC301", "did you mean `hmi01`?"),
        ("ping: {period: 0 s}", "SC205", "no time"),
        ("ping: {perod: 1 s}", "SC201", "did you mean `period`?"),
        ("crypt: {}", "SC201", "did you mean `crypto`?"),
    ],
)
def test_a_mistake_in_the_network_is_told(text: str, code: str, says: str) -> None:
    found = complaints(changed(LINKS, f"{LINKS}  {text}\n"))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


def test_too_many_cuts_are_refused() -> None:
    machines = changed(
        "  hmi01: {profile: panel}\n", "  hmi01: {profile: panel}\n  'a[001-400]': {}\n  'b[001-400]': {}\n"
    )
    (found,) = complaints(
        machines.replace(TOP, f"timeline: [{{at: 1 s, cut: {{between: ['a[001-400]', 'b[001-400]']}}}}]\n{TOP}")
    )
    assert "this cuts 160000 pairs of machines" in str(found)


def test_a_name_that_does_not_resolve_may_be_called() -> None:
    call = "- CoCreateInstanceEx: {class: Historian, interface: IAdmin, as: x, server: Nowhere}"
    text = changed("- Release: copy", call).replace(LINKS, f"{LINKS}  unknown_names: [nowhere]\n")
    assert complaints(text) == ()
