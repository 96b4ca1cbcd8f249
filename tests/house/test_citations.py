"""The mark that ties code to facts."""

from __future__ import annotations

import pytest

from simcom.vocabulary import citations
from simcom.vocabulary.citations import claimed_ids, models, places


@pytest.fixture(autouse=True)
def _empty_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citations, "_PLACES", {})


def second() -> None:
    """Stand for a rule."""


def first() -> None:
    """Stand for another rule."""


class Third:
    """Stand for a rule that is a class."""


def test_a_mark_returns_its_object() -> None:
    assert (models("a.one")(first), models("a.one")(Third)) == (first, Third)


def test_places_are_sorted_and_kept_once() -> None:
    for item in (second, first, second):
        models("a.one", "a.two")(item)
    models("a.two")(Third)
    assert places("a.one") == (f"{__name__}:first", f"{__name__}:second")
    assert places("a.two") == (f"{__name__}:Third", f"{__name__}:first", f"{__name__}:second")
    assert claimed_ids() == ("a.one", "a.two")


def test_what_nobody_claims_has_no_place() -> None:
    assert places("a.one") == ()


@pytest.mark.parametrize("arguments", [(), (first,), (7,)])
def test_a_mark_without_ids_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="takes the ids of the facts"):
        models(*arguments)
