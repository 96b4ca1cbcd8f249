"""``simcom run``: simulate scenarios and compare them with what they expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from simcom.cli.files import scenario_files
from simcom.cli.settings import of_a_run
from simcom.cli.terminal import page, put_data, put_text
from simcom.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.summary import Summary
    from simcom.cli.settings import How
    from simcom.face import Scenario
    from simcom.report.notebook import Result

UNMET = 1
"""Exit status when some expectation is not met."""

OBSERVED = ("ping", "interfaces")
"""What is left out of a run unless asked for: the pings, and the exchange by which a connection learns of a further interface."""


@click.command(
    epilog="Exit status: 0 all expectations met, 1 some not met, 2 wrong scenario, 5 nothing found.",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR...")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "jsonl", "csv", "junit", "github"]),
    default="text",
    help="text for people (the default); the others for programs.",
)
@click.option(
    "--events", "shown", flag_value="events", help="Show the Windows event log lines the run leaves, per machine."
)
@click.option(
    "--summary", "shown", flag_value="summary", help="Keep counts only: for runs too long to keep every step of."
)
@click.option("--observe", multiple=True, type=click.Choice(OBSERVED), help="Show what is otherwise left out.")
@of_a_run
@click.pass_context
def run(
    context: click.Context, paths: tuple[str, ...], kind: str, shown: str | None, observe: tuple[str, ...], how: How
) -> None:
    """Simulate scenarios and compare them with what they expect: one line a step, then a summary.

    With --events or --summary, --format is text or json. A summary can only be compared with what is expected of the run as a whole.
    """
    from simcom.face import load

    if shown and kind not in ("text", "json"):
        raise UsageError(f"--{shown} has no format `{kind}`; take text or json")
    files = scenario_files(paths)
    loaded = [(name, load(file, settings=how.settings).observing(*observe)) for name, file in files]
    met = summarized(loaded, kind, how) if shown == "summary" else ran(loaded, kind, how, events=shown == "events")
    context.exit(0 if met else UNMET)


def ran(loaded: Sequence[tuple[str, Scenario]], kind: str, how: How, *, events: bool) -> bool:
    """Run scenarios and print their rows, or the events that these left; return whether all expectations were met."""
    results = [scenario.run(run=name, seed=how.seed, until_s=how.until_s(scenario)) for name, scenario in loaded]
    put = put_events if events else put_results
    put(results, kind)
    return all(result.met for result in results)


def summarized(loaded: Sequence[tuple[str, Scenario]], kind: str, how: How) -> bool:
    """Run scenarios and print what their runs came to; return whether the expectations that can be looked at were met."""
    found = [scenario.summarize(run=name, seed=how.seed, until_s=how.until_s(scenario)) for name, scenario in loaded]
    put_summaries(found, kind)
    return all(one.met for one in found)


def put_results(results: list[Result], kind: str) -> None:
    """Print results in one of the formats."""
    if kind != "text":
        from simcom.report.formats import FORMATS

        return put_data(FORMATS[kind](results))
    from simcom.report.text import overall, run_text

    texts = [run_text(result, page()) for result in results]
    return put_text("\n".join([*texts, *([overall(results)] if len(results) > 1 else [])]))


def put_events(results: list[Result], kind: str) -> None:
    """Print the lines that runs leave in event logs; what was expected and did not come goes to standard error."""
    from simcom.cli.terminal import say
    from simcom.report.events import events_record, events_text
    from simcom.report.formats import to_json
    from simcom.report.wording import missed

    if kind == "json":
        put_data(to_json(events_record(results)))
    else:
        put_text(events_text(results, page()))
    for one in (missed(unmet, result.estate.begins) for result in results for unmet in result.unmet):
        say(f"not met: {one}")


def put_summaries(found: list[Summary], kind: str) -> None:
    """Print what runs came to."""
    from simcom.report.formats import to_json
    from simcom.report.summary import summary_record, summary_text

    if kind == "json":
        return put_data(to_json(summary_record(found)))
    return put_text("\n".join(summary_text(one, page()) for one in found))
