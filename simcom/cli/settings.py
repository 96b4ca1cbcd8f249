"""Options that several verbs share, and how their values are read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from simcom.errors import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.face import Scenario

Pairs = tuple[tuple[str, str], ...]


class How(NamedTuple):
    """How scenarios are run: what is changed in their files, what random draws begin with, and when to stop.

    ``seed`` and ``until`` (a duration, or a date of a file that has `begins`) are ``None`` where the file's own values count.
    """

    settings: Pairs = ()
    seed: int | None = None
    until: str | None = None

    def until_s(self, scenario: Scenario) -> float | None:
        """Return when a scenario is to stop, in simulated seconds; `UsageError` if its calendar does not have the date."""
        from simcom.scenario.schema.instants import moment_of_s

        if self.until is None:
            return None
        until_s = moment_of_s("--until", self.until, scenario.estate.begins)
        if until_s <= 0:
            raise UsageError(
                f"--until {quoted(self.until)}: there is no time in which anything could happen; write a later one"
            )
        return until_s


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


def of_a_run(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that change what is run, ``--set``, ``--seed`` and ``--until``, as one argument `how`."""
    change = "Change a value of the file first, e.g. machines.opc01.patch=P3. Repeatable."
    options = (
        click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", callback=read_settings, help=change),
        click.option("--seed", type=int, help="What random draws begin with, instead of the file's own."),
        click.option(
            "--until", metavar="TIME", help="Stop then, e.g. `5 min`, or on a date where the file has `begins`."
        ),
    )

    @functools.wraps(command)
    def together(settings: Pairs, seed: int | None, until: str | None, **others: Any) -> Any:  # noqa: ANN401  (click's own)
        return command(how=How(settings, seed, until), **others)

    for option in reversed(options):
        together = option(together)
    return together
