"""The lower parts of an explanation: settings, checks, disputed points, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.report.layout import printable
from simcom.report.wording import part, what

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.analysis.explained import Citation, Explained
    from simcom.report.layout import Page
    from simcom.vocabulary.rulings import Ruling, Step

PAINTED = {"holds": "OK", "FAILS": "REFUSED", "unknown": "UNDETERMINED", "notes": "dim"}
"""In the colour of which outcome each verdict is painted."""


UNCITED = "no page; a rule of this model"


def settings(explained: Explained, page: Page) -> list[str]:
    """Return the blanket that the step used, where it came from, and the steps of that ruling."""
    row = explained.row
    if not row.effective:
        return []
    title = page.paint("The settings it used (its security blanket)", "head")
    lines = [title, *(line for name, value in row.effective.items() for line in _part(name, value, page))]
    given = explained.settings
    if given is None:
        return lines
    place = f", {given.place}" if given.place else ""
    origin = f"They came from {given.id} ({what(given)}{place}):"
    return [*lines, *page.wrap(printable(origin)), *_ladder(given.ruling.steps, page)]


def _part(name: str, value: object, page: Page) -> list[str]:
    return page.wrap(f"{name:<13} {printable(part(name, value))}", 2, 16)


def checks(ruling: Ruling, title: str, page: Page) -> list[str]:
    """Return the ladder: every check that was made, in order, with what it looked at."""
    decided = (
        f"What decided: {ruling.decisive.rule}. The whole ruling is as strong as its weakest check: {ruling.basis}."
    )
    return [page.paint(title, "head"), *_ladder(ruling.steps, page), *page.wrap(decided)]


def _ladder(steps: Iterable[Step], page: Page) -> list[str]:
    return [line for number, step in enumerate(steps, 1) for line in _rung(number, step, page)]


def _rung(number: int, step: Step, page: Page) -> list[str]:
    verdict = "FAILS" if step.verdict == "fails" else str(step.verdict)
    painted = page.paint(f"{verdict:<8}", PAINTED[verdict])
    head = f"{number:>3}  {painted} {step.stage}, {step.side}: {step.rule}"
    inputs = [f"{one.name} = {one.value}{f'   (from {one.origin})' if one.origin else ''}" for one in step.inputs]
    return [
        head,
        *(page.wrap(printable(step.because), 14) if step.because else ()),
        *(line for text in inputs for line in page.wrap(printable(text), 16, 20)),
    ]


def disputed(explained: Explained, page: Page) -> list[str]:
    """Return the points on which the sources disagree, and the switch that changes each."""
    if not explained.disputed:
        return []
    lines = [page.paint("Where the sources disagree", "head")]
    for one in explained.disputed:
        chosen = f"`assume: {{{one.switch}: {one.choice}}}`"
        others = " or ".join(f"`{other}`" for other in one.others)
        lines += page.wrap(f"{one.entry}: {one.text}. This run uses {chosen}; it can be set to {others}.", 2, 4)
    return lines


def sources(explained: Explained, page: Page) -> list[str]:
    """Return who says so: each rule once with its basis and the pages it rests on; of those that spoke along, the first page."""
    lines = [page.paint("Who says so", "head")]
    for one in explained.citations:
        lines += _citation(one, page)
    if explained.also:
        lines.append("  with what decided:")
    for one in explained.also:
        lines += page.wrap(f"{one.rule}: {one.sources[0] if one.sources else UNCITED}", 4, 6)
    return [*lines, "`simcom rules ID` prints the whole text of a rule."]


def _citation(one: Citation, page: Page) -> list[str]:
    pages = "; ".join(dict.fromkeys(one.sources)) if one.sources else UNCITED
    return [f"  {one.rule} ({one.basis})", *page.wrap(pages, 4)]
