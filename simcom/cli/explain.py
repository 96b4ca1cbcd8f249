"""``simcom explain``: the ladder of one call, with where everything came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from simcom.cli.settings import of_a_run
from simcom.cli.terminal import page, put_data, put_text
from simcom.errors import NothingFoundError

if TYPE_CHECKING:
    from simcom.cli.settings import How
    from simcom.report.notebook import Result
    from simcom.runtime.rows import Row


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("call", required=False)
@click.option("--list", "listing", is_flag=True, help="List the ids that can be explained, and stop.")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="text for people, json for programs."
)
@of_a_run
def explain(
    file: str,
    call: str | None,
    listing: bool,  # noqa: FBT001  (click passes flags so)
    kind: str,
    how: How,
) -> None:
    """Explain one step of a scenario: every check in order, what it looked at, what decided, what would have passed.

    CALL is an id such as viewer/3; without one, the first call that did not go through, else the last call.
    """
    result = run_file(file, how)
    if listing:
        return put_text(listed(result))
    return put_explanation(result, chosen(result, call), kind)


def run_file(file: str, how: How) -> Result:
    """Run the one scenario that a path names; `NothingFoundError` if it names none or several."""
    from simcom.cli.files import scenario_files
    from simcom.face import load

    found = scenario_files([file])
    if len(found) > 1:
        raise NothingFoundError(f"`{file[:60]}` has {len(found)} scenarios; name one of them, such as `{found[0][1]}`")
    name, path = found[0]
    scenario = load(path, settings=how.settings)
    return scenario.run(run=name, seed=how.seed, until_s=how.until_s(scenario))


def chosen(result: Result, call: str | None) -> Row:
    """Return the row of an id, or the one most worth explaining; `NothingFoundError` if there is none."""
    try:
        row = result.notable() if call is None else result[call]
    except LookupError as error:
        raise NothingFoundError(f"{error.args[0]} (`simcom explain FILE --list` lists all)") from None
    if row is None:
        raise NothingFoundError(
            "nothing happens in this scenario, so there is nothing to explain; give a process a script"
        )
    return row


def listed(result: Result) -> str:
    """Return the ids of a run in a line each."""
    from simcom.report.layout import columns, printable
    from simcom.report.wording import SHOUTED, what

    cells = [[printable(row.id), SHOUTED[row.ruling.outcome], printable(what(row))] for row in result.rows]
    return "".join(f"{line}\n" for line in columns(cells))


def put_explanation(result: Result, row: Row, kind: str = "text") -> None:
    """Print the explanation of a row."""
    from simcom.analysis.explained import explain as explained
    from simcom.report.explain import explain_text
    from simcom.report.explain_record import explain_record
    from simcom.report.formats import to_json

    found = explained(result, row)
    return put_data(to_json(explain_record(found))) if kind == "json" else put_text(explain_text(found, page()))
