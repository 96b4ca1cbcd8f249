"""A small estate for blankets: `viewer` on `pc` uses the object `server.thing` on `srv`; one domain, or two strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.model import Domain
from simcom.runtime import steps
from simcom.runtime.estate import Account, Estate, Machine, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Network
from simcom.runtime.steps import Duration
from simcom.runtime.world import simulate
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthService, BlanketRequest, InitializeArguments
from simcom.vocabulary.identities import NULL_DACL
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.rows import Row
    from simcom.runtime.steps import Step
    from simcom.vocabulary.flags import Eoac

FUNCTION_S = 0.001
"""What one local function call takes here, long enough to be told apart."""

CONNECT = InitializeArguments(authn_level=AuthnLevel.CONNECT)
OPEN = InitializeArguments(authn_level=AuthnLevel.NONE)
INTERFACES = (Interface("IThing", (Method("Get", Duration(1.0)),)), Interface("IOther", (Method("Get"),)))
LOWERED = BlanketRequest(authn_svc=AuthnSvc.NONE, authn_level=AuthnLevel.NONE)
PRIVATE = BlanketRequest(authn_svc=AuthnSvc.WINNT, authn_level=AuthnLevel.PKT_PRIVACY)
ALL_DEFAULT = BlanketRequest()


def registering(*services: tuple[int, str]) -> InitializeArguments:
    """Return a server's arguments: level CONNECT and these services with their principals, in order."""
    listed = tuple(AuthService(service, principal=name) for service, name in services)
    return InitializeArguments(authn_level=AuthnLevel.CONNECT, count=len(listed), auth_services=listed)


def unmarshal(
    name: str = "p", interface: str = "IThing", *, step: str = "", of: str = "server.thing", **more: str
) -> Step:
    """Unmarshal an interface of the server's object; the step's id is the pointer's name unless given."""
    return steps.CoUnmarshalInterface(step or name, "", of, interface, name, **more)


def query_interface(source: str, interface: str, name: str = "", *, step: str = "qi") -> Step:
    """Ask a pointer for another interface."""
    return steps.QueryInterface(step, "", source, interface, name)


def query(proxy: str | None = "p", *, step: str = "query", through: str | None = None, helper: bool = False) -> Step:
    """Query a blanket, by the method unless ``helper``."""
    return steps.QueryBlanket(step, "", proxy, through, helper)


def set_to(
    request: BlanketRequest,
    proxy: str | None = "p",
    *,
    step: str = "set",
    through: str | None = None,
    helper: bool = False,
) -> Step:
    """Set a blanket, by the method unless ``helper``."""
    return steps.SetBlanket(step, "", proxy, through, helper, request)


def copy(
    proxy: str | None = "p", name: str = "c", *, step: str = "copy", helper: bool = False, null_copy: bool = False
) -> Step:
    """Copy a proxy, by the method unless ``helper``."""
    return steps.CopyProxy(step, "", proxy, None, helper, name, null_copy)


def call(pointer: str = "p", *, step: str = "call") -> Step:
    """Call the method Get."""
    return steps.Call(step, "", pointer, "Get")


def wait(seconds: float) -> Step:
    """Let time pass."""
    return steps.Wait("", "", Duration(seconds))


def estate(*threads: tuple[Step, ...], **more: object) -> Estate:
    """Return the estate; each thread is a tuple of steps of the client process.

    ``client`` and ``server`` are the arguments of CoInitializeSecurity (``None``: never called), ``local`` puts both on one machine,
    ``strangers`` puts the server into a domain that trusts nobody, ``marshaling`` is the class's, and ``own`` lets the client serve an
    object of its own; all else are switches.
    """
    local, strangers = bool(more.pop("local", False)), bool(more.pop("strangers", False))
    homes = {"pc": "corp.example", "srv": "plant.example" if strangers else "corp.example"}
    client, server = more.pop("client", CONNECT), more.pop("server", CONNECT)
    legacy_imp = more.pop("legacy_imp", None)
    cls = Class("Thing", INTERFACES, marshaling=str(more.pop("marshaling", "standard")))
    where = "pc" if local else "srv"
    scripts = tuple(Script(f"t{number}", thread) for number, thread in enumerate(threads))
    return Estate(
        title="blankets",
        machines=tuple(
            Machine(name, dns, MachineSettings(
                name, joined=True, domain=dns, policy_access_restriction=NULL_DACL, legacy_imp_level=legacy_imp,
            ))
            for name, dns in homes.items()
        ),
        processes=(
            Process("server", where, "PLANT\\svc" if strangers else "CORP\\svc", (("thing", "Thing"), ("twin", "Thing")), server),
            Process("viewer", "pc", "CORP\\ann", (("own", "Thing"),), client, scripts=scripts),
        ),
        classes=(cls,),
        accounts=(Account("CORP\\ann"), Account("CORP\\svc"), Account("CORP\\bob"), Account("PLANT\\svc")),
        domains=(Domain("corp.example", "CORP", "corp.example"), Domain("plant.example", "PLANT", "plant.example")),
        network=Network(function_s=FUNCTION_S),
        assume=Assumptions(**more),
    )  # fmt: skip


def run(*script: Step, **more: object) -> dict[str, Row]:
    """Run one thread of the client and return its rows by id."""
    return {row.id: row for row in simulate(estate(script, **more)).rows()}


def run_threads(*threads: tuple[Step, ...], **more: object) -> dict[str, Row]:
    """Run several threads of the client and return all rows by id."""
    return {row.id: row for row in simulate(estate(*threads, **more)).rows()}


def cloaking(flag: Eoac, **more: object) -> InitializeArguments:
    """Return a client's arguments with a capability."""
    return InitializeArguments(authn_level=AuthnLevel.CONNECT, capabilities=flag, **more)  # type: ignore[arg-type]
