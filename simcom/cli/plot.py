"""``simcom plot``: a picture of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from simcom.cli.settings import of_a_run
from simcom.cli.terminal import say
from simcom.errors import UsageError, quoted

if TYPE_CHECKING:
    from simcom.cli.settings import How
    from simcom.report.notebook import Result

ENDINGS = ("png", "svg")

OF_A_CALL, OF_A_RUN = ("identity", "trusts"), ("matrix", "causes", "months", "timeline", "objects")
"""The kinds of picture that can be drawn of one call, and those that are of a whole run."""


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--kind",
    type=click.Choice([*OF_A_RUN, *OF_A_CALL]),
    default="matrix",
    help="matrix: who reached whom (the default); causes: what stopped the others; months: what failed when; timeline: who sent what "
    "to whom, in order; objects: how many are held; identity: who arrived as whom; trusts: they, and a call's route.",
)
@click.option(
    "--call", help="The id of a call: with --kind trusts its route is drawn, with --kind identity its chain alone."
)
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="The file to write: .png or .svg.")
@of_a_run
def plot(
    file: str,
    kind: str,
    call: str | None,
    out: str,
    how: How,
) -> None:
    """Draw a run: the same scenario always gives the same file, byte for byte."""
    from pathlib import Path

    from simcom.cli.explain import run_file
    from simcom.cli.files import write_whole

    ending = Path(out).suffix.removeprefix(".").lower()
    if ending not in ENDINGS:
        raise UsageError(f"cannot draw {quoted(Path(out).name)}: the name must end in .png or .svg")
    if not Path(out).parent.is_dir():
        folder = quoted(str(Path(out).parent))
        raise UsageError(
            f"cannot write {quoted(out)}: there is no directory {folder}; make it first, or choose another place"
        )
    result = run_file(file, how)
    write_whole(Path(out), drawn(result, kind, ending, call))
    say(f"wrote {out}")


def drawn(result: Result, kind: str, ending: str, call: str | None = None) -> bytes:
    """Return the picture of a kind as the bytes of a file; `NothingFoundError` if the call does not exist."""
    from simcom.cli.explain import chosen
    from simcom.report.plot_style import rendered

    wanted = None if call is None else chosen(result, call).id
    picture = getattr(result.plot, kind)
    return rendered(picture(wanted) if kind in OF_A_CALL else picture(), ending)
