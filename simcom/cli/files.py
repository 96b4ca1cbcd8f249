"""Finding scenario files, and writing results whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from simcom.errors import NothingFoundError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def scenario_files(paths: Iterable[str]) -> list[tuple[str, Path]]:
    """Return run ids and files: a file as it is, of a folder every ``*.yaml`` below it, sorted.

    A run id is the file's stem, below a folder its path from there. Raises `NothingFoundError` for a path that is not
    there and for folders without any scenario.
    """
    from pathlib import Path

    found = [pair for path in paths for pair in _below(Path(path))]
    if not found:
        raise NothingFoundError("no scenario found; name a file, or a folder with files that end in .yaml")
    names = [name for name, _ in found]
    return [(name if names.count(name) == 1 else file.with_suffix("").as_posix(), file) for name, file in found]


def _below(path: Path) -> list[tuple[str, Path]]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*.yaml") if file.is_file())
        return [(file.relative_to(path).with_suffix("").as_posix(), file) for file in files]
    if not path.exists():
        raise NothingFoundError(f"there is no file {quoted(str(path))}; check the path, or try `simcom demo`")
    return [(path.stem, path)]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds half of it; `UsageError` if it cannot be written."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(_unwritable(path, error)) from None
    unfinished = path.with_name(os.path.basename(temporary))  # noqa: PTH119  (a name, not a path, is wanted)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(_unwritable(path, error)) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> str:
    return f"cannot write {quoted(str(path))}: {(error.strerror or 'no reason given').lower()}; choose another place"


def _umask() -> int:
    """Return which permissions new files are denied; asking means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
