"""``simcom demo``: what simcom does, in three seconds, from scenarios that come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from simcom.cli.bundled import bundled, named
from simcom.cli.terminal import page, put_text

if TYPE_CHECKING:
    from pathlib import Path

    from simcom.report.notebook import Result

FIRST = "untrusted-domains/a-client-must-lower-its-proxy-to-none"
TWIN = "untrusted-domains/lowering-does-not-help-when-the-server-asks-for-connect"
"""The two cases shown without a name: lowering a proxy to NONE is the cure, and the same where it is none."""


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List the scenarios that come with simcom, and stop.")
@click.option("--out", type=click.Path(file_okay=False), default=".", help="Folder for the pictures.")
def demo(name: str | None, listing: bool, out: str) -> None:  # noqa: FBT001  (click passes flags so)
    """Run a scenario that comes with simcom: its verdicts, one explanation, and pictures.

    Without a name: a client in a domain that the server's domain does not trust, first where lowering the proxy to level
    NONE helps, then where it does not.
    """
    from pathlib import Path

    if listing:
        return put_text("".join(f"{one}\n" for one in bundled()))
    first = run_bundled(name or FIRST)
    show(first)
    if name is None:
        show_twin(run_bundled(TWIN))
    return put_text("\n" + "".join(f"{line}\n" for line in pictures(first, Path(out))))


def run_bundled(name: str) -> Result:
    """Run a shipped scenario; places in it are shown from the scenarios' folder, wherever that is installed."""
    from simcom.face import loads

    found, file = named(name)
    return loads(file.read_text(encoding="utf-8"), file=f"{found}.yaml").run(run=found)


def show(result: Result) -> None:
    """Print a verdict table and one whole explanation."""
    from simcom.cli.explain import put_explanation
    from simcom.report.text import run_text

    put_text(f"{run_text(result, page())}\n")
    row = result.notable()
    if row is not None:
        put_explanation(result, row)


def show_twin(result: Result) -> None:
    """Print the twin's verdict table, and in a few sentences why its last refused call was refused."""
    from simcom.analysis.explained import explain
    from simcom.report.explain import brief_text
    from simcom.report.text import run_text

    heading = page().paint("The twin, which ends otherwise", "head")
    put_text(f"\n{heading}\n\n{run_text(result, page())}\n")
    refused = [row for row in result.calls if not row.ruling.ok]
    if refused:
        put_text(brief_text(explain(result, refused[-1]), page()))


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
