"""What goes to standard output: text in the terminal's width and colours, machine formats as bytes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simcom.report.layout import Page

WIDEST = 100
"""Longer lines of running text are hard to read, however wide the terminal."""


def page() -> Page:
    """Return the page that standard output is: eighty columns and no colour unless it is a terminal."""
    from simcom.report.layout import Page

    if not sys.stdout.isatty():
        return Page()
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    import shutil

    return Page(min(shutil.get_terminal_size().columns, WIDEST), not plain)


def put_text(text: str) -> None:
    """Print a text that ends with a newline; colours were decided by `page`."""
    click.echo(text, nl=False, color=True)


def put_data(text: str) -> None:
    """Print a machine format: UTF-8 and bare newlines on every system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def say(message: str) -> None:
    """Print a remark to standard error."""
    click.echo(message, err=True)
