"""The way there, versions, lifetime and the method's own demands, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.calls_stand import absent, fires, judged, proxy, shown, silent

from simcom.rules.reach import com_version, interrupted, keepalive_s, lost_s, server_fault, syn_s
from simcom.rules.resolution import table_reference
from simcom.rules.steps import holds
from simcom.vocabulary.facts import Gate
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.paths import DISCONNECTED, DROPPED, REJECTED, RUN_DOWN, PathFacts, VersionFacts
from simcom.vocabulary.rulings import Ruling, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

UNAVAILABLE, GONE, REJECTED_CALL = "RPC_S_SERVER_UNAVAILABLE", "RPC_E_DISCONNECTED", "RPC_E_CALL_REJECTED"
MISMATCH, HEADER, WMI = "RPC_E_VERSION_MISMATCH", "RPC_E_INVALID_HEADER", "WBEM_E_ACCESS_DENIED"

SILENT, REFUSED = PathFacts(way=DROPPED, addresses=2), PathFacts(way=REJECTED)
SEALED = Gate(AuthnLevel.PKT_PRIVACY, hresult=WMI)


def on(path: PathFacts, **changes: object) -> Callable[[], Ruling]:
    """Return what judges a call with something in its way."""
    return lambda: judged(path=path, **changes)


def between(client: tuple[int, int], server: tuple[int, int], **words: bool) -> Callable[[], Ruling]:
    """Return what judges a call between two versions."""
    return lambda: judged(versions=VersionFacts(client, server, **words))


def ends(how: str) -> Callable[[], Ruling]:
    """Return the ruling on a call that was cut short."""
    return lambda: Ruling((interrupted(how),))


def in_order() -> Ruling:
    """Return the ruling on a call that came back."""
    return Ruling((holds("W7", "the method returned", stage=Stage.DISPATCH),))


LET_IN, TOO_OLD = {"negotiates": False}, {"negotiates": False, "old_refused": True}

CASES = (
    fires("fail-table", "a name that gives no address", on(PathFacts(name="unknown")), UNAVAILABLE),
    silent("fail-table", "nothing in the way", judged),
    fires("fail-fast-vs-slow", "refused", on(REFUSED), UNAVAILABLE),
    shown("fail-fast-vs-slow", "and at once", lambda: (0.0, lost_s(REFUSED))),
    absent("fail-fast-vs-slow", "dropped, for as long as it takes", lambda: (42.0, lost_s(SILENT))),
    fires("tcp-connect-timeout", "nothing comes back", on(SILENT), UNAVAILABLE),
    shown("tcp-connect-timeout", "3 + 6 + 12", lambda: (21.0, syn_s())),
    silent("tcp-connect-timeout", "refused", on(REFUSED), UNAVAILABLE),
    fires("dns-multi-address", "two addresses in turn", on(SILENT), UNAVAILABLE),
    silent("dns-multi-address", "one address", on(PathFacts(way=DROPPED)), UNAVAILABLE),
    fires("H17", "slow, so packets are blocked", on(SILENT), UNAVAILABLE),
    silent("H17", "the object is gone, which the server says at once", on(PathFacts(object=RUN_DOWN)), GONE),
    fires(
        "port-callback-direction", "a callback to a client behind a firewall", on(REFUSED, callback=True), UNAVAILABLE
    ),
    silent("port-callback-direction", "a call to a server behind one", on(REFUSED), UNAVAILABLE),
    fires("server-killed-idle", "the process is gone", on(PathFacts(exporter="gone")), UNAVAILABLE),
    silent("server-killed-idle", "another one has its port", on(PathFacts(exporter="other")), GONE),
    fires("rpc-retry-no-reresolve", "nobody looks for a new process", on(PathFacts(exporter="gone")), UNAVAILABLE),
    silent("rpc-retry-no-reresolve", "the process is there", judged),
    fires(
        "client-gone-callback", "the sink's process is gone", on(PathFacts(exporter="gone"), callback=True), UNAVAILABLE
    ),
    silent("client-gone-callback", "the server's process is gone", on(PathFacts(exporter="gone")), UNAVAILABLE),
    fires("server-restart-stale", "another exporter has the port", on(PathFacts(exporter="other")), GONE),
    silent("server-restart-stale", "nobody has it", on(PathFacts(exporter="gone")), UNAVAILABLE),
    fires("disconnect-errors", "CoDisconnectObject", on(PathFacts(object=DISCONNECTED)), GONE),
    silent("disconnect-errors", "a live object", judged),
    shown(
        "server-apartment-end",
        "an apartment that ended",
        lambda: (GONE, on(PathFacts(object=DISCONNECTED))().hresult.name),
    ),
    absent("server-apartment-end", "an apartment that is there", lambda: ("S_OK", judged().hresult.name)),
    fires(
        "remqi-semantics",
        "RemQueryInterface on a dead pointer",
        on(PathFacts(interface=False), interface="IUnknown"),
        "RPC_E_INVALID_OBJECT",
    ),
    silent("remqi-semantics", "a method on one", on(PathFacts(interface=False)), GONE),
    fires(
        "remaddref-semantics",
        "a dead pointer",
        lambda: table_reference(judged(path=PathFacts(interface=False), interface="IUnknown")),
        "CO_E_OBJNOTREG",
    ),
    silent("remaddref-semantics", "a live one", lambda: table_reference(judged())),
    fires("rundown", "nobody pinged", on(PathFacts(object=RUN_DOWN)), GONE),
    silent("rundown", "the server disconnected it", on(PathFacts(object=DISCONNECTED)), GONE),
    fires("orpc-causality", "a filter that rejects", on(PathFacts(filtered="rejected")), REJECTED_CALL),
    fires(
        "orpc-causality",
        "one that says later, to a client without a filter",
        on(PathFacts(filtered="retry later")),
        REJECTED_CALL,
    ),
    silent("orpc-causality", "no filter", judged),
    fires("server-exception", "a method that throws", lambda: Ruling((server_fault("Read"),)), "RPC_E_SERVERFAULT"),
    silent("server-exception", "one that returns", in_order),
    fires("server-killed-in-call", "the process ends", ends("process"), "RPC_S_CALL_FAILED"),
    silent("server-killed-in-call", "its machine vanishes", ends("machine"), "RPC_S_CALL_FAILED"),
    fires("server-machine-crash", "its machine vanishes", ends("machine"), "RPC_S_CALL_FAILED"),
    silent("server-machine-crash", "the process ends", ends("process"), "RPC_S_CALL_FAILED"),
    fires("conn-loss", "a reset", ends("reset"), "RPC_S_CALL_FAILED"),
    silent("conn-loss", "no connection was lost", in_order),
    fires("rpc-retry-rule", "it never ran", ends("unstarted"), "RPC_S_CALL_FAILED_DNE"),
    silent("rpc-retry-rule", "it may have run", ends("reset"), "RPC_S_CALL_FAILED"),
    shown("keepalive-table", "the default", lambda: (720.0, keepalive_s(5))),
    absent("keepalive-table", "never", lambda: (None, keepalive_s(10))),
    fires("ver-rule", "a minor too high", between((5, 7), (5, 6), **LET_IN), MISMATCH),
    silent("ver-rule", "Windows announces the lower one", between((5, 7), (5, 6))),
    fires("H24", "a minor too low for Windows 10 2004", between((5, 1), (5, 7), **TOO_OLD), HEADER),
    silent("H24", "one that is low and taken", between((5, 1), (5, 7), **LET_IN)),
    shown("ver-history", "Windows 2000", lambda: ((5, 6), com_version(MachineSettings("old", windows="win2000")))),
    absent("ver-history", "anything later", lambda: ((5, 7), com_version(MachineSettings("new")))),
    fires("W5", "a namespace that wants PKT_PRIVACY", lambda: judged(gate=SEALED), WMI),
    silent("W5", "and gets it", lambda: judged(gate=SEALED, blanket=proxy(AuthnLevel.PKT_PRIVACY))),
    fires("W7", "a second gate after COM's", lambda: judged(gate=Gate(members=("nobody",), hresult=WMI)), WMI),
    silent("W7", "no gate", judged),
    fires(
        "fault-mapping",
        "fault 5 for what is too long",
        lambda: judged(sends_bytes=4 * 1024 * 1024),
        "E_ACCESSDENIED",
    ),
    silent("fault-mapping", "a request that fits", judged),
)
