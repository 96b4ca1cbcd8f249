"""Section J in running estates, both ways: IUnknown's own settings, promotion as each side sees it, and callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.calls_stand import absent, fires, shown, silent
from runtime.calls_estate import ANN, TRUSTS, call, classes, client, estate, explicit, panel, ran, server, unmarshal

from simcom.landscape.kinds import TrustKind
from simcom.landscape.model import declared
from simcom.runtime.steps import CoQueryClientBlanket, QueryBlanket, QueryInterface, Release, SetBlanket, Step
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.rows import Row
    from simcom.vocabulary.rulings import Ruling

NONE, CONNECT, CALL, PKT, INTEGRITY, PRIVACY = (level for level in AuthnLevel if level)
DENIED = "E_ACCESSDENIED"
BOTH_WAYS = (*TRUSTS, *declared("corp.example", "plant.example", TrustKind.EXTERNAL))

LOWERED = BlanketRequest(AuthnSvc.NONE, authn_level=NONE)
RAISED = BlanketRequest(authn_level=PRIVACY)


def setting(request: BlanketRequest, pointer: str = "p") -> Step:
    """Return the step that sets a pointer's blanket."""
    return SetBlanket(f"set {pointer}", "", pointer, None, helper=True, request=request)


def query(interface: str = "IAdmin", source: str = "p", name: str = "admin") -> Step:
    """Return the step that asks an object for an interface; its id is the interface's name."""
    return QueryInterface(f"qi {interface}", "", source, interface, name)


UNKNOWN = query("IUnknown", name="unknown")


def client_only(*script: Step, strangers: bool = False, least: int = CONNECT) -> dict[str, Row]:
    """Run a client against a server, the two domains being strangers or not; return the rows by id."""
    processes = (server(initialize=explicit(least)), client(unmarshal("u"), *script))
    return ran(estate(*processes, trusts=() if strangers else TRUSTS))


def strangers(*script: Step) -> dict[str, Row]:
    """Run a client of an untrusted domain against a server process at NONE."""
    return client_only(*script, strangers=True, least=NONE)


def ended(rows: dict[str, Row], step: str) -> Ruling:
    """Return the ruling on a step."""
    return rows[step].ruling


def level_of(rows: dict[str, Row], step: str = "qi IAdmin") -> str:
    """Return the level that a step's request was made at, as set."""
    return rows[step].requested["authn_level"]


def promoted(level: int) -> tuple[str, str]:
    """Return the level that QueryBlanket shows the client, and the one that the server is told."""
    script = (setting(BlanketRequest(authn_level=level)), QueryBlanket("q", "", "p", None, helper=True), call("c"))
    kinds = classes(CoQueryClientBlanket("b/q", ""))
    rows = ran(estate(server(), client(unmarshal("u"), *script), classes=kinds))
    return rows["q"].returned["authn_level"], rows["b/q"].returned["authn_level"]


def delegating(*, local: bool) -> Ruling:
    """Ask for NTLM and DELEGATE on a proxy."""
    request = BlanketRequest(AuthnSvc.WINNT, imp_level=ImpLevel.DELEGATE)
    who = (panel if local else client)(unmarshal("u"), setting(request))
    return ended(ran(estate(server(), who)), "set p")


def called_back(own: Any, account: str | None = None) -> Row:  # noqa: ANN401  (arguments of CoInitializeSecurity, or none)
    """Let a server call back a client that initialised itself so (``None``: implicitly); return the callback's row."""
    body = (unmarshal("b/u", "client.sink", "ISink", "sink"), call("b/c", "sink", "Tell", callback=True))
    serving = server(initialize=explicit(PKT, imp_level=ImpLevel.IDENTIFY, capabilities=Eoac.DYNAMIC_CLOAKING))
    if account is not None:
        serving = server(account=account)
    calling = client(unmarshal("u"), call("c"), initialize=own)
    rows = ran(estate(serving, calling, classes=classes(*body), trusts=BOTH_WAYS))
    return rows["b/c"]


def agreed(row: Row) -> tuple[object, ...]:
    """Return the negotiated parts that show in which direction a proxy was negotiated."""
    return tuple(row.negotiated[name] for name in ("authn_level", "imp_level", "capabilities"))


def forward() -> Row:
    """Return the row of the call that goes from the same client to the same server."""
    serving = server(initialize=explicit(PKT, imp_level=ImpLevel.IDENTIFY, capabilities=Eoac.DYNAMIC_CLOAKING))
    return ran(estate(serving, client(unmarshal("u"), call("c"), initialize=explicit(INTEGRITY))))["c"]


