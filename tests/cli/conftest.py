"""A scenario file on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli.desk import ACTIVATING, SCENARIO

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Return the path of a sound scenario whose expectations are met."""
    path = tmp_path / "untrusted.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def activating(tmp_path: Path) -> Path:
    """Return the path of a scenario with three clients whose activations the hardening will refuse."""
    path = tmp_path / "activating.yaml"
    path.write_text(ACTIVATING, encoding="utf-8")
    return path
