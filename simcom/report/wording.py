"""How a row is put into words: who acted, what they did, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from simcom.analysis.months import CALENDAR_ENDS_S
from simcom.analysis.proof import MECHANISMS
from simcom.vocabulary.levels import AUTHN_LEVEL_MEANING, AuthnLevel
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import UnmetExpectation

SHOUTED = {
    Outcome.OK: "OK",
    Outcome.REFUSED: "REFUSED",
    Outcome.FAILED: "FAILED",
    Outcome.UNDETERMINED: "UNDETERMINED",
}
"""The word that stands for an outcome in tables: told by letters, never by colour alone."""

NAMED_KINDS = {
    "initialize_security": "CoInitializeSecurity",
    "query_services": "CoQueryAuthenticationServices",
    "marshal": "CoMarshalInterface",
    "unmarshal": "CoUnmarshalInterface",
    "activation": "CoCreateInstance",
    "query_interface": "QueryInterface",
    "query_blanket": "QueryBlanket",
    "set_blanket": "SetBlanket",
    "copy_proxy": "CopyProxy",
    "query_client_blanket": "CoQueryClientBlanket",
    "impersonate": "CoImpersonateClient",
    "revert": "CoRevertToSelf",
    "set_thread_token": "SetThreadToken",
    "revert_to_self": "RevertToSelf",
    "is_impersonating": "IsImpersonating",
    "switch_call_context": "CoSwitchCallContext",
    "add_ref": "AddRef",
    "release": "Release",
    "disconnect": "CoDisconnectObject",
    "exit": "ExitProcess",
    "finish_call": "FinishCall",
    "cancel_call": "CancelCall",
    "launch": "start of a server",
    "resolve": "ResolveOxid2",
}
"""Windows' name of the function behind each kind of row."""

CAUSES = {
    "": "rarer causes",
    "act.hardening": "activation below PKT_INTEGRITY",
    "call.min-level": "call below the server's minimum",
    "H8b": "call below the floor of the update",
    "trust.untrusted-domain": "no trust",
    "trust.kerberos": "Kerberos refused",
    "trust.ntlm": "NTLM refused",
    "authz.machine-and-process": "a machine-wide limit",
    "authz.access-permission": "access permission",
    "authz.launch-permission": "launch permission",
    "fail-table": "machine not reached",
    "fail-fast-vs-slow": "machine not reached",
    "firewall-dynamic-ports": "firewall",
    "port-135": "firewall",
    "server-killed-idle": "server gone",
    "server-killed-in-call": "server died in the call",
    "server-machine-crash": "server's machine vanished",
    "server-restart-stale": "reference from before the restart",
    "rundown": "object run down",
    "disconnect-errors": "object disconnected",
    "act-register-timeout": "server registered too late",
    "act.scm-fallback": "retry without security",
    "act.identity.interactive-user": "nobody logged on",
    "act.identity.specified-user": "stored account cannot log on",
    "act-launch-order": "class not registered",
}
"""What is said of a deciding rule where there is no room for its reasons."""

MESSAGES = {
    "name_lookup": "name lookup",
    "tcp_connect": "TCP connect",
    "server_alive2": "ServerAlive2",
    "remote_create_instance": "RemoteCreateInstance",
    "remote_get_class_object": "RemoteGetClassObject",
    "remote_activation": "RemoteActivation",
    "launch": "server started",
    "class_registered": "class registered",
    "resolve_oxid": "ResolveOxid",
    "resolve_oxid2": "ResolveOxid2",
    "rem_query_interface": "RemQueryInterface",
    "rem_add_ref": "RemAddRef",
    "rem_release": "RemRelease",
    "orpc_request": "request",
    "complex_ping": "ComplexPing",
    "simple_ping": "SimplePing",
    "kdc_exchange": "KDC exchange",
    "dc_validation": "validation by a controller",
}
"""What people call each kind of message; the other kinds bear their names in RPC."""

DAY_S, DAYS_FROM_S = 86400.0, 1e6
"""Seconds of a day, and from how many on a time is told in days."""

