"""Which code models which fact: the ``@models`` mark and the register that it fills.

The register knows only what has been imported; ``simcom.rules.catalogue.import_claimants`` imports the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


Marked = TypeVar("Marked", bound="Callable[..., object]")

_PLACES: dict[str, tuple[str, ...]] = {}


def models(*fact_ids: str) -> Callable[[Marked], Marked]:
    """Mark a function or class as the model of these facts; it is returned unchanged.

    Parameters
    ----------
    fact_ids
        Ids as the catalogue writes them, such as ``coinitsec.once-per-process``. At least one.

    Raises
    ------
    TypeError
        If no id is given, as in ``@models`` without arguments or ``@models()``.

    Examples
    --------
    >>> @models("vocab.authn-level.order")
    ... def higher(one: int, other: int) -> int:
    ...     return max(one, other)
    >>> higher(2, 5)
    5
    """
    if not fact_ids or not all(isinstance(fact_id, str) for fact_id in fact_ids):
        message = 'models() takes the ids of the facts: write `@models("area.fact")`'
        raise TypeError(message)

    def mark(item: Marked) -> Marked:
        """Enter one item in the register."""
        place = f"{item.__module__}:{item.__qualname__}"
        for fact_id in fact_ids:
            _PLACES[fact_id] = tuple(sorted({*places(fact_id), place}))
        return item

    return mark


def places(fact_id: str) -> tuple[str, ...]:
    """Return where a fact is modelled, as sorted ``module:qualname``; empty if nowhere (so far as imported)."""
    return _PLACES.get(fact_id, ())


def claimed_ids() -> tuple[str, ...]:
    """Return the ids of every fact that imported code claims to model, sorted."""
    return tuple(sorted(_PLACES))
