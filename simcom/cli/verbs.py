"""The verbs by name: each verb's module is imported when the verb is used, so that ``--help`` stays quick."""

from __future__ import annotations

import click

SUMMARIES = {
    "demo": "Show what simcom does, from scenarios that come with it.",
    "run": "Simulate scenarios and compare with what they expect.",
    "check": "Say everything that is wrong with scenario files.",
    "explain": "Explain one call: every check in order, and what decided.",
    "rules": "Print the catalogue of rules, or all about one.",
    "diff": "Compare two runs: what newly fails, newly passes, goes otherwise.",
    "plot": "Draw a run as a PNG or SVG file.",
    "objref": "Print a marshalled object reference, field by field.",
    "schema": "Print the JSON Schema of scenario files.",
}
"""Each verb, in the order in which a newcomer meets them, and what it does, in a sentence."""


class Verbs(click.Group):
    """A group whose commands are functions of the same name in ``simcom.cli.<verb>``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Return the verbs' names."""
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        """Import a verb; None for a word that is none."""
        if cmd_name not in SUMMARIES:
            return None
        from importlib import import_module

        found: click.Command = getattr(import_module(f"simcom.cli.{cmd_name}"), cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb that the first word names; a usage error names the verb most like a word that names none."""
        if args[0] not in SUMMARIES and not ctx.resilient_parsing:
            from simcom.errors import quoted
            from simcom.scenario.suggest import closest

            near = closest(args[0], SUMMARIES)
            hint = f"did you mean {quoted(near)}?" if near else f"the verbs are {', '.join(SUMMARIES)}"
            ctx.fail(f"there is no verb {quoted(args[0])}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """List the verbs without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))
