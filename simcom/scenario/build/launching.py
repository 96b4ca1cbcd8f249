"""How a process is started, as whom, and how it serves, from its form and from what the registry says of its AppID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from simcom.errors import quoted
from simcom.scenario.build.presence import identity
from simcom.scenario.codes import Code
from simcom.scenario.schema.firewall import IdentityWord
from simcom.vocabulary.activation import INTERACTIVE_USER, LAUNCHING_USER, SPECIFIED_USER

if TYPE_CHECKING:
    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.appids import AppIdForm
    from simcom.scenario.schema.processes import ProcessForm
    from simcom.scenario.text.places import Path

WORDS: tuple[str, ...] = get_args(IdentityWord)
AT_ONCE, ON_ACTIVATION = "at once", "on activation"
PERSONAL = (LAUNCHING_USER, INTERACTIVE_USER)
"""Identities that are somebody else's each time, so that the file names no account."""

_AS_WRITTEN = (
    "registers",
    "single_use",
    "password_ok",
    "batch_right",
    "apartment",
    "message_filter",
    "stack",
    "com_version",
    "noping",
)

Known = tuple[str, "AppIdForm | None"]
"""The account of an entry (empty: none given), and what the registry has under its AppID."""


def launching(names: Names, form: ProcessForm, known: Known, path: Path) -> dict[str, Any]:
    """Return the parts of a process that are about its start and its serving, by the names of its fields."""
    word, account = _identity(names, form, known, path)
    starts = form.starts or (ON_ACTIVATION if word in PERSONAL else AT_ONCE)
    _check(names, form, (word, account, starts), path)
    app = known[1]
    return {
        "account": account,
        "identity": word,
        "starts": starts,
        "port": form.port or (app.endpoints if app else None),
        **{name: getattr(form, name) for name in _AS_WRITTEN},
    }


def _identity(names: Names, form: ProcessForm, known: Known, path: Path) -> tuple[str, str]:
    """Return under whose identity COM starts a process, and as which account it runs."""
    account, app = known
    if form.identity in WORDS:
        return form.identity or "", account
    if form.identity is not None:
        return SPECIFIED_USER, _agreed(names, account, form.identity, (*path, "identity"))
    said = identity(app) if app else ""
    if said == SPECIFIED_USER and app is not None and app.run_as is not None and not account:
        account = names.account(app.run_as, path)
    return said, account


def _agreed(names: Names, account: str, text: str, path: Path) -> str:
    """Return the account of a specified user; complains where `account` names another one."""
    near = names.source.hint(text, WORDS) if "\\" not in text and "@" not in text else ""
    if near:
        names.source.complain(Code.UNKNOWN_VALUE, path, f"{quoted(text)} is no identity", near)
        return account
    named = names.account(text, path)
    if account and account != named:
        problem = f"a specified user {quoted(named)} cannot run as the account {quoted(account)}"
        names.source.complain(Code.NOT_TOGETHER, path, problem, "keep one of `account` and `identity`")
    return named


def _check(names: Names, form: ProcessForm, found: tuple[str, str, str], path: Path) -> None:
    """Complain of a process that nobody can be, given its identity, its account and what starts it."""
    word, account, starts = found
    if not account and starts == AT_ONCE:
        problem = "a process that starts at once runs as somebody"
        names.source.complain(Code.MISSING_KEY, path, problem, "add `account: ...`", at_key=True)
    elif not account and word not in PERSONAL:
        problem = "a process that is no launching or interactive user's runs as somebody"
        names.source.complain(Code.MISSING_KEY, path, problem, "add `account: ...`", at_key=True)
    if form.stack and form.serves and starts == ON_ACTIVATION:
        problem = f"COM starts no server whose stack is {quoted(form.stack)}"
        names.source.complain(Code.IMPOSSIBLE, (*path, "stack"), problem, "let it start at once", at_key=True)
