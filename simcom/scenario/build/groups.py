"""Groups of an estate, from their forms: those of domains with their scopes, and machines' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.model import folded
from simcom.runtime.estate import Group
from simcom.scenario.build.declarations import local_group, texts
from simcom.scenario.codes import Code
from simcom.vocabulary.identities import WELL_KNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.accounts import GroupForm
    from simcom.scenario.schema.machines import MachineChangeForm, MachineForm
    from simcom.scenario.text.places import Path


def scopes(names: Names, forms: Mapping[str, GroupForm]) -> dict[str, str]:
    """Return the declared scopes by folded name; complains of a scope of a machine's own group, which has none."""
    found: dict[str, str] = {}
    for key, form in forms.items():
        for name in map(names.spoken, texts(key) if form.scope else ()):
            found[name.casefold()] = form.scope or ""
            if folded(name.rpartition("\\")[0]) not in names.domains:
                problem = f"{quoted(name)} is a group of one machine, which has no scope"
                names.source.complain(Code.IMPOSSIBLE, ("groups", key, "scope"), problem, "delete it", at_key=True)
    return found


def groups(names: Names, forms: Mapping[str, GroupForm], machines: Mapping[str, MachineForm]) -> tuple[Group, ...]:
    """Return the groups of domains, then the local ones of machines."""
    wide = [
        group(names, (names.spoken(text), form.scope or ""), form.members, ("groups", key, "members"))
        for key, form in forms.items()
        for text in texts(key)
    ]
    local = [
        item
        for key, form in machines.items()
        for host in (texts(key) if form.local_groups else ())
        for item in local_groups(names, host, form, ("machines", key))
    ]
    return (*wide, *local)


def group(names: Names, named: tuple[str, str], listed: Sequence[str], path: Path) -> Group:
    """Return a group, given its canonical name and its scope; complains of members that it cannot have."""
    members = principals(names, listed, path)
    for index, member in enumerate(members):
        check_scope(names, member, *named, (*path, index))
    return Group(named[0], members, named[1])


def local_groups(names: Names, host: str, form: MachineChangeForm, path: Path) -> list[Group]:
    """Return the local groups that a machine's form gives, for one of its machines."""
    return [
        Group(local_group(host, name), principals(names, members, (*path, "local_groups", name), host))
        for name, members in form.local_groups.items()
    ]


def principals(names: Names, listed: Sequence[str], path: Path, host: str = "") -> tuple[str, ...]:
    """Return the canonical names of a list; complains of those nobody declares."""
    return tuple(names.principal(text, (*path, index), host) for index, text in enumerate(listed))


def check_scope(names: Names, member: str, group: str, scope: str, path: Path) -> None:
    """Complain of a member that a scope does not allow: a global group has those of its domain, a universal one of its forest."""
    own = names.domains.get(folded(group.rpartition("\\")[0]))
    if own is None or scope not in ("global", "universal"):
        return
    authority = member.rpartition("\\")[0]
    home = names.domains.get(folded(authority))
    where = own.dns if scope == "global" else own.forest
    if home is None and member not in WELL_KNOWN and authority.casefold() not in names.machines:
        return  # nobody knows this name, which is complained about by itself
    if home is None or where != (home.dns if scope == "global" else home.forest):
        kind = "domain" if scope == "global" else "forest"
        problem = f"{quoted(member)} cannot be in the {scope} group {quoted(group)}, which takes members of its own {kind} only"
        names.source.complain(Code.IMPOSSIBLE, path, problem, "write `scope: domain local`")
