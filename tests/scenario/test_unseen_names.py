"""An error about the shape of a file says that its names have not been looked up; one about names has nothing to add."""

from __future__ import annotations

import pytest
from scenario.base_file import BASE

from simcom.errors import ScenarioError
from simcom.scenario.load import UNSEEN, loads


@pytest.mark.parametrize(
    ("old", "new", "settings", "notes"),
    [
        ("simcom: 1", "simcon: 1", (), [UNSEEN]),
        ("simcom: 1", "simcom: [", (), [UNSEEN]),
        ("seed: 7", "seed: 7", ("seed=seven",), [UNSEEN]),
        ("trusted: corp.example", "trusted: nowhere.example", (), []),
    ],
)
def test_the_note_is_there_when_names_were_not_looked_up(
    old: str, new: str, settings: tuple[str, ...], notes: list[str]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(BASE.replace(old, new, 1), settings=settings)
    assert getattr(caught.value, "__notes__", []) == notes


def test_the_note_is_no_part_of_the_complaints() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(BASE.replace("simcom: 1", "simcon: 1", 1))
    assert UNSEEN not in str(caught.value)
