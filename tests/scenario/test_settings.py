"""`--set path=value`: what it may change, and how it is told what it may not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario.base_file import BASE, built, complaints

from simcom.runtime.steps import SetBlanket
from simcom.scenario.load import loads
from simcom.scenario.text.compose import compose


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("machines.opc01.patch=P0", "P0"),
        ("defaults.machine.patch=P1b", "P1b"),
        (" machines.opc01.patch = P2 ", "P2"),
        (
            "machines.opc01={domain: PLANT, patch: P1, local_groups: {Local Readers: []}, registry: {AppID: {Historian: {}}}}",
            "P1",
        ),
    ],
)
def test_a_setting_changes_the_file(setting: str, value: str) -> None:
    assert (
        next(item for item in built(settings=(setting,)).estate.machines if item.name == "opc01").settings.patch
        == value
    )


def test_a_setting_reaches_into_lists_and_names_its_origin() -> None:
    path = "processes.viewer.script.2.CoSetProxyBlanket.dwAuthnLevel"
    step = built(settings=(f"{path}=CALL",)).estate.processes[1].scripts[0].steps[2]
    assert isinstance(step, SetBlanket)
    assert (step.request.authn_level, dict(step.request.origins)["authn_level"]) == (3, f"--set {path}")


def test_a_setting_may_add_keys_and_items() -> None:
    settings = ("machines.hmi01.registry.EnableDCOM=N", "processes.viewer.script.7={wait: 1 s}", "about=more")
    estate = built(settings=settings).estate
    assert (estate.machines[0].settings.enable_dcom, estate.about) == ("N", "more")
    assert estate.processes[1].scripts[0].steps[7].place == "--set processes.viewer.script.7"


@pytest.mark.parametrize("path", ["domains.eu.corp.example.netbios", 'domains["eu.corp.example"].netbios'])
def test_a_key_with_dots_can_be_set(path: str) -> None:
    assert built(settings=(f"{path}=EURO",)).estate.domains[1].netbios == "EURO"


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("machines.opc01.patch", "has no `=`"),
        ("=P3", "the path is empty"),
        ("machines.opc1.patch=P3", "did you mean `opc01`?"),
        ("processes.viewer.script.99.call=a.b", "is no place in a list of 7"),
        ("seed.x=1", "is a single value"),
        ("seed=[1", "SC108"),
        ("seed=1\ntitle: x", "more than one line"),
        ("machines.opc01.patch=P9", "--set machines.opc01.patch:1:1: SC204"),
        ("machines.opc01.registy.EnableDCOM=Y", "did you mean `registry`?"),
    ],
)
def test_a_setting_that_cannot_be_is_told(setting: str, says: str) -> None:
    found = "\n".join(map(str, complaints(BASE, (setting,))))
    assert says in found


@pytest.mark.parametrize("path", ["machines.ws[01-03].windows", 'machines["ws[01-03]"]["windows"]'])
def test_a_range_can_be_set(path: str) -> None:
    estate = built(settings=(f"{path}=win2000",)).estate
    assert [item.settings.windows for item in estate.machines] == ["xp-sp2", "win2000", "win2000", "win2000", "current"]


@pytest.mark.parametrize("path", ["processes.viewer.script[0].id", "processes.viewer.script.0.id"])
def test_a_place_in_a_list_can_be_set(path: str) -> None:
    assert built(settings=(f"{path}=one",)).estate.processes[1].scripts[0].steps[0].id == "one"


def test_a_setting_may_be_a_pair() -> None:
    assert loads(BASE, settings=(("seed", "9"),)).seed == 9


def paths(value: Any, start: tuple[str, ...] = ()) -> list[tuple[str, ...]]:  # noqa: ANN401  (any YAML value)
    """Return the path of everything in a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([start] if start else []), *(path for key, item in pairs for path in paths(item, (*start, str(key))))]


EVERYWHERE = paths(compose(BASE, "s.yaml").value)
JUNK = [
    None,
    True,
    0,
    -1,
    7,
    1.5,
    "",
    "x",
    "SYSTEM",
    "CORP\\ann",
    "server.Historian",
    "5 s",
    "ws[1-3]",
    [],
    [None],
    ["x"],
    [[]],
    {},
    {"x": None},
    [{}],
]


@settings(max_examples=600)
@given(st.sampled_from(EVERYWHERE), st.sampled_from(JUNK))
def test_whatever_is_put_anywhere_is_read_or_complained_about(path: tuple[str, ...], junk: object) -> None:
    dotted = "".join(f'["{part}"]' for part in path)
    found = complaints(BASE, (f"{dotted}={json.dumps(junk)}",))
    assert all(item.problem and item.line > 0 for item in found)
