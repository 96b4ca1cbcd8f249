"""Options that several verbs share, and how their values are read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Pairs = tuple[tuple[str, str], ...]


class How(NamedTuple):
    """How scenarios are run: what is changed in their files, what random draws begin with, and when to stop.

    ``seed`` and ``until_s`` (simulated seconds) are ``None`` where the file's own values count.
    """

    settings: Pairs = ()
    seed: int | None = None
    until_s: float | None = None


def read_settings(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> Pairs:
    """Split every ``path=value``; `click.BadParameter` if there is no equals sign."""
    pairs = [value.partition("=") for value in values]
    for whole, (path, equals, _) in zip(values, pairs, strict=True):
        if not equals or not path:
            raise click.BadParameter(f"`{whole[:60]}` is no path=value; write e.g. machines.opc01.patch=P3")
    return tuple((path, value) for path, _, value in pairs)


def read_patches(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> Pairs:
    """Split every ``MACHINES=LEVEL``; `click.BadParameter` if there is no equals sign."""
    pairs = [tuple(map(str.strip, value.rpartition("=")[::2])) for value in values]
    for whole, (machines, level) in zip(values, pairs, strict=True):
        if not machines or not level:
            raise click.BadParameter(f"`{whole[:60]}` is no MACHINES=LEVEL; write e.g. ws[001-100]=P3 or *=P3")
    return tuple((machines, level) for machines, level in pairs)


def read_duration(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return seconds for a duration such as ``5 s``; `click.BadParameter` if it is none."""
    from simcom.scenario.quantities import duration_s

    try:
        return None if value is None else duration_s(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def of_a_run(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that change what is run, ``--set``, ``--seed`` and ``--until``, as one argument `how`."""
    change = "Change a value of the file first, e.g. machines.opc01.patch=P3. Repeatable."
    options = (
        click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", callback=read_settings, help=change),
        click.option("--seed", type=int, help="What random draws begin with, instead of the file's own."),
        click.option("--until", "until_s", metavar="DURATION", callback=read_duration, help="Stop then, e.g. `5 min`."),
    )

    @functools.wraps(command)
    def together(settings: Pairs, seed: int | None, until_s: float | None, **others: Any) -> Any:  # noqa: ANN401  (click's own)
        return command(how=How(settings, seed, until_s), **others)

    for option in reversed(options):
        together = option(together)
    return together
