"""The journal: what happened, in columns of numbers. A row's text is put together only when somebody reads it.

All that does not change from one occurrence of a step to the next is a ``Template``, kept once; an occurrence is three numbers.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.runtime.rows import Party, Row, authentication_dict, blanket_dict

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.runtime.estate import Estate
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import Caller
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.messages import Event, Message
    from simcom.vocabulary.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Template:
    """What is the same in every occurrence of a step with one ruling.

    ``effective`` is the blanket as the call really used it, ``object`` the name of the object a call is made on, in its process.
    """

    id: str
    kind: str
    client: Party
    ruling: Ruling = field(repr=False)
    parent: str | None = None
    server: Party | None = None
    class_: str | None = None
    interface: str | None = None
    method: str | None = None
    transport: str = "none"
    requested: Blanket | dict[str, Any] | None = None
    negotiated: Blanket | None = None
    effective: Blanket | None = None
    mechanism: str | None = None
    returned: Any = None
    caller: Caller | None = None
    authentication: Authentication | None = None
    exchanges: int = 0
    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    settings: str | None = None
    place: str = ""
    name: str = ""
    object: str = ""


LOOKED_AT = 3
"""How many templates of a step a new one is held against: a loop seldom comes by more rulings than these in turn."""


class Journal:
    """The columns of one run: template, begin and end of each row, in the order the rows ended.

    A ``summary`` has no columns: it counts how often each template occurred, and its size does not grow with the run's length.
    """

    def __init__(self, estate: Estate, run: str, seed: int, *, summary: bool = False) -> None:
        """Start an empty journal for one run."""
        self.estate = estate
        self.run = run
        self.seed = seed
        self.summary = summary
        self.templates: list[Template] = []
        self._latest: dict[tuple[str, str | None], list[int]] = {}
        self._template = array("l")
        self._begun_s = array("d")
        self._ended_s = array("d")
        self._counts: list[int] = []

    def __len__(self) -> int:
        """Return the number of rows, also of those that a summary has only counted."""
        return sum(self._counts) if self.summary else len(self._template)

    def intern(self, template: Template) -> int:
        """Keep a template and return its number; one that equals one of the latest of its step gets that one's."""
        latest = self._latest.setdefault((template.id, template.parent), [])
        for number in latest:
            if self.templates[number] == template:
                return number
        self.templates.append(template)
        self._counts.append(0)
        latest.insert(0, len(self.templates) - 1)
        del latest[LOOKED_AT:]
        return latest[0]

    def append(self, template: int, begun_s: float, ended_s: float) -> None:
        """Write down one occurrence."""
        write, begin, end = self.columns()
        write(template)
        begin(begun_s)
        end(ended_s)

    def columns(self) -> tuple[Callable[[int], object], Callable[[float], object], Callable[[float], object]]:
        """Return what appends to each column: template, begin, end. An occurrence is written down by calling all three in turn."""
        if self.summary:
            return self._tally()
        return self._template.append, self._begun_s.append, self._ended_s.append

    def _tally(self) -> tuple[Callable[[int], object], Callable[[float], object], Callable[[float], object]]:
        """Return what counts an occurrence instead of writing it down."""
        counts = self._counts

        def count(template: int) -> None:
            counts[template] += 1

        return count, float, float  # nobody asks a summary for times: ``float`` does nothing, quickly

    def count(self, template: int, times: int) -> None:
        """Let a summary count several occurrences at once."""
        if times > 0:
            self._counts[template] += times

    def counts(self) -> tuple[tuple[Template, int], ...]:
        """Return every template that occurred and how often, in the order in which they first were decided."""
        found = dict(enumerate(self._counts)) if self.summary else Counter(self._template)
        return tuple((known, found[number]) for number, known in enumerate(self.templates) if found[number])

    def rows(self) -> tuple[Row, ...]:
        """Return every row; the second and later occurrences of an id carry ``#2``, ``#3``, ... behind it.

        Raises
        ------
        RuntimeError
            If the journal is a summary, which keeps no rows.
        """
        if self.summary:
            msg = "a summary keeps no rows: ask for its `counts`"
            raise RuntimeError(msg)
        seen: Counter[str] = Counter()
        rows, shown = [], [_shown(template) for template in self.templates]
        for number, template in enumerate(self._template):
            known = self.templates[template]
            seen[known.id] += 1
            count = seen[known.id]
            row_id = known.id if count == 1 else f"{known.id}#{count}"
            rows.append(self._row(number, row_id, known, shown[template]))
        return tuple(rows)

    def _row(self, number: int, row_id: str, known: Template, shown: dict[str, Any]) -> Row:
        """Put one row together; ``shown`` are the parts that all rows of the template share."""
        return Row(
            run=self.run,
            seed=self.seed,
            step=number + 1,
            id=row_id,
            parent=known.parent,
            kind=known.kind,
            begun_s=self._begun_s[number],
            ended_s=self._ended_s[number],
            client=known.client,
            server=known.server,
            class_=known.class_,
            interface=known.interface,
            method=known.method,
            transport=known.transport,
            returned=known.returned,
            caller=known.caller,
            ruling=known.ruling,
            exchanges=known.exchanges,
            messages=known.messages,
            events=known.events,
            settings=known.settings,
            place=known.place,
            name=known.name,
            object=known.object,
            **shown,
        )


def _shown(known: Template) -> dict[str, Any]:
    """Return the parts of a template's rows that are put together from others; nobody changes them afterwards."""
    return {
        "requested": known.requested if isinstance(known.requested, dict) else blanket_dict(known.requested),
        "negotiated": blanket_dict(known.negotiated),
        "effective": blanket_dict(known.effective, known.mechanism),
        "authentication": authentication_dict(known.authentication, known.caller, known.ruling),
    }
