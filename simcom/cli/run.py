"""``simcom run``: simulate scenarios and compare them with what they expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from simcom.cli.files import scenario_files
from simcom.cli.settings import of_a_run
from simcom.cli.terminal import page, put_data, put_text

if TYPE_CHECKING:
    from simcom.report.notebook import Result

UNMET = 1
"""Exit status when some expectation is not met."""


@click.command(
    epilog="Exit status: 0 all expectations met, 1 some not met, 2 wrong scenario, 5 nothing found.",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR...")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json", "jsonl", "csv", "junit"]),
    default="text",
    help="text for people (the default); the others for programs.",
)
@of_a_run
@click.pass_context
def run(
    context: click.Context,
    paths: tuple[str, ...],
    kind: str,
    settings: tuple[tuple[str, str], ...],
    seed: int | None,
    until_s: float | None,
) -> None:
    """Simulate scenarios and compare them with what they expect: one line a step, then a summary."""
    from simcom.face import load

    files = scenario_files(paths)
    loaded = [(name, load(file, settings=settings)) for name, file in files]
    results = [scenario.run(run=name, seed=seed, until_s=until_s) for name, scenario in loaded]
    put_results(results, kind)
    context.exit(0 if all(result.met for result in results) else UNMET)


def put_results(results: list[Result], kind: str) -> None:
    """Print results in one of the formats."""
    if kind != "text":
        from simcom.report.formats import FORMATS

        return put_data(FORMATS[kind](results))
    from simcom.report.text import overall, run_text

    texts = [run_text(result, page()) for result in results]
    return put_text("\n".join([*texts, *([overall(results)] if len(results) > 1 else [])]))
