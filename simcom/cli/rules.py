"""``simcom rules``: the catalogue of rules, each with its source, its basis and the scenarios that meet it."""

from __future__ import annotations

from typing import Any

import click

from simcom.cli.terminal import page, put_data, put_text
from simcom.errors import NothingFoundError

CLAIMING = ("simcom.vocabulary", "simcom.rules", "simcom.landscape", "simcom.runtime", "simcom.wire")
"""The packages in which rules are modelled."""


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="text for people, json for programs."
)
def rules(rule_id: str | None, kind: str) -> None:
    """Print the catalogue of rules, or all about one of them."""
    entries = catalogue_entries(rule_id, with_scenarios=bool(rule_id) or kind == "json")
    if kind == "json":
        from simcom.report.formats import to_json

        return put_data(to_json(entries))
    from simcom.report.rules_text import rule_text, rules_text

    return put_text(rule_text(entries[0], page()) if rule_id else rules_text(entries, page()))


def catalogue_entries(rule_id: str | None, *, with_scenarios: bool) -> list[dict[str, Any]]:
    """Return rules as plain records, all or the one asked for; `NothingFoundError` names the nearest id otherwise."""
    from simcom.rules import catalogue

    try:
        wanted = [catalogue.rule(rule_id)] if rule_id else list(catalogue.all_rules())
    except KeyError as error:
        raise NothingFoundError(error.args[0]) from None
    catalogue.import_claimants(CLAIMING)
    met = scenarios_by_rule() if with_scenarios else {}
    return [catalogue.entry(one, met) for one in wanted]


def scenarios_by_rule() -> dict[str, list[str]]:
    """Run every shipped scenario and return, for each rule that spoke, the scenarios it spoke in."""
    from simcom.cli.bundled import bundled
    from simcom.face import load

    try:
        shipped = bundled()
    except NothingFoundError:
        return {}
    met: dict[str, list[str]] = {}
    for name, file in shipped.items():
        rows = load(file).run(run=name).rows
        for rule_id in dict.fromkeys(rule_id for row in rows for rule_id in row.ruling.rules):
            met.setdefault(rule_id, []).append(name)
    return met
