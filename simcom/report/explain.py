"""One step explained in plain text: sentences for a newcomer first, then the checks one by one, then who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.proof import mechanism_name
from simcom.report.events import dated
from simcom.report.explain_activation import activated, logged, travelled
from simcom.report.explain_parts import checks, disputed, settings, sources
from simcom.report.explain_proof import proved
from simcom.report.layout import PLAIN, Page, printable
from simcom.report.wording import SHOUTED, seconds, shown, what
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from simcom.analysis.explained import Explained
    from simcom.analysis.outcomes import Row

ANSWERS = {
    Outcome.OK: "It went through",
    Outcome.REFUSED: "It was refused",
    Outcome.FAILED: "It failed",
    Outcome.UNDETERMINED: "It cannot be said what would happen",
}
"""How a sentence about each outcome begins."""

DOINGS = {
    "activation": "{who} asked {server.machine} for an object of {row.class_} by {row.method}, over {row.transport}, {when}",
    "launch": "{row.client.process} on {server.machine} started {server.process}, to run as {server.account}, {when}",
    "rundown": "{server.machine} reclaimed the object {row.object} of {server.process} {when}",
    "ping": "{row.client.machine} told {server.machine} which of its objects it still holds, over {row.transport}, {when}",
    "resolve": "{who} had the server of a reference looked up on {server.machine}, over {row.transport}, {when}",
}
"""What is said of steps that are no calls on an object."""

NO_CALLER = ("launch", "rundown")
"""Steps that nobody waits for: nobody is told a status."""

BEFORE_CALLER = ("local", "resolve", "connect", "version", "authenticate")
"""A call that ends at one of these stages ends before the server knows who called."""

STILL_WAITS = "rpc-no-call-timeout"
"""What decides, where a ruling is undetermined by it, of a step that was under way when the run ended."""


def explain_text(explained: Explained, page: Page = PLAIN) -> str:
    """Return the whole explanation; ends with a newline."""
    parts = [
        _opening(explained, page),
        _twin(explained, page),
        activated(explained, page),
        proved(explained, page),
        travelled(explained.row, page),
        logged(explained.row, page),
        settings(explained, page),
        checks(explained.row.ruling, "The checks, in order", page),
        disputed(explained, page),
        sources(explained, page),
    ]
    return "\n".join("\n".join(part) + "\n" for part in parts if part)


def brief_text(explained: Explained, page: Page = PLAIN) -> str:
    """Return only what a newcomer reads first: what was done, what came of it, why; ends with a newline."""
    return "\n".join(_opening(explained, page)) + "\n"


def _opening(explained: Explained, page: Page) -> list[str]:
    row = explained.row
    word = SHOUTED[row.ruling.outcome]
    head = f"{printable(row.id)}: {printable(what(row))}: {page.paint(word, word)}"
    said = [_action(explained), _answer(row), _reason(row), _seen(row), _remedy(row)]
    return [head, "", *(line for text in said if text for line in page.wrap(printable(text)))]


def _action(explained: Explained) -> str:
    """Say who did what to whom, when and where it is written."""
    row, begins = explained.row, explained.begins
    who = f"{row.client.process} on {row.client.machine}, running as {row.client.account},"
    date = f", {dated(begins, row.begun_s)[:19]}" if begins else ""
    when = f"at {seconds(row.begun_s)} of simulated time{date}{f' ({row.place})' if row.place else ''}."
    if row.kind in DOINGS and row.server is not None:
        return DOINGS[row.kind].format(row=row, who=who, server=row.server, when=when)
    if row.server is None:
        return f"{who} did {what(row)} {when}"
    whom = f"{row.server.process} on {row.server.machine} (running as {row.server.account})"
    return f"{who} used {what(row)} of {whom}{_over(explained)} {when}"


def _over(explained: Explained) -> str:
    """Say what a step sent by which transport, and what was sent for it before."""
    row, before = explained.row, explained.resolved
    first = ""
    if before is not None and before.server is not None and before.messages:
        first = f", for which its machine asked the resolver of {before.server.machine} (see {before.id}),"
    direct = f" over {row.transport}" if row.transport != "none" else ""
    return f"{direct}{first}" or ", without anything being sent,"


def _answer(row: Row) -> str:
    ruling = row.ruling
    if ruling.ok and row.kind in NO_CALLER:
        return ""
    if ruling.outcome is Outcome.UNDETERMINED:
        waits = ruling.decisive.rule == STILL_WAITS
        left = f"the scenario leaves open what the check at stage {row.stage} needs to know"
        return f"{ANSWERS[ruling.outcome]}: {'the run ended before an answer came' if waits else left}."
    answer = f"{ANSWERS[ruling.outcome]}: the caller got {ruling.hresult}, {ruling.hresult.text}."
    if ruling.ok:
        return answer
    decisive = ruling.decisive
    where = f"at stage {row.stage}, made on {row.machine} on the {decisive.side}'s side"
    return f"{answer} What decided was the check `{decisive.rule}` {where}."


def _reason(row: Row) -> str:
    return f"Why: {row.ruling.decisive.because}" if row.ruling.decisive.because else ""


def _seen(row: Row) -> str:
    if row.server is None or row.transport == "none":
        return ""
    if row.caller is None:
        return "The server never saw who called: the call did not get that far." if row.stage in BEFORE_CALLER else ""
    proof = f"proved by {mechanism_name(row.caller.mechanism)}" if row.caller.mechanism else "with nothing to prove it"
    return f"The server saw the caller as {row.caller.name}, {proof}."


def _remedy(row: Row) -> str:
    remedy = row.ruling.decisive.remedy
    return f"What would have passed: {remedy}" if remedy and not row.ruling.ok else ""


def _twin(explained: Explained, page: Page) -> list[str]:
    """Say which neighbouring call went through and in what it differed."""
    twin = explained.twin
    if twin is None:
        return []
    changes = [f"{one.name} {_said(one.there)} instead of {_said(one.here)}" for one in explained.differences]
    how = ", with " + ", ".join(changes) if changes else ", with the same settings"
    return page.wrap(printable(f"The same method went through in {twin.id}{how}."))


def _said(value: object) -> str:
    """Return a value as a word of a sentence, where a dash would be lost."""
    text = shown(value)
    return "nothing" if text == "-" else text
