"""``simcom demo``: what simcom does, in three seconds, from scenarios that come with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcom.cli.bundled import bundled, named
from simcom.cli.terminal import page, put_text

if TYPE_CHECKING:
    from simcom.report.notebook import Result

FIRST = "untrusted-domains/lower-to-none"
TWIN = "untrusted-domains/lowering-does-not-help"
"""The two cases shown without a name: lowering a proxy to NONE is the cure, and the same where it is none."""


@click.command(short_help="Show what simcom does, from scenarios that come with it.")
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List the scenarios that come with simcom, and stop.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder for the pictures."
)
def demo(name: str | None, listing: bool, out: Path) -> None:  # noqa: FBT001  (click passes flags so)
    """Run a scenario that comes with simcom: its verdicts, one explanation, and pictures.

    Without a name: a client in a domain that the server's domain does not trust, first where lowering the proxy to level
    NONE helps, then where it does not.
    """
    if listing:
        return put_text("".join(f"{one}\n" for one in bundled()))
    first = run_bundled(name or FIRST)
    show(first)
    twin = None if name else run_bundled(TWIN)
    if twin is not None:
        put_text(f"\n{page().paint('The twin: the same steps, another ending', 'head')}\n\n")
        show(twin, last=True)
    return put_text("\n" + "".join(f"{line}\n" for line in pictures(first, out)))


def run_bundled(name: str) -> Result:
    """Run a shipped scenario."""
    from simcom.face import load

    found, file = named(name)
    return load(file).run(run=found)


def show(result: Result, *, last: bool = False) -> None:
    """Print a verdict table, then the explanation of the first call that failed, or of the last one that did."""
    from simcom.cli.explain import put_explanation
    from simcom.report.text import run_text

    put_text(f"{run_text(result, page())}\n")
    refused = [row for row in result.calls if not row.ruling.ok]
    row = refused[-1] if last and refused else result.notable()
    if row is not None:
        put_explanation(result, row)


def pictures(result: Result, out: Path) -> list[str]:
    """Write the outcome matrix and the trust graph and return where they are, a line each."""
    from simcom.cli.files import write_whole
    from simcom.cli.plot import drawn

    lines = []
    for kind in ("matrix", "trusts"):
        path = out / f"simcom-demo-{kind}.png"
        write_whole(path, drawn(result, kind, "png"))
        lines.append(f"wrote {path}")
    return lines
