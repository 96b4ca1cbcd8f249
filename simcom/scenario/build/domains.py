"""Domains and trusts of an estate, from their forms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.kinds import TrustAttribute, TrustType, default_type
from simcom.landscape.model import Direction, Domain, Terms, Trust, TrustKind, declared, folded
from simcom.scenario.codes import Code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcom.scenario.build.references import Names
    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.landscape import DomainForm, TrustForm
    from simcom.scenario.text.places import Path

_DNS = re.compile(r"[\w-]+(\.[\w-]+)*\.?")
_WITHIN = (TrustKind.SHORTCUT, TrustKind.PARENT_CHILD, TrustKind.TREE_ROOT)
_ACROSS = (TrustKind.EXTERNAL, TrustKind.FOREST)
NETBIOS_LENGTH = 15


def domains(source: Source, forms: Mapping[str, DomainForm]) -> tuple[Domain, ...]:
    """Return the domains, each with its forest; complains of names that clash, of unknown parents and of rings of them."""
    parents = {folded(dns): _parent(source, forms, dns) for dns in forms}
    made = tuple(_domain(source, forms, dns, parents) for dns in forms)
    for domain, dns in zip(made, forms, strict=True):
        _check_forest(source, made, domain, ("domains", dns))
    _check_names(source, made, list(forms))
    return made


def _parent(source: Source, forms: Mapping[str, DomainForm], dns: str) -> str | None:
    named = forms[dns].parent
    known = {folded(name): folded(name) for name in forms} | {
        form.netbios.lower(): folded(name) for name, form in forms.items() if form.netbios
    }
    if named and folded(named) not in known:
        source.complain(
            Code.UNKNOWN_NAME,
            ("domains", dns, "parent"),
            f"no domain is called {quoted(named)}",
            "declare it under `domains:`",
        )
    return known.get(folded(named)) if named else None


def _domain(source: Source, forms: Mapping[str, DomainForm], dns: str, parents: Mapping[str, str | None]) -> Domain:
    form = forms[dns]
    if not _DNS.fullmatch(dns):
        source.complain(
            Code.UNKNOWN_VALUE,
            ("domains", dns),
            f"{quoted(dns)} is no DNS name",
            "write for instance `corp.example`",
            at_key=True,
        )
    netbios = form.netbios or folded(dns).split(".")[0].upper()[:NETBIOS_LENGTH]
    top = _top(source, dns, parents)
    forest = next((item.forest for name, item in forms.items() if folded(name) == top), "") or top
    return Domain(dns, netbios, form.forest or forest, parents[folded(dns)], form.realm)


def _top(source: Source, dns: str, parents: Mapping[str, str | None]) -> str:
    """Return the highest domain above this one."""
    seen = [folded(dns)]
    while (above := parents.get(seen[-1])) is not None:
        if above in seen:
            ring = sorted(seen[seen.index(above) :])
            problem = f"domains are each other's parents in a ring: {', '.join(map(quoted, ring))}"
            if folded(dns) == ring[0]:
                source.complain(Code.CIRCULAR, ("domains", dns, "parent"), problem, "delete one `parent`")
            return above
        seen.append(above)
    return seen[-1]


def _check_forest(source: Source, made: Sequence[Domain], domain: Domain, path: Path) -> None:
    known = {item.dns: item for item in made}
    root = known.get(domain.forest)
    if root is None:
        problem = f"no domain is called {quoted(domain.forest)}"
        source.complain(Code.UNKNOWN_NAME, (*path, "forest"), problem, "name the DNS name of the forest's root domain")
    elif root.forest != root.dns:
        problem = f"{quoted(root.dns)} is not the root of a forest: it is in that of {quoted(root.forest)}"
        source.complain(Code.IMPOSSIBLE, (*path, "forest"), problem, f"write `{root.forest}`")
    elif domain.parent in known and known[domain.parent].forest != domain.forest:
        problem = f"{quoted(domain.dns)} and its parent are in different forests"
        source.complain(Code.IMPOSSIBLE, (*path, "forest"), problem, "leave out `forest`")


def _check_names(source: Source, made: Sequence[Domain], keys: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for domain, key in zip(made, keys, strict=True):
        for name in dict.fromkeys((domain.dns, domain.netbios.lower())):
            if name in seen:
                problem = f"{quoted(key)} and {quoted(seen[name])} share the name {quoted(name)}"
                source.complain(
                    Code.REPEATED_NAME, ("domains", key), problem, "give one of them another `netbios`", at_key=True
                )
            seen[name] = key


def trusts(names: Names, forms: Sequence[TrustForm]) -> tuple[Trust, ...]:
    """Return the declared trusts. Those that every forest has by itself are not among them unless the file spells them out."""
    edges: dict[tuple[str, str, TrustKind], Trust] = {}
    for index, form in enumerate(forms):
        for trust in one_trust(names, form, ("trusts", index)):
            if trust.key in edges:
                ends = f"{quoted(trust.trusting)} is said to trust {quoted(trust.trusted)}"
                problem = f"{ends} twice, by a {trust.kind} trust"
                names.source.complain(Code.REPEATED_NAME, ("trusts", index), problem, "delete one of the two")
            edges[trust.key] = trust
    return tuple(edges.values())


def one_trust(names: Names, form: TrustForm, path: Path) -> tuple[Trust, ...]:
    """Return the edges of one trust: two of one in both directions, none of one that cannot be."""
    keys: tuple[Path, Path] = ((*path, "trusting"), (*path, "trusted"))
    if form.between:
        keys = ((*path, "between", 0), (*path, "between", 1))
    words = form.between or [form.trusting, form.trusted]
    one, other = names.domain(words[0], keys[0]), names.domain(words[1], keys[1])
    if one is None or other is None or not _possible(names.source, TrustKind(form.kind), one, other, path):
        return ()
    both = bool(form.between) or form.direction == "two-way"
    direction = Direction.BIDIRECTIONAL if both else Direction.OUTBOUND
    return tuple(
        _numbered(trust, form) for trust in declared(one.dns, other.dns, TrustKind(form.kind), direction, _terms(form))
    )


def _terms(form: TrustForm) -> Terms:
    return Terms(
        selective=form.selective,
        quarantined=form.quarantined,
        transitive=form.transitive,
        trust_type=None if form.type is None else TrustType[form.type],
        enabled=form.enabled,
        broken=form.broken,
        tgt_delegation=form.tgt_delegation,
        suffixes=None if form.suffixes is None else tuple(form.suffixes),
        excluded=tuple(form.excluded_suffixes),
    )


def _numbered(trust: Trust, form: TrustForm) -> Trust:
    """Take `trustAttributes` exactly as written, where they are."""
    if form.attributes is None:
        return trust
    kind_type = default_type(trust.kind) if form.type is None else TrustType[form.type]
    return replace(trust, attributes=TrustAttribute(form.attributes), trust_type=kind_type)


def _possible(source: Source, kind: TrustKind, one: Domain, other: Domain, path: Path) -> bool:
    problem, hint = _objection(kind, one, other)
    if problem:
        source.complain(Code.IMPOSSIBLE, path, problem, hint)
    return not problem


def _objection(kind: TrustKind, one: Domain, other: Domain) -> tuple[str, str]:
    """Return why there can be no such trust, and what to do; the first reason that holds, or empty texts."""
    ends, together = f"{quoted(one.dns)} and {quoted(other.dns)}", one.forest == other.forest
    reasons = (
        (one.dns == other.dns, f"{quoted(one.dns)} cannot have a trust with itself", "name two domains"),
        (
            (one.realm or other.realm) != (kind is TrustKind.REALM),
            "a realm trust joins a domain and a realm",
            "give one of them `realm: true`, and the trust `kind: realm`",
        ),
        (
            kind in _WITHIN and not together,
            f"{ends} are in different forests, where no {kind} trust can be",
            "write `kind: external` or `kind: forest`",
        ),
        (
            kind in _ACROSS and together,
            f"{ends} are in one forest, where trusts are there unasked",
            "delete it, or write `kind: shortcut`",
        ),
        (
            kind is TrustKind.FOREST and not (one.is_forest_root and other.is_forest_root),
            f"a forest trust joins two forest roots, and {ends} are not both",
            "name the roots, or write `kind: external`",
        ),
    )
    return next(((problem, hint) for holds, problem, hint in reasons if holds), ("", ""))
