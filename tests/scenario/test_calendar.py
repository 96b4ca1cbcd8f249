"""Dates where a file has a calendar, sizes, and what is wrong with others."""

from __future__ import annotations

import pytest
from scenario.base_file import built, changed, complaints
from scenario.test_timeline import TOP

from simcom.scenario.load import loads
from simcom.scenario.quantities import LARGEST_BYTES, size_bytes

DAY_S = 86400.0


def dated(entry: str, begins: str = "begins: 2022-01-01\n") -> str:
    """Return the base with a date of its beginning and one entry of a timeline."""
    return changed(TOP, f"{begins}timeline: [{{{entry}}}]\n{TOP}")


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ("2022-01-01", 0.0),
        ("2022-02-01", 31 * DAY_S),
        ("2022-01-01 08:30", 8.5 * 3600),
        ("2022-01-02T00:00:05", DAY_S + 5),
        ("2024-03-01", (365 + 365 + 31 + 29) * DAY_S),
        ("30 d", 30 * DAY_S),
    ],
)
def test_a_date_is_a_time_from_the_beginning(at: str, seconds: float) -> None:
    found = loads(dated(f"at: {at}, restart: opc01")).estate
    assert [change.at_s for change in found.timeline] == [seconds]
    assert found.begins == "2022-01-01"


def test_the_run_may_end_on_a_date_and_a_process_start_on_one() -> None:
    text = dated("at: 1 s, restart: opc01").replace("until: 1 h", "until: 2022-01-03")
    scenario = loads(text.replace("start: 5 s", "start: 2022-01-02"))
    assert scenario.until_s == 2 * DAY_S
    assert [script.start_s for script in scenario.estate.processes[-1].scripts] == [DAY_S]


def test_a_profile_knows_the_calendar_too() -> None:
    text = dated("at: 1 s, restart: opc01").replace("profiles:\n", "profiles:\n  late: {start: 2022-01-02}\n")
    scenario = loads(text.replace("    start: 5 s", "    profile: late"))
    assert [script.start_s for script in scenario.estate.processes[-1].scripts] == [DAY_S]


def test_a_file_without_dates_has_no_calendar() -> None:
    assert built().estate.begins == ""


MISTAKES = [
    # beginning, entry, code, what the complaint says
    ("", "at: 2022-01-01", "SC402", "add for instance `begins: 2022-01-01` to the file"),
    ("begins: 2022-01-01\n", "at: 2021-12-31", "SC205", "is before the file begins, on 2022-01-01"),
    ("begins: 2022-01-01\n", "at: 2022-02-30", "SC206", "`2022-02-30` is no date of the calendar"),
    ("begins: 2022-01-01\n", "at: 2032-01-01", "SC205", "more than ten years"),
    ("begins: 2022-01-01\n", "at: 2022-01-01T00:00+01:00", "SC206", "write `2022-06-14` or `2022-06-14 08:00`"),
    ("begins: 2022-01-01 08:00\n", "at: 1 s", "SC205", "is not midnight, where time 0 is"),
    ("begins: yesterday\n", "at: 1 s", "SC206", "expected a date, not the text `yesterday`"),
    ("begins: 2022\n", "at: 1 s", "SC206", "expected a date, not `2022`"),
]


@pytest.mark.parametrize(("begins", "entry", "code", "says"), MISTAKES)
def test_a_date_that_cannot_be(begins: str, entry: str, code: str, says: str) -> None:
    found = complaints(dated(f"{entry}, restart: opc01", begins))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (0, 0),
        (512, 512),
        ("512", 512),
        ("4 kB", 4000),
        ("4 KB", 4000),
        ("1.5 KiB", 1536),
        ("2 MiB", 2 << 20),
        ("7 b", 7),
    ],
)
def test_sizes(value: str | int, size: int) -> None:
    assert size_bytes(value) == size


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (-1, "is not a size"),
        (LARGEST_BYTES + 1, "to 1 GiB"),
        ("4 kilo", "the units are `B`, `kB`, `KiB`, `MB`, `MiB`"),
        ("much", "is not a size: write a number"),
        ("1" * 100_000, "is not a size"),
    ],
)
def test_sizes_that_are_refused(value: str | int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        size_bytes(value)


def test_what_a_method_sends_and_demands() -> None:
    gate = "{authn_level: PKT_PRIVACY, member_of: CORP\\ann, hresult: WBEM_E_ACCESS_DENIED}"
    text = f"{{sends: 4 kB, returns: 100, throws: true, requires: {gate}}}"
    found = built("Browse: }}", f"Browse: {text}}}}}").estate.classes[0].interfaces[0].methods[1]
    assert (found.sends_bytes, found.returns_bytes, found.throws) == (4000, 100, True)
    assert found.gate is not None
    assert (found.gate.authn_level, found.gate.members) == (6, ("CORP\\ann",))
    assert found.gate.hresult == "WBEM_E_ACCESS_DENIED"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("sends: 4 kilo", "SC206", "unknown unit of size"),
        ("sends: true", "SC206", "expected a size"),
        ("requires: {member_of: CORP\\anne}", "SC301", "did you mean `CORP\\ann`?"),
        ("requires: {hresult: E_ACCESDENIED}", "SC204", "did you mean `E_ACCESSDENIED`?"),
        ("trows: true", "SC201", "did you mean `throws`?"),
    ],
)
def test_what_a_method_cannot_do(text: str, code: str, says: str) -> None:
    found = complaints(changed("Browse: }}", f"Browse: {{{text}}}}}}}"))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


def test_what_is_observed() -> None:
    assert built(TOP, f"observe: ping\n{TOP}").estate.observe == ("ping",)
    assert built(TOP, f"observe: [ping, interfaces, ping]\n{TOP}").estate.observe == ("ping", "interfaces")
    (found,) = complaints(changed(TOP, f"observe: [pings]\n{TOP}"))
    assert "did you mean `ping`?" in str(found)
