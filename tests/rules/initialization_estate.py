r"""A small estate for initialisation: ``CORP\ann``'s `client` on pc01 uses `server.counter`, run by ``CORP\svc`` on srv01."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.landscape.model import Domain
from simcom.runtime import steps
from simcom.runtime.estate import Account, Estate, Machine, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.process import ComProcess
from simcom.runtime.world import simulate
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import BlanketRequest, InitializeArguments
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.rows import Row
    from simcom.runtime.steps import Step
    from simcom.vocabulary.rulings import Ruling

DOMAIN = "corp.example"
OPEN = InitializeArguments(authn_level=AuthnLevel.CONNECT)
"""Level CONNECT and no descriptor: the process itself checks nobody."""

GET = steps.CoUnmarshalInterface("get", "", "server.counter", "ICounter", "p")
CALL = steps.Call("call", "", "p", "Next")
CREATE = steps.CoCreateInstance("create", "", "Counter", "ICounter", "inside")
SERVICES = steps.CoQueryAuthenticationServices("services", "")


def initialize(step: str = "init", **arguments: Any) -> Step:  # noqa: ANN401  (any argument)
    """Return an explicit call from a script."""
    return steps.CoInitializeSecurity(step, "", InitializeArguments(**arguments))


def set_to(authn_svc: int, authn_level: int, **more: Any) -> Step:  # noqa: ANN401  (any argument)
    """Return a SetBlanket on the client's proxy."""
    request = BlanketRequest(authn_svc, authn_level=authn_level, **more)
    return steps.SetBlanket("set", "", "p", None, helper=False, request=request)


LOWER_TO_NONE = set_to(AuthnSvc.NONE, AuthnLevel.NONE)


def estate(*script: Step, **more: Any) -> Estate:  # noqa: ANN401  (see below)
    """Return the estate with a script of the client.

    ``client`` and ``server`` are fields of the two processes, ``srv01`` and ``pc01`` settings of the two machines, ``keys`` fields of
    the server's machine (AppIDs, executables), ``class_`` fields of the class; ``local`` puts both on one machine; ``switches`` are
    the assumptions.
    """
    local = more.get("local", False)
    server = {"objects": (("counter", "Counter"),), "initialize": OPEN} | more.get("server", {})
    scripts = (Script("", script),)
    return Estate(
        title="initialisation",
        machines=(_machine("srv01", more.get("srv01", {}), more.get("keys", {})), _machine("pc01", more.get("pc01", {}), {})),
        processes=(
            Process("server", "srv01", "CORP\\svc", **server),
            Process("client", "srv01" if local else "pc01", **{"account": "CORP\\ann", "scripts": scripts} | more.get("client", {})),
        ),
        classes=(Class("Counter", (Interface("ICounter", (Method("Next"),)),), **more.get("class_", {})),),
        accounts=(Account("CORP\\ann"), Account("CORP\\svc")),
        domains=(Domain(DOMAIN, "CORP", DOMAIN),),
        assume=Assumptions(**more.get("switches", {})),
    )  # fmt: skip


def _machine(name: str, settings: dict[str, Any], keys: dict[str, Any]) -> Machine:
    """Return a machine of the domain."""
    return Machine(name, DOMAIN, replace(MachineSettings(name, joined=True, domain=DOMAIN), **settings), **keys)


def run(*script: Step, **more: Any) -> dict[str, Row]:  # noqa: ANN401  (as for ``estate``)
    """Run the client's script and return all rows by id."""
    return {row.id: row for row in simulate(estate(*script, **more)).rows()}


def statuses(*script: Step, **more: Any) -> dict[str, str]:  # noqa: ANN401  (as for ``estate``)
    """Run the client's script and return the status of each row."""
    return {name: row.ruling.hresult.name for name, row in run(*script, **more).items()}


def ruling(step: str, *script: Step, **more: Any) -> Ruling:  # noqa: ANN401  (as for ``estate``)
    """Run the client's script and return the ruling on one of its steps."""
    return run(*script, **more)[step].ruling


def process(**more: Any) -> ComProcess:  # noqa: ANN401  (fields of the machine's settings)
    """Return a process of srv01 whose security is not initialised."""
    spec = Process("server", "srv01", "CORP\\svc")
    return ComProcess(spec, _machine("srv01", more, {}), {}, certificate=False)
