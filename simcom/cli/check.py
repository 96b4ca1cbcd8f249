"""``simcom check``: everything that is wrong with scenario files, in one go."""

from __future__ import annotations

import click

from simcom.cli.files import scenario_files
from simcom.cli.terminal import put_text, say

WRONG = 2
"""Exit status when some file is not in order."""


@click.command(
    epilog="Exit status: 0 every file is in order, 2 some file is not, 5 nothing found.",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR...")
@click.pass_context
def check(context: click.Context, paths: tuple[str, ...]) -> None:
    """Say everything that is wrong with files, a line each: file:line:column: CODE message; hint."""
    from simcom.errors import ScenarioError
    from simcom.face import load

    complaints = 0
    notes: dict[str, None] = {}
    files = scenario_files(paths)
    for _, file in files:
        try:
            load(file)
        except ScenarioError as error:
            complaints += len(error.complaints)
            put_text(f"{error}\n")
            notes |= dict.fromkeys(getattr(error, "__notes__", ()))
    counted = f"{len(files)} file{'s' * (len(files) != 1)}, {complaints or 'no'} complaint{'s' * (complaints != 1)}"
    say("; ".join((counted, *notes)))
    context.exit(WRONG if complaints else 0)
