"""The section on how the caller was proved, in text and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from analysis.proved import KERBEROS, NTLM, accepted, refused, run, seen
from analysis.sample import DISPATCHED, call

from simcom.analysis.explained import explain
from simcom.report.explain import explain_text
from simcom.report.explain_proof import BY_ITSELF, FAILED_TITLE, REFUSED_BEFORE, TITLE
from simcom.report.explain_record import explain_record
from simcom.report.formats import to_json
from simcom.report.layout import Page
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from simcom.runtime.rows import Row
    from simcom.vocabulary.facts import Caller


def section(row: Row, width: int = 1000) -> list[str]:
    """Return the lines of the section below its title, or nothing if there is none."""
    lines = explain_text(explain(run(row), row), Page(width)).splitlines()
    start = next((place for place, line in enumerate(lines) if line in (TITLE, FAILED_TITLE)), None)
    return [] if start is None else lines[start + 1 : lines.index("", start)]


def record(row: Row) -> dict[str, Any]:
    """Return what JSON says of the proof."""
    return explain_record(explain(run(row), row))["proof"]


def test_a_caller_proved_by_kerberos() -> None:
    assert section(accepted()) == [
        "  mechanism      Kerberos",
        "  asked for      WINNT (NTLM)",
        "  picked         Negotiate picks kerberos: a route is known",
        "  context        new: no security context for these settings was there on the connection",
        "  trusts         line.plant.example trusts plant.example",
        "                 plant.example trusts corp.example",
        "                 corp.example trusts sales.corp.example",
        "  with server    2 round trips to build the context",
        "  with KDCs      hmi01 asks sales.corp.example twice (AS: ticket-granting ticket)",
        "                 hmi01 asks sales.corp.example once (TGS: referral to corp.example)",
        "                 hmi01 asks corp.example once (TGS: referral to plant.example)",
        "                 hmi01 asks plant.example once (TGS: referral to line.plant.example)",
        "                 hmi01 asks line.plant.example once (TGS: ticket for host/opc01.line.plant.example)",
        "  token          on opc01 the caller is SALES\\ann",
        "  groups         Everyone, NETWORK, SALES\\Domain Users",
    ]


def test_a_caller_that_ntlm_could_not_prove() -> None:
    assert section(refused())[-11:] == [
        "  with server    1 round trip to build the context",
        "  with DCs       opc01 asks line.plant.example once (pass-through validation)",
        "                 line.plant.example asks plant.example once (pass-through validation)",
        "                 plant.example asks corp.example once (pass-through validation)",
        "                 corp.example asks sales.corp.example once (pass-through validation)",
        "  Where it failed, from the inside out:",
        "  cause          account_disabled",
        "  inside         NTSTATUS 0xC0000072",
        "  SSPI           SEC_E_LOGON_DENIED (0x8009030C)",
        "  Win32          1331",
        "  COM caller     E_ACCESSDENIED (0x80070005)",
    ]


def test_kerberos_names_its_own_error_beside_the_nt_status() -> None:
    skew = {
        "cause": "time_skew",
        "status": "0xC0000133",
        "kerberos": "37 KRB_AP_ERR_SKEW",
        "surfaced": "E_ACCESSDENIED",
    }
    assert section(refused({**KERBEROS, "error": skew}))[-3:-1] == [
        "  inside         NTSTATUS 0xC0000133",
        "                 Kerberos error 37 KRB_AP_ERR_SKEW",
    ]


NOBODY: dict[str, Any] = {"exchanges": {"server": 2, "kdc": [], "dc": []}}
UNSENT: dict[str, Any] = {"exchanges": {"server": 0, "kdc": [], "dc": []}}


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (accepted({**KERBEROS, **NOBODY}), "with others    nothing: the client holds the tickets already"),
        (
            accepted({**NTLM, **NOBODY, "error": None}),
            "with others    nothing: the server's machine can tell by itself",
        ),
        (refused({**NTLM, **NOBODY}), f"with others    nothing{REFUSED_BEFORE}"),
        (refused({**NTLM, **NOBODY, "route": []}), f"with others    nothing{BY_ITSELF}"),
        (
            refused({**KERBEROS, **NOBODY, "error": NTLM["error"]}),
            "with others    nothing: the client holds the tickets already",
        ),
        (
            refused({**KERBEROS, **UNSENT, "error": NTLM["error"]}, side=Side.CLIENT),
            f"with others    nothing{REFUSED_BEFORE}",
        ),
        (refused({**KERBEROS, **UNSENT, "error": NTLM["error"]}), "with server    nothing was sent"),
        (accepted({**KERBEROS, **UNSENT}), "with server    nothing was sent"),
        (accepted({**KERBEROS, "route": ["a.example"]}), "trusts         none needed: a.example is the domain of both"),
        (
            refused({**NTLM, "route": []}),
            "trusts         none used: no domain vouches for the caller to this server",
        ),
        (
            accepted({**KERBEROS, "mechanism": "schannel", "route": []}),
            "trusts         none needed: certificates decide, not domains",
        ),
        (
            accepted({**KERBEROS, "user_to_user": True}),
            (
                "mechanism      Kerberos, user-to-user: the server's own ticket-granting ticket takes the place of a"
                " registered principal"
            ),
        ),
        (
            refused(side=Side.CLIENT),
            "with server    nothing was sent",
        ),
    ],
)
def test_each_case_has_its_line(row: Row, line: str) -> None:
    assert f"  {line}" in section(row)


def test_a_reused_context_asks_nobody() -> None:
    lines = section(accepted({**KERBEROS, "context": "reused", **NOBODY}))
    assert [line for line in lines if line.startswith(("  with", "  context"))] == [
        "  context        reused: an earlier call built it on this connection, so nobody is asked again"
    ]


@pytest.mark.parametrize(("row", "title"), [(accepted(), TITLE), (refused(), FAILED_TITLE)])
def test_the_title_tells_whether_it_succeeded(row: Row, title: str) -> None:
    assert title in explain_text(explain(run(row), row)).splitlines()


def test_a_call_in_which_nobody_is_to_be_proved_has_no_section() -> None:
    row = call(1, DISPATCHED)
    assert (section(row), record(row)) == ([], None)


def local(caller: Caller | None, transport: str = "lrpc") -> Row:
    """Return a call within one machine, or over another transport, with what the server saw of its caller."""
    return call(1, DISPATCHED, transport=transport, caller=caller)


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        (local(seen("CORP\\ann", "ntlm")), [f"{TITLE}: on one machine by NTLM, without any exchange"]),
        (local(seen("CORP\\ann")), [f"{TITLE}: on one machine by Kerberos, without any exchange"]),
        (local(seen("ANONYMOUS LOGON", None)), []),
        (local(None), []),
        (local(seen("CORP\\ann", "ntlm"), "none"), []),
        (local(seen("CORP\\ann", "ntlm"), "tcp"), []),
    ],
)
def test_a_caller_on_the_same_machine_is_proved_in_one_line(row: Row, lines: list[str]) -> None:
    said = explain_text(explain(run(row), row)).splitlines()
    assert [line for line in said if line.startswith(TITLE)] == lines


def test_the_sections_lines_fit_eighty_columns() -> None:
    assert [line for line in section(accepted(), 80) + section(refused(), 80) if len(line) > 80] == []


def test_a_hostile_name_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "".join(section(accepted({**KERBEROS, "groups": ["\x1b[2Jgone"]})))


def test_json_says_the_same() -> None:
    found = record(accepted())
    assert found["trusts"][0] == {"trusting": "line.plant.example", "trusted": "plant.example"}
    assert (found["mechanism"], found["round_trips"], found["user"], found["error"]) == (
        "Kerberos",
        2,
        "SALES\\ann",
        None,
    )
    assert found["kdc"][0] == KERBEROS["exchanges"]["kdc"][0]


def test_json_names_every_layer_of_an_error() -> None:
    assert record(refused())["error"] == {**NTLM["error"], "kerberos": "", "win32": "1331"}


def test_the_record_can_be_written_as_json() -> None:
    row = refused()
    assert '"cause":"account_disabled"' in to_json(explain_record(explain(run(row), row)))
