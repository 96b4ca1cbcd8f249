"""Defaults and profiles: what is merged under the items of a file before it is checked.

An item's own keys win over its profile's, a profile's over those of the profile it extends, and those over `defaults:`. Two mappings
under one key (a `registry`, a `CoInitializeSecurity`) are merged key by key; lists and single values are replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import SYNONYMS

if TYPE_CHECKING:
    from simcom.scenario.build.source import Source
    from simcom.scenario.text.places import Path

KINDS = {"machines": "machine", "processes": "process", "accounts": "account", "classes": "class"}
"""The key under `defaults:` of each section."""

PROFILED = ("machines", "processes")
LONGEST_CHAIN = 32
"""Profiles that may extend one another in a row."""

Layer = tuple["Path", dict[str, Any]]
_CANONICAL = {name: key for key, names in SYNONYMS.items() for name in names}


def merge(source: Source) -> None:
    """Write into each item what defaults and profiles add to it, and remember where that stands."""
    profiles = _mapping(source.value.get("profiles"))
    for name in profiles:
        _chain(source, name, ("profiles", name))
    for section, kind in KINDS.items():
        items = _mapping(source.value.get(section))
        base = _mapping(_mapping(source.value.get("defaults")).get(kind))
        if items and (base or (profiles and section in PROFILED) or section in PROFILED):
            source.value[section] = {name: _item(source, (section, name), item, base) for name, item in items.items()}


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _item(source: Source, path: Path, item: object, base: dict[str, Any]) -> object:
    if item is not None and not isinstance(item, dict):
        return item
    own = item or {}
    layers: list[Layer] = [(("defaults", KINDS[str(path[0])]), base)]
    profile = own.get("profile", base.get("profile"))
    if isinstance(profile, str) and path[0] in PROFILED:
        layers += reversed(_chain(source, profile, (*path, "profile") if "profile" in own else layers[0][0]))
    return _merged(source, path, [*layers, (path, own)]) if any(layer for _, layer in layers) else own


def _chain(source: Source, name: str, path: Path) -> list[Layer]:
    """Return a profile and those it extends, nearest first. Complains of names nobody declares, and of rings."""
    profiles = _mapping(source.value.get("profiles"))
    seen: list[str] = []
    layers: list[Layer] = []
    while name in profiles and name not in seen and len(seen) <= LONGEST_CHAIN:
        seen.append(name)
        content = _mapping(profiles[name])
        layers.append((("profiles", name), {key: value for key, value in content.items() if key != "extends"}))
        path, upper = ("profiles", name, "extends"), content.get("extends")
        if not isinstance(upper, str):
            return layers
        name = upper
    _complain(source, seen, name, path, list(profiles))
    return layers


def _complain(source: Source, seen: list[str], name: str, path: Path, known: list[str]) -> None:
    if len(seen) > LONGEST_CHAIN:
        problem = f"more than {LONGEST_CHAIN} profiles extend one another"
        source.complain(Code.OUT_OF_RANGE, ("profiles", seen[0], "extends"), problem, "write the keys out")
        return
    if name not in seen:
        hint = source.hint(name, known, "declare it under `profiles:`")
        source.complain(Code.UNKNOWN_NAME, path, f"no profile is called {quoted(name)}", hint)
        return
    ring = seen[seen.index(name) :]
    first = ring.index(min(ring))  # told once, however the ring was entered
    names = [*ring[first:], *ring[:first], ring[first]]
    problem = f"profiles extend each other in a ring: {' -> '.join(quoted(item) for item in names[:8])}"
    source.complain(Code.CIRCULAR, ("profiles", names[0], "extends"), problem, "delete one `extends`")


def _merged(source: Source, path: Path, layers: list[Layer]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for origin, layer in layers:
        _drop_synonyms(result, layer)
        for key, value in layer.items():
            here, there = (*path, key), (*origin, key)
            if isinstance(value, dict) and isinstance(result.get(key), dict):
                result[key] = _overlaid(source, result[key], value, here, there)
            else:
                result[key] = value
                _note(source, here, there)
    return result


def _overlaid(source: Source, under: dict[str, Any], over: dict[str, Any], here: Path, there: Path) -> dict[str, Any]:
    """Merge two mappings key by key; `here` is where the result will be, `there` where the upper one stands."""
    below = source.moved.pop(here, here)
    result = dict(under)
    for key in under:
        _note(source, (*here, key), source.moved.get((*here, key), (*below, key)))
    _drop_synonyms(result, over)
    for key, value in over.items():
        result[key] = value
        _note(source, (*here, key), (*there, key))
    return result


def _note(source: Source, here: Path, there: Path) -> None:
    if here != there:
        source.moved[here] = there
    else:
        source.moved.pop(here, None)


def _drop_synonyms(under: dict[str, Any], over: dict[str, Any]) -> None:
    """Take out a lower layer's values for parameters that the upper layer gives under another name."""
    for key in over:
        canonical = _CANONICAL.get(key, key)
        for name in (canonical, *SYNONYMS.get(canonical, ())):
            if name not in over:
                under.pop(name, None)
