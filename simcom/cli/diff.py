"""``simcom diff``: two runs held against each other, before a change and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from simcom.cli.settings import of_a_run, read_patches
from simcom.cli.terminal import page, put_data, put_text
from simcom.errors import NothingFoundError, UsageError, quoted

if TYPE_CHECKING:
    from simcom.analysis.compare import Comparison
    from simcom.analysis.compare_rows import Change
    from simcom.cli.settings import How, Pairs
    from simcom.face import Scenario
    from simcom.report.notebook import Result

SHUT = 1
"""Exit status when the gate is shut."""

TO_COMPARE = "name a second file, or change something of this one: --set machines.opc01.patch=P3, or --patch opc01=P3"
GATE = "Exit with 1 if any step newly fails (or passed and cannot be decided now), or if anything changed."
PATCH = "Machines of the second run at a patch level from the start: a name, a host range or *. Repeatable."


@click.command(
    epilog="Exit status: 0 compared, 1 the gate is shut, 2 wrong scenario or command line, 5 nothing found.",
)
@click.argument("before", metavar="BEFORE")
@click.argument("after", required=False, metavar="[AFTER]")
@of_a_run
@click.option("--patch", "patches", multiple=True, metavar="MACHINES=LEVEL", callback=read_patches, help=PATCH)
@click.option("--gate", type=click.Choice(["newly-failing", "any-change"]), help=GATE)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    help="text for people (the default); the others for programs.",
)
@click.pass_context
def diff(
    context: click.Context, before: str, after: str | None, patches: Pairs, gate: str | None, kind: str, how: How
) -> None:
    """Compare two runs: which calls newly fail or pass, which arrive at another level, as somebody else, at another cost.

    BEFORE and AFTER are scenario files. --set and --patch change the second run only; with them AFTER may be left out, and is then
    BEFORE with these changes. Random draws begin with the same seed on both sides. Steps are matched by their ids.

    \b
    For example:
      simcom diff estate.yaml --patch "ws[001-100]=P3" --gate newly-failing
    """  # noqa: D301  (click looks for the character itself)
    from simcom.analysis.compare import compare

    if after is None and not how.settings and not patches:
        raise UsageError(f"there is nothing to compare {quoted(before)} with; {TO_COMPARE}")
    changed = [*("=".join(pair) for pair in how.settings), *(f"patch {'='.join(pair)}" for pair in patches)]
    found = compare(*both(one_file(before), one_file(after or before, how.settings, patches), how))
    failing = gated(found, gate)
    put_comparison(found, kind, changed, failing)
    context.exit(SHUT if gate and failing else 0)


def one_file(file: str, settings: Pairs = (), patches: Pairs = ()) -> tuple[str, Scenario]:
    """Return run id and scenario of one file, changed; `NothingFoundError` if the path names none or several."""
    from simcom.cli.files import scenario_files
    from simcom.face import load

    found = scenario_files([file])
    if len(found) > 1:
        raise NothingFoundError(f"{quoted(file)} has {len(found)} scenarios; name one of them, such as `{found[0][1]}`")
    name, path = found[0]
    scenario = load(path, settings=settings)
    for machines, level in patches:
        scenario = scenario.patched(machines, level)
    return name, scenario


def both(before: tuple[str, Scenario], after: tuple[str, Scenario], how: How) -> tuple[Result, Result]:
    """Run two scenarios with one seed: the one asked for, else the first file's own."""
    seed = before[1].parsed.seed if how.seed is None else how.seed
    first, second = (one.run(run=name, seed=seed, until_s=how.until_s(one)) for name, one in (before, after))
    return first, second


def gated(found: Comparison, gate: str | None) -> tuple[Change, ...]:
    """Return the changes that shut a gate; without one, those that would shut ``newly-failing``."""
    return found.changes if gate == "any-change" else found.breaking


def put_comparison(found: Comparison, kind: str, changed: list[str], failing: tuple[Change, ...]) -> None:
    """Print a comparison in one of the formats."""
    if kind == "text":
        from simcom.report.compare import compare_text

        return put_text(compare_text(found, page(), changed))
    from simcom.report.compare_record import compare_junit, compare_record
    from simcom.report.formats import to_json

    return put_data(compare_junit(found, failing) if kind == "junit" else to_json(compare_record(found, changed)))