SEPARATE, DEFAULTS, SCOPE = "iunknown.separate-settings", "iunknown.process-defaults", "iunknown.setblanket-scope"
CACHED, LATE, REMOTE = "iunknown.cached", "iunknown.release-fails", "iunknown.remunknown"
SERVES, OWN = "callback.client-becomes-server", "callback.own-negotiation"
BACKWARD = ("PKT_INTEGRITY", "IDENTIFY", ["DYNAMIC_CLOAKING"])
SHOWS, LIMITS = "promote.query-shows-set-level", "imp.service-limits"

CASES = (
    fires(
        SEPARATE,
        "only the interface was lowered",
        lambda: ended(strangers(setting(LOWERED), query()), "qi IAdmin"),
        DENIED,
    ),
    silent(SEPARATE, "a method of that interface", lambda: ended(strangers(setting(LOWERED), call("c")), "c")),
    fires(
        SEPARATE,
        "IUnknown was lowered too",
        lambda: ended(strangers(UNKNOWN, setting(LOWERED, "unknown"), query()), "qi IAdmin"),
    ),
    fires(DEFAULTS, "QueryInterface by defaults", lambda: ended(client_only(query()), "qi IAdmin")),
    silent(DEFAULTS, "a method", lambda: ended(client_only(call("c")), "c")),
    shown(
        DEFAULTS,
        "the interface's own level does not count",
        lambda: ("CONNECT", level_of(client_only(setting(RAISED), query()))),
    ),
    absent(
        DEFAULTS,
        "IUnknown was set",
        lambda: ("PKT_PRIVACY", level_of(client_only(UNKNOWN, setting(RAISED, "unknown"), query()))),
    ),
    shown(
        SCOPE,
        "it holds for another proxy of the object",
        lambda: (
            "PKT_PRIVACY",
            level_of(
                client_only(UNKNOWN, setting(RAISED, "unknown"), unmarshal("u2", name="p2"), query(source="p2")),
            ),
        ),
    ),
    absent(
        SCOPE, "setting an interface does not", lambda: ("CONNECT", level_of(client_only(setting(RAISED), query())))
    ),
    fires(
        CACHED, "the interface is held", lambda: ended(client_only(query("IHistorian", name="again")), "qi IHistorian")
    ),
    silent(CACHED, "a new interface", lambda: ended(client_only(query()), "qi IAdmin")),
    fires(LATE, "the last release of a stranger", lambda: ended(strangers(Release("r", "", "p")), "r")),
    silent(LATE, "the last release of somebody known", lambda: ended(client_only(Release("r", "", "p")), "r")),
    fires(REMOTE, "a new interface", lambda: ended(client_only(query()), "qi IAdmin")),
    fires(
        REMOTE,
        "an interface that is not there",
        lambda: ended(client_only(query("IOther")), "qi IOther"),
        "E_NOINTERFACE",
    ),
    silent(
        REMOTE, "the interface is held", lambda: ended(client_only(query("IHistorian", name="again")), "qi IHistorian")
    ),
    shown(SHOWS, "CALL stays CALL on the proxy", lambda: (("CALL", "PKT"), promoted(CALL))),
    absent(SHOWS, "PKT is not promoted", lambda: (("PKT", "PKT"), promoted(PKT))),
    fires(LIMITS, "NTLM and DELEGATE between machines", lambda: delegating(local=False), "E_INVALIDARG"),
    silent(LIMITS, "NTLM and DELEGATE within one", lambda: delegating(local=True)),
    shown(SERVES, "a client by defaults refuses", lambda: ((DENIED, "access permission"), outcome(called_back(None)))),
    absent(SERVES, "a client that admits everybody", lambda: (("S_OK", "dispatch"), outcome(called_back(explicit())))),
    absent(SERVES, "a server that runs as the client", lambda: (("S_OK", "dispatch"), outcome(called_back(None, ANN)))),
    shown(OWN, "from server to client", lambda: (BACKWARD, agreed(called_back(explicit(INTEGRITY))))),
    absent(OWN, "from client to server", lambda: (("PKT_INTEGRITY", "IMPERSONATE", []), agreed(forward()))),
)


def outcome(row: Row) -> tuple[str, str]:
    """Return a row's status and the stage that decided."""
    return row.ruling.hresult.name, str(row.stage)
