"""simcom: a discrete-event simulator of DCOM security: the verdict on every call, with its reasons.

Start with ``simcom.load("file.yaml").run()``, or build an `Estate` and pass it to `simulate`. Names are loaded when they
are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcom.errors import NothingFoundError, ScenarioError, SimcomError, UsageError
    from simcom.face import Scenario, bundled, compare, load, loads, simulate
    from simcom.landscape.model import Domain, Trust
    from simcom.report.notebook import Result
    from simcom.runtime.estate import Account, Estate, Group, Machine, Process, Script
    from simcom.runtime.interfaces import Class, Interface, Method
    from simcom.runtime.networks import Network
    from simcom.runtime.rows import Row

__version__ = "0.1.0"

_HOMES = {
    "simcom.errors": ("NothingFoundError", "ScenarioError", "SimcomError", "UsageError"),
    "simcom.face": ("Scenario", "bundled", "compare", "load", "loads", "simulate"),
    "simcom.landscape.model": ("Domain", "Trust"),
    "simcom.report.notebook": ("Result",),
    "simcom.runtime.estate": ("Account", "Estate", "Group", "Machine", "Process", "Script"),
    "simcom.runtime.interfaces": ("Class", "Interface", "Method"),
    "simcom.runtime.networks": ("Network",),
    "simcom.runtime.rows": ("Row",),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Account",
    "Class",
    "Domain",
    "Estate",
    "Group",
    "Interface",
    "Machine",
    "Method",
    "Network",
    "NothingFoundError",
    "Process",
    "Result",
    "Row",
    "Scenario",
    "ScenarioError",
    "Script",
    "SimcomError",
    "Trust",
    "UsageError",
    "__version__",
    "bundled",
    "compare",
    "load",
    "loads",
    "simulate",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (any of the names above)
    """Import a name of the front door when it is first asked for; ``AttributeError`` for any other."""
    if name not in _HOME_OF:
        raise AttributeError(f"module `simcom` has no name `{name}`; it offers {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    """Return the names of the front door, loaded or not."""
    return list(__all__)
