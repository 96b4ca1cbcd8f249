"""The door of this room: a scenario file (or text) becomes a Scenario, or all that is wrong with it is raised at once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from simcom.errors import InternalError, NothingFoundError, ScenarioError, UsageError, quoted
from simcom.scenario.build import settings as build_settings
from simcom.scenario.build.estate import Expectations, build
from simcom.scenario.build.source import Source
from simcom.scenario.codes import Code
from simcom.scenario.defaults import merge
from simcom.scenario.schema import errors as schema_errors
from simcom.scenario.schema.instants import calendar
from simcom.scenario.schema.scenario import ScenarioForm
from simcom.scenario.text.compose import compose

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from simcom.runtime.estate import Estate
    from simcom.scenario.build.settings import Setting

NEEDED = {"machine": "name the machine it runs on", "account": "name the account it runs as, such as `SYSTEM`"}
"""Keys that a process must have from somewhere."""

INSTEAD = frozenset({"identity", "appid"})
"""Keys that may say as whom a process runs, so that the account is looked for later."""

UNSEEN = "names and rule ids are looked up once these are mended"
"""Note on an error about the shape of a file: more may be wrong with it."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A checked scenario: the estate, what is expected of it, and how it is to be run.

    ``until_s`` is in simulated seconds, None for as long as there is something to do. ``digest`` is the SHA-256 of the text and of the
    settings changed by ``--set``, in hexadecimal.
    """

    estate: Estate
    expectations: Expectations
    seed: int
    until_s: float | None
    file: str
    digest: str


def load(path: str | Path, settings: Sequence[Setting] = (), known_rules: Collection[str] = ()) -> Scenario:
    """Read a scenario file; `settings` are changes such as ``machines.opc01.patch=P3``.

    `known_rules` are the ids that expectations may name; without any, no id is checked.

    Raises ScenarioError with every complaint, NothingFoundError for a file that is not there, UsageError for one that cannot be read.
    """
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise NothingFoundError(f"there is no file {quoted(str(path))}") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"the file {quoted(str(path))} cannot be read: {reason}") from None
    return loads(data, str(path), settings, known_rules)


def loads(
    text: str | bytes, file: str = "<text>", settings: Sequence[Setting] = (), known_rules: Collection[str] = ()
) -> Scenario:
    """Read a scenario from its text; `file` is the name used in places. Raises ScenarioError with every complaint.

    Names are looked up only in a file whose shape is right; the error about one whose shape is wrong bears a note that says so.
    """
    try:
        source, form = _shaped(text, file, settings, known_rules)
    except ScenarioError as error:
        error.add_note(UNSEEN)
        raise
    estate, expectations = build(source, form)
    source.raise_complaints()
    return Scenario(estate, expectations, form.seed, form.until, file, _digest(text, settings))


def _shaped(
    text: str | bytes, file: str, settings: Sequence[Setting], known_rules: Collection[str]
) -> tuple[Source, ScenarioForm]:
    """Return the file with its settings, defaults and profiles put in, and its checked form."""
    composed = compose(text, file)
    source = Source(composed, composed.value, rules=known_rules)
    build_settings.apply(source, settings)
    merge(source)
    return source, _checked(source)


def _checked(source: Source) -> ScenarioForm:
    """Return the file in its checked form, or raise every complaint about its shape."""
    _check_needed(source)
    form: ScenarioForm | None = None
    try:
        form = ScenarioForm.model_validate(source.value, context=calendar(source.value))
    except ValidationError as error:
        schema_errors.complain(source, error)
    source.raise_complaints()
    if form is None:
        raise InternalError("the file has no checked form, and nothing is wrong with it")
    return form


def _check_needed(source: Source) -> None:
    processes = source.value.get("processes")
    for name, item in processes.items() if isinstance(processes, dict) else ():
        for key, hint in NEEDED.items():
            if isinstance(item, dict) and key not in item and not (key == "account" and INSTEAD & item.keys()):
                problem = f"the process {quoted(name)} has no `{key}`"
                source.complain(Code.MISSING_KEY, ("processes", name), problem, hint, at_key=True)


def _digest(text: str | bytes, settings: Sequence[Setting]) -> str:
    data: Any = text.encode("utf-8") if isinstance(text, str) else text
    answer = sha256(data)
    for setting in settings:
        answer.update(b"\0" + ("=".join((setting,) if isinstance(setting, str) else setting)).encode("utf-8"))
    return answer.hexdigest()
