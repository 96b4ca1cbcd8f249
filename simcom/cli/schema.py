"""``simcom schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import click

from simcom.cli.terminal import put_data


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files; editors complete and check files with it."""
    from simcom.scenario.published import text

    put_data(text())
