"""The command line: one module for each verb, and `main`, which turns every ending into an exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from simcom import __version__
from simcom.cli.verbs import Verbs
from simcom.errors import SimcomError

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE, FAULT, INTERRUPTED = 2, 3, 130
"""Exit statuses for a wrong command line, a fault of simcom's own, and Ctrl+C; the others are in `simcom.errors`."""


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="simcom")
def commands() -> None:
    """Say of every DCOM call of a scenario whether it goes through, and why.

    Begin with `simcom demo`; then write a scenario of your own, and check, run and explain it.

    Results go to standard output, everything else to standard error. Exit status: 0 expectations met, 1 some not met,
    2 a wrong scenario or command line, 3 a fault of simcom itself, 5 nothing found.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status; never a traceback for a user's mistake."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _obeyed(arguments)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # whoever read our output has gone (click leaves by itself then, and only then); nothing may be written to it
        # when Python closes it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


def _obeyed(arguments: Sequence[str] | None) -> int:
    """Run the command line and return its exit status."""
    try:
        status = commands.main(arguments, prog_name="simcom", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except SimcomError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  (the last resort: whatever it is, users get a sentence)
        return _fault(error)
    return status if isinstance(status, int) else 0


def _fault(error: Exception) -> int:
    """Report a fault of our own, with a traceback for those who ask for one."""
    if os.environ.get("SIMCOM_TRACEBACK") == "1":
        raise error
    click.echo(f"internal fault: {type(error).__name__}: {error}", err=True)
    click.echo(
        "this is a fault of simcom, not of your scenario; SIMCOM_TRACEBACK=1 shows where, please report it", err=True
    )
    return FAULT
