"""What lies at the top of the checkout, and nothing else."""

from __future__ import annotations

import pytest
from house.tree import GIT, ROOT, listed_files

EXPECTED = ["README.md", "notebooks", "pyproject.toml", "scenarios", "simcom", "tests"]


@pytest.mark.skipif(GIT is None or not (ROOT / ".git").exists(), reason="asks git which files belong to the checkout")
def test_the_top_level_is_the_plan() -> None:
    top = {name.split("/")[0] for name in listed_files(untracked=True)}
    assert sorted(name for name in top if not name.startswith(".")) == EXPECTED
