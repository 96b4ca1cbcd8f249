"""When a process's security is initialised, and that it is once, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules.initialization_by_hand import FIRES, SILENT, explicit, implicit
from rules.initialization_estate import CALL, CREATE, GET, OPEN, SERVICES, initialize, process, ruling, run, statuses

from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from simcom.runtime.process import ComProcess

TOO_LATE = "RPC_E_TOO_LATE"
CONNECT, PKT = AuthnLevel.CONNECT, AuthnLevel.PKT
BAD_CALL = initialize("bad", capabilities=Eoac.DEFAULT)

ONCE = (
    Ruled(
        "coinitsec.once-per-process", FIRES, "after an explicit call", lambda: explicit({"done": "explicit"}), TOO_LATE
    ),
    Ruled(
        "coinitsec.once-per-process",
        FIRES,
        "after a call with EOAC_APPID",
        lambda: explicit({"done": "appid"}),
        TOO_LATE,
    ),
    Ruled("coinitsec.once-per-process", SILENT, "the first call", explicit),
    Shown(
        "coinitsec.once-per-process",
        FIRES,
        "the same arguments again are too late as well",
        lambda: (["S_OK", TOO_LATE], list(statuses(initialize("one"), initialize("two")).values())[-2:]),
    ),
    Ruled(
        "coinitsec.too-late-after-implicit", FIRES, "COM was faster", lambda: explicit({"done": "implicit"}), TOO_LATE
    ),
    Ruled(
        "coinitsec.too-late-after-implicit",
        SILENT,
        "an explicit call was faster",
        lambda: explicit({"done": "explicit"}),
        TOO_LATE,
    ),
    Ruled(
        "coinitsec.too-late-after-implicit",
        FIRES,
        "after an unmarshal",
        lambda: ruling("init", GET, initialize()),
        TOO_LATE,
    ),
    Ruled(
        "coinitsec.too-late-after-implicit", SILENT, "before any unmarshal", lambda: ruling("init", initialize(), GET)
    ),
    Ruled("coinitsec.server-blanket-fixed", FIRES, "a second call", lambda: explicit({"done": "explicit"}), TOO_LATE),
    Ruled("coinitsec.server-blanket-fixed", SILENT, "the first call", explicit),
    Shown(
        "coinitsec.server-blanket-fixed",
        FIRES,
        "a second call changes nothing",
        lambda: (CONNECT, _level(process(), CONNECT, PKT)),
    ),
    Shown("coinitsec.server-blanket-fixed", SILENT, "the first call decides", lambda: (PKT, _level(process(), PKT))),
    Shown(
        "coinitsec.failure-leaves-uninitialised",
        FIRES,
        "a corrected call succeeds",
        lambda: ({"bad": "E_INVALIDARG", "init": "S_OK"}, _some(statuses(BAD_CALL, initialize()), "bad", "init")),
    ),
    Shown(
        "coinitsec.failure-leaves-uninitialised",
        FIRES,
        "the implicit call still happens",
        lambda: (
            {"bad": "E_INVALIDARG", "client/implicit": "S_OK"},
            _some(statuses(BAD_CALL, GET), "bad", "client/implicit"),
        ),
    ),
    Shown(
        "coinitsec.failure-leaves-uninitialised",
        SILENT,
        "after a good call there is no implicit one",
        lambda: ({"init": "S_OK"}, _some(statuses(initialize(), GET), "init", "client/implicit")),
    ),
)

FIRST_USE = (
    Ruled("implicit.when", FIRES, "nobody called CoInitializeSecurity", implicit),
    Ruled("implicit.when", SILENT, "somebody did", explicit),
    Shown("implicit.when", FIRES, "the first unmarshal", lambda: (True, "client/implicit" in run(GET))),
    Shown(
        "implicit.when",
        FIRES,
        "the first marshal, in a server",
        lambda: (True, "server/implicit" in run(GET, server={"initialize": None})),
    ),
    Shown(
        "implicit.when",
        SILENT,
        "an object created in the process itself",
        lambda: (False, "client/implicit" in run(CREATE)),
    ),
    Shown(
        "implicit.when",
        SILENT,
        "an explicit call came first",
        lambda: (False, "client/implicit" in run(GET, client={"initialize": OPEN})),
    ),
    Ruled("implicit.same-as-explicit", FIRES, "the implicit call", implicit),
    Ruled("implicit.same-as-explicit", SILENT, "the explicit call", explicit),
    Shown(
        "coinitsec.query-services",
        FIRES,
        "those that the implicit call registered",
        lambda: ({"services": ["WINNT", "GSS_KERBEROS", "GSS_NEGOTIATE"]}, run(GET, SERVICES)["services"].returned),
    ),
    Shown(
        "coinitsec.query-services",
        FIRES,
        "none where the explicit call registered none",
        lambda: ({"services": []}, run(initialize(count=0), SERVICES)["services"].returned),
    ),
    Shown(
        "coinitsec.query-services",
        SILENT,
        "nothing before the initialisation, whatever is installed",
        lambda: ({"services": []}, run(SERVICES)["services"].returned),
    ),
    Shown(
        "implicit.running-process-unaffected",
        FIRES,
        "a new value after the initialisation",
        lambda: (CONNECT, _registry_edited(begun=True)),
    ),
    Shown(
        "implicit.running-process-unaffected",
        SILENT,
        "a new value before it",
        lambda: (PKT, _registry_edited(begun=False)),
    ),
)

AROUND_THE_PROCESS = (
    Ruled("implicit.complus-defaults", FIRES, "a COM+ server application", lambda: implicit(complus=True)),
    Ruled("implicit.complus-defaults", SILENT, "an ordinary process", implicit),
    Ruled(
        "implicit.complus-defaults",
        FIRES,
        "its own call comes too late",
        lambda: ruling("init", initialize(), client={"complus": True}),
        TOO_LATE,
    ),
    Shown(
        "implicit.complus-defaults",
        FIRES,
        "PKT, IMPERSONATE, dynamic cloaking",
        lambda: (
            ("PKT", "IMPERSONATE", ["DYNAMIC_CLOAKING"]),
            _returned(run(client={"complus": True})["client/COM+"].returned),
        ),
    ),
    Shown(
        "implicit.complus-defaults",
        SILENT,
        "CONNECT, IDENTIFY, nothing",
        lambda: (("CONNECT", "IDENTIFY", []), _returned(run(GET)["client/implicit"].returned)),
    ),
    Shown(
        "coinitsec.cannot-override-machine-restriction",
        FIRES,
        "a machine that admits nobody, a process that asks nobody",
        lambda: (("E_ACCESSDENIED", "machine limit"), _call_under(machine_access_restriction=EMPTY_DACL)),
    ),
    Shown(
        "coinitsec.cannot-override-machine-restriction",
        SILENT,
        "DefaultAccessPermission can be overridden",
        lambda: (
            ("S_OK", "dispatch"),
            _call_under(machine_access_restriction=NULL_DACL, default_access_permission=EMPTY_DACL),
        ),
    ),
    Ruled(
        "implicit.enabledcom",
        FIRES,
        "switched off at the client",
        lambda: ruling("call", GET, CALL, pc01={"enable_dcom": "N"}),
        "RPC_E_REMOTE_DISABLED",
    ),
    Ruled(
        "implicit.enabledcom",
        FIRES,
        "switched off at the server",
        lambda: ruling("call", GET, CALL, srv01={"enable_dcom": "n"}),
        "RPC_S_SERVER_UNAVAILABLE",
    ),
    Ruled(
        "implicit.enabledcom",
        SILENT,
        "local COM goes on",
        lambda: ruling("call", GET, CALL, local=True, srv01={"enable_dcom": "N"}),
    ),
    Ruled("implicit.enabledcom", SILENT, "both on", lambda: ruling("call", GET, CALL)),
)

CASES = (*ONCE, *FIRST_USE, *AROUND_THE_PROCESS)


def _level(owner: ComProcess, *levels: int) -> int | None:
    """Return a process's level after explicit calls with these levels."""
    for level in levels:
        owner.initialize_security(InitializeArguments(authn_level=level), RECOMMENDED, "")
    return owner.security.authn_level if owner.security else None


def _registry_edited(*, begun: bool) -> int | None:
    """Return a process's level after its machine's default went from absent to PKT, before or after the first marshal."""
    owner = process()
    if begun:
        owner.initialize_security(None, RECOMMENDED, "")
    owner.machine = process(legacy_authn_level=int(PKT)).machine
    if owner.security is None:
        owner.initialize_security(None, RECOMMENDED, "")
    return owner.security.authn_level if owner.security else None


def _some(found: dict[str, str], *wanted: str) -> dict[str, str]:
    """Return the statuses of some steps, as far as they were taken."""
    return {name: found[name] for name in wanted if name in found}


def _returned(values: dict[str, object]) -> tuple[object, object, object]:
    """Return level, impersonation level and capabilities of what an initialisation returned."""
    return values["authn_level"], values["imp_level"], values["capabilities"]


def _call_under(**settings: object) -> tuple[str, str]:
    """Return status and stage of a call to a server that passed NULL for pSecDesc, on a machine with these values."""
    row = run(GET, CALL, srv01=settings)["call"]
    return row.ruling.hresult.name, row.stage
