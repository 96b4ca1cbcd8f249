"""Who may import whom. The tables are the house's plan; the syntax trees are what was built."""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter

import pytest
from house.tree import Import, imports, sources

ROOMS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "vocabulary": ("errors",),
    "rules": ("vocabulary", "errors"),
    "landscape": ("vocabulary", "errors"),
    "wire": ("vocabulary", "errors"),
    "runtime": ("vocabulary", "rules", "landscape", "errors"),
    "scenario": ("vocabulary", "landscape", "runtime", "errors"),
    "intake": ("vocabulary", "landscape", "runtime", "errors"),
    "analysis": ("vocabulary", "rules", "landscape", "runtime"),
    "report": ("vocabulary", "rules", "analysis", "runtime"),
}
"""Which other rooms a room may import; `cli`, `__main__` and `__init__` may import all of these."""

FREE = ("cli", "face", "__main__", "__init__")

OUTSIDE: dict[str, tuple[str, ...]] = {
    "landscape": ("networkx",),
    "runtime": ("simpy",),
    "scenario": ("yaml", "pydantic", "pydantic_core"),
    "intake": ("yaml", "pydantic"),
    "analysis": ("numpy", "joblib"),
    "report": ("matplotlib", "rich"),
    "cli": ("click",),
}
"""The only packages from outside the standard library, by the room that may import them."""

LAZY_ROOMS = ("analysis", "report")
"""Here packages from outside are imported inside functions only."""

SHARED = ("sources", "eras", "catalogue", "steps", "access", "logon")
"""The modules of `rules` that stand below its topics; topics never import one another."""

NARROW = {("report", "rules"): ("catalogue",), ("report", "runtime"): ("journal", "rows")}
"""Where only some modules of an allowed room may be imported."""


def room_of(name: str) -> str:
    """Return the room of a dotted name: `simcom.rules.eras` is in `rules`, and `simcom` itself is `__init__`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def complaints(name: str, text: str) -> list[str]:
    """Return what a module imports against the plan, one sentence each."""
    found = imports(name, text)
    return [f"{name}:{item.line} imports `{item.target}`: {why}" for item in found if (why := objection(name, item))]


def objection(name: str, item: Import) -> str:
    """Return why this module may not import this, or nothing."""
    top = item.target.split(".")[0]
    if top in sys.stdlib_module_names:
        return ""
    return inside(name, item.target) if top == "simcom" else outside(room_of(name), item)


def outside(room: str, item: Import) -> str:
    """Judge the import of a package that is not ours."""
    if item.target.split(".")[0] not in OUTSIDE.get(room, ()):
        return f"not a package for {room}"
    return "must be imported inside a function" if room in LAZY_ROOMS and not (item.lazy or item.typing) else ""


def inside(name: str, target: str) -> str:
    """Judge the import of a module of ours."""
    own, other = room_of(name), front_or_room(target)
    if own in FREE:
        return ""
    if own == other:
        return among_rules(name, target) if own == "rules" else ""
    if other not in ROOMS.get(own, ()):
        return f"{own} may not look into {other}"
    allowed = NARROW.get((own, other))
    return f"only {allowed} of {other}" if allowed and piece(target) not in allowed else ""


def front_or_room(target: str) -> str:
    """Return the room of an import's target; a name taken from `simcom` itself is in `__init__`."""
    room = room_of(target)
    return room if room in ROOMS or room in FREE else "__init__"


def piece(name: str) -> str:
    """Return the module within its room: `simcom.rules.eras` and `simcom.rules.eras.Era` are both `eras`."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 else "__init__"


def among_rules(name: str, target: str) -> str:
    """Judge an import between two modules of `rules`."""
    importer, imported = piece(name), piece(target)
    if imported in (importer, *SHARED) or (importer == "ladder"):
        return ""
    return f"topics of rules never import one another, and {imported} is not among {SHARED}"


@pytest.mark.parametrize("name", sorted(sources()))
def test_a_module_imports_only_what_the_plan_allows(name: str) -> None:
    assert complaints(name, sources()[name]) == []


def test_every_room_is_on_the_plan() -> None:
    assert sorted({room_of(name) for name in sources()} - {*ROOMS, *FREE}) == []


def test_scenario_takes_plain_values_from_runtime() -> None:
    """A scenario names what is to be simulated; it starts nothing, so it needs no module that imports simpy."""
    texts = sources()
    moving = {
        name for name, text in texts.items() if any(i.target.split(".")[0] == "simpy" for i in imports(name, text))
    }
    taken = {
        (name, module_of(item.target))
        for name in texts
        if room_of(name) == "scenario"
        for item in imports(name, texts[name])
    }
    assert sorted(pair for pair in taken if pair[1] in moving) == []


def test_no_imports_go_round_in_circles() -> None:
    graph = {
        name: {module_of(item.target) for item in imports(name, text) if not (item.lazy or item.typing)} - {name, ""}
        for name, text in sources().items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def module_of(target: str) -> str:
    """Return the module of ours in which an imported name lives; empty for anybody else's."""
    candidates = (target, f"{target}.__init__", target.rpartition(".")[0], f"{target.rpartition('.')[0]}.__init__")
    return next((name for name in candidates if name in sources()), "")


BREACHES = [
    ("simcom.vocabulary.levels", "from simcom.rules import eras"),
    ("simcom.rules.access", "import networkx"),
    ("simcom.rules.access", "from simcom.landscape import model"),
    ("simcom.rules.access", "from simcom.rules import identity"),
    ("simcom.rules.eras", "from simcom.rules.server_side import judge"),
    ("simcom.landscape.model", "from ..rules import eras"),
    ("simcom.landscape.model", "if TYPE_CHECKING:\n    from simcom.rules import eras"),
    ("simcom.runtime.world", "def f():\n    import simcom.scenario.build"),
    ("simcom.runtime.world", "from simcom import __version__"),
    ("simcom.runtime.world", "import yaml"),
    ("simcom.scenario.build", "import simcom.rules.access"),
    ("simcom.analysis.audit", "import numpy"),
    ("simcom.report.plots", "from matplotlib.figure import Figure"),
    ("simcom.report.text", "from simcom.runtime.world import simulate"),
    ("simcom.report.text", "def f():\n    import pandas"),
    ("simcom.cli", "import rich"),
]

LAWFUL = [
    ("simcom.rules.ladder", "from simcom.rules import access, identity"),
    ("simcom.rules.access", "from . import eras\nfrom simcom.vocabulary.levels import AuthnLevel"),
    ("simcom.report.plots", "def f():\n    from matplotlib.figure import Figure"),
    ("simcom.report.plots", "if TYPE_CHECKING:\n    from matplotlib.figure import Figure"),
    ("simcom.report.text", "from simcom.runtime.journal import Row"),
    ("simcom.landscape.model", "import networkx as nx\nimport json"),
    ("simcom.cli", "import click\nfrom simcom.scenario import build"),
]


@pytest.mark.parametrize(("name", "text"), BREACHES)
def test_a_breach_is_noticed(name: str, text: str) -> None:
    assert len(complaints(name, text)) == 1


@pytest.mark.parametrize(("name", "text"), LAWFUL)
def test_what_the_plan_allows_passes(name: str, text: str) -> None:
    assert complaints(name, text) == []
