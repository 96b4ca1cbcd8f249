"""The scenarios that come with simcom: inside an installed package, or at the top of a checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import NothingFoundError, quoted

if TYPE_CHECKING:
    from pathlib import Path


def folder() -> Path:
    """Return the folder of the shipped scenarios; `NothingFoundError` if this installation has none."""
    from importlib import resources
    from pathlib import Path

    package = Path(str(resources.files("simcom")))
    for place in (package / "_scenarios", package.parent / "scenarios"):
        if place.is_dir():
            return place
    raise NothingFoundError("this installation has no scenarios of its own; name a scenario file of yours instead")


def bundled() -> dict[str, Path]:
    """Return every shipped scenario by name: its path in the folder without the ending."""
    top = folder()
    files = sorted(file for file in top.rglob("*.yaml") if file.is_file())
    return {file.relative_to(top).with_suffix("").as_posix(): file for file in files}


def named(name: str) -> tuple[str, Path]:
    """Return the shipped scenario of a name, or of its last part; `NothingFoundError` names the nearest otherwise."""
    known = bundled()
    fitting = [key for key in known if name.removesuffix(".yaml") in (key, key.rpartition("/")[2])]
    if fitting:
        return fitting[0], known[fitting[0]]
    import difflib

    near = difflib.get_close_matches(name[:100], known, n=1, cutoff=0.3)
    hint = f"did you mean `{near[0]}`?" if near else "`simcom demo --list` lists them"
    raise NothingFoundError(f"no shipped scenario is called {quoted(name)}; {hint}")
