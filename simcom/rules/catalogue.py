"""The catalogue of rules: every fact, how well it is supported, and where the code models it.

Two files lie beside this module: ``facts.json`` says what is true of DCOM, of the domains that prove its callers, of the protocol beneath
and of the field, ``statuses.json`` says of every fact that no code claims why not. A claim made with ``@models`` speaks louder.
"""

from __future__ import annotations

import difflib
import importlib
import json
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from simcom.vocabulary import citations
from simcom.vocabulary.rulings import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CLAIMING_PACKAGES = ("simcom.vocabulary", "simcom.rules")
"""Where claims are looked for unless the caller, who may know the higher storeys, names more."""

UNCLAIMED = {"status": "not modelled", "reason": "no code claims it and no reason is on record"}
"""What is said of a fact that neither the code nor ``statuses.json`` knows; the tests let none through."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One fact: what it says, what follows from it, who says so and on what basis.

    ``section`` is its area: ``A`` to ``J`` for COM's own security, ``domains A`` to ``domains J`` for domains, trusts and authentication,
    ``protocol 1`` (actors, names, ports) to ``protocol 9`` for what travels, ``hardening 1`` to ``hardening 4`` for the updates of 2021
    to 2023, ``field OPC`` and ``field WMI`` for practice, then ``landscapes`` and ``questions`` of users. ``sources`` are pages, each
    with its collection.
    """

    id: str
    section: str
    statement: str
    outcome: str
    sources: tuple[str, ...]
    basis: Basis


def rule(rule_id: str) -> Rule:
    """Return the rule with this id.

    Raises
    ------
    KeyError
        If there is none; its message names the nearest id.

    Examples
    --------
    >>> rule("coinitsec.once-per-process").section
    'B'
    """
    try:
        return _rule(rule_id)
    except KeyError:
        raise KeyError(_unknown(rule_id)) from None


def all_rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the catalogue."""
    return tuple(map(_rule, _facts()))


def statuses() -> dict[str, dict[str, str]]:
    """Return, for facts that no code claims, their ``status`` and ``reason``, by id."""
    return {fact_id: dict(words) for fact_id, words in _statuses().items()}


def entry(one: Rule, scenarios: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return a rule as a plain record, ready for a table or for JSON.

    Parameters
    ----------
    one
        The rule.
    scenarios
        Names of the scenarios that exercise each rule, by rule id. The catalogue reads none itself.

    Notes
    -----
    Only claims that have been imported are seen: call `import_claimants` once before.
    """
    where = list(citations.places(one.id))
    unclaimed = _statuses().get(one.id, UNCLAIMED)
    return {
        "id": one.id,
        "status": "modelled" if where else unclaimed["status"],
        "statement": one.statement,
        "sources": list(one.sources),
        "basis": one.basis.value,
        "where": where,
        "reason": "" if where else unclaimed["reason"],
        "scenarios": list((scenarios or {}).get(one.id, ())),
    }


def import_claimants(packages: Sequence[str] = CLAIMING_PACKAGES) -> tuple[str, ...]:
    """Import every module of these packages, so that all their claims are known; return the claimed ids, sorted.

    A package that is a single module is imported as it is. ``ModuleNotFoundError`` means that a package does not exist.
    """
    for package in packages:
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{package}."):
            importlib.import_module(found.name)
    return citations.claimed_ids()


def _unknown(rule_id: str) -> str:
    """Say that an id is unknown, with the nearest one that is not."""
    near = difflib.get_close_matches(rule_id[:100], _facts(), n=1, cutoff=0.4)
    hint = f"did you mean `{near[0]}`?" if near else "the catalogue lists every id"
    return f"no rule `{rule_id[:100]}`; {hint}"


@cache
def _facts() -> dict[str, dict[str, Any]]:
    """Return the facts as they are written; a run asks for few of them, so each becomes a `Rule` only when it is asked for."""
    return {fact["id"]: fact for fact in _load("facts.json")["facts"]}


@cache
def _statuses() -> dict[str, dict[str, str]]:
    return dict(_load("statuses.json"))


@cache
def _rule(rule_id: str) -> Rule:
    fact = _facts()[rule_id]
    return Rule(
        id=fact["id"],
        section=fact["section"],
        statement=fact["statement"],
        outcome=fact["outcome"],
        sources=tuple(fact["sources"]),
        basis=Basis(fact["basis"]),
    )


def _load(name: str) -> dict[str, Any]:
    text = resources.files("simcom.rules").joinpath(name).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
