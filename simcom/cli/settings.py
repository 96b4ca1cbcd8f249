"""Options that several verbs share, and how their values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")


def read_settings(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Split every ``path=value``; `click.BadParameter` if there is no equals sign."""
    pairs = [value.partition("=") for value in values]
    for whole, (path, equals, _) in zip(values, pairs, strict=True):
        if not equals or not path:
            raise click.BadParameter(f"`{whole[:60]}` is no path=value; write e.g. machines.opc01.patch=P3")
    return tuple((path, value) for path, _, value in pairs)


def read_duration(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return seconds for a duration such as ``5 s``; `click.BadParameter` if it is none."""
    from simcom.scenario.quantities import duration_s

    try:
        return None if value is None else duration_s(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def of_a_run(command: Command) -> Command:
    """Give a command the options that change what is run: ``--set``, ``--seed``, ``--until``."""
    change = "Change a value of the file first, e.g. machines.opc01.patch=P3. Repeatable."
    options = (
        click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", callback=read_settings, help=change),
        click.option("--seed", type=int, help="What random draws begin with, instead of the file's own."),
        click.option("--until", "until_s", metavar="DURATION", callback=read_duration, help="Stop then, e.g. `5 min`."),
    )
    for option in reversed(options):
        command = option(command)
    return command