PACKAGES = {
    "NONE": "nobody is authenticated",
    "WINNT": "NTLM",
    "GSS_KERBEROS": "Kerberos",
    "GSS_NEGOTIATE": "Negotiate: Kerberos where possible, else NTLM",
    "GSS_SCHANNEL": "Schannel",
}
"""What people call the authentication services."""


def what(row: Row) -> str:
    """Return what was done, short enough for a table: ``IHistorian::ReadRaw`` or ``SetBlanket IHistorian``."""
    if row.kind == "activation":
        return f"{row.method or NAMED_KINDS[row.kind]} {row.class_}" if row.class_ else NAMED_KINDS[row.kind]
    if row.method:
        return f"{row.interface}::{row.method}" if row.interface else row.method
    function = NAMED_KINDS.get(row.kind, row.kind)
    return f"{function} {row.interface}" if row.interface else function


def status(row: Row) -> str:
    """Return the status by name, or a dash for an undetermined row, which has none."""
    return "-" if row.ruling.outcome is Outcome.UNDETERMINED else row.ruling.hresult.name


def seconds(time_s: float) -> str:
    """Return a simulated time in the unit that fits it: ``350 us``, ``1.4 ms``, ``2 s``, ``30 d``."""
    if abs(time_s) >= DAYS_FROM_S:
        return f"{time_s / DAY_S:.6g} d"
    for unit_s, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "us")):
        if abs(time_s) >= unit_s:
            return f"{time_s / unit_s:.6g} {unit}"
    return f"{time_s * 1e9:.4g} ns" if time_s else "0 s"


def clock(time_s: float, begins: str = "") -> str:
    """Return a point in simulated time: from one day on as a date if time 0 has one (``begins``), else as ``9 d 08:00``."""
    if not DAY_S <= time_s < CALENDAR_ENDS_S:
        return seconds(time_s)
    whole_s, left_ms = divmod(round(time_s * 1000), 1000)
    moment = datetime.fromisoformat(begins or "0001-01-01") + timedelta(seconds=whole_s)
    day = f"{moment:%Y-%m-%d}" if begins else f"{int(whole_s // DAY_S)} d"
    second = f":{moment:%S}" if moment.second or left_ms else ""
    return f"{day} {moment:%H:%M}{second}{f'.{left_ms:03}' if left_ms else ''}"


def missed(one: UnmetExpectation, begins: str = "") -> str:
    """Return an unmet expectation as one line, place first, with its times as people read them."""
    return f"{one.place}: {one.id or 'the whole run'}: {wanted(one, begins)}"


def wanted(one: UnmetExpectation, begins: str = "") -> str:
    """Return what an unmet expectation expected, and what came."""
    if one.key not in ("begun", "took") or not isinstance(one.expected, Mapping) or not isinstance(one.got, float):
        return f"expected {one.key} {one.expected}, got {one.got}"
    told = seconds if one.key == "took" else partial(clock, begins=begins)
    limits = " and ".join(f"{name.replace('_', ' ')} {told(limit)}" for name, limit in one.expected.items())
    return f"expected {one.key} {limits}, got {told(one.got)}"


def shown(value: object) -> str:
    """Return a part of the settings as a reader expects it: nothing is a dash, a list has commas."""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return "-" if text in (None, "") else str(text)


def part(name: str, value: object) -> str:
    """Return a part of a blanket with what it means, where its Windows name does not say so."""
    text = shown(value)
    if name == "mechanism":
        return MECHANISMS.get(text, text)
    if name == "authn_level" and text in AuthnLevel.names():
        return f"{text} ({AUTHN_LEVEL_MEANING[AuthnLevel[text]]})" if text != "DEFAULT" else text
    return f"{text} ({PACKAGES[text]})" if name == "authn_svc" and text in PACKAGES else text


def plural(number: int, word: str) -> str:
    """Return a number with its noun: ``1 call``, ``2 calls``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def cause(rule: str) -> str:
    """Return a deciding rule in a few words with its id, or the id alone where no words are kept for it."""
    words = CAUSES.get(rule, "")
    return f"{words} ({rule})" if words and rule else words or rule


def message(kind: str, leg: str = "") -> str:
    """Return a message by its usual name, with what its leg carries."""
    return f"{MESSAGES.get(kind, kind)} ({leg})" if leg else MESSAGES.get(kind, kind)
