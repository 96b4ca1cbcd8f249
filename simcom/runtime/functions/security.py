"""CoInitializeSecurity and its kin, as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules.references import services_listed
from simcom.runtime.functions.record import local, record
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime import steps
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.world import World
    from simcom.vocabulary.blankets import InitializeArguments, ProcessSecurity
    from simcom.vocabulary.rulings import Ruling


def initialize_first(world: World, process: ComProcess) -> None:
    """Initialise security before the process's own code runs: COM+ for its applications, then the explicit call of the file."""
    name = process.spec.name
    if process.spec.complus:
        initialize(world, process, None, f"{name}/COM+", process.spec.place)
    if process.spec.initialize is not None:
        initialize(
            world, process, process.spec.initialize, f"{name}/CoInitializeSecurity", process.spec.initialize_place
        )


def initialize(
    world: World,
    process: ComProcess,
    arguments: InitializeArguments | None,
    step: str,
    place: str,
    parent: str | None = None,
) -> Ruling:
    """Initialise and write it down."""
    ruling = process.initialize_security(arguments, world.estate.assume, step)
    returned = security_dict(ruling.value) if ruling.ok else None
    fields: dict[str, Any] = {"parent": parent, "place": place, "returned": returned}
    record(world, process.party, step, "initialize_security", ruling, world.env.now, **fields)
    return ruling


@models("implicit.when", "coinitsec.too-late-after-implicit")
def ensure_security(world: World, process: ComProcess, parent: str) -> Ruling | None:
    """Let COM initialise security at a first marshal or unmarshal; return the ruling only if it failed."""
    if process.security is not None:
        return None
    ruling = initialize(world, process, None, f"{process.spec.name}/implicit", process.spec.place, parent)
    return None if ruling.ok else ruling


def security_dict(security: ProcessSecurity) -> dict[str, Any]:
    """Return what a process's security has come to, with the constants' short names."""
    return {
        "how": security.how,
        "authn_level": AuthnLevel.show(security.authn_level),
        "imp_level": ImpLevel.show(security.imp_level),
        "services": [AuthnSvc.show(item.service) for item in security.services],
        "principals": [item.principal for item in security.services],
        "access_list": str(security.acl) if security.acl is not None else None,
        "capabilities": list(Eoac.show(security.capabilities)),
    }


def coinitialize_ex(world: World, thread: Thread, _step: steps.CoInitializeEx) -> Generator[simpy.Event, None, None]:
    """Initialise COM on the thread; no row, since nothing is decided."""
    thread.process.com_ready = True
    yield world.env.timeout(world.estate.network.function_s)


def coinitialize_security(
    world: World, thread: Thread, step: steps.CoInitializeSecurity
) -> Generator[simpy.Event, None, None]:
    """Call CoInitializeSecurity from a script."""
    initialize(world, thread.process, step.arguments, step.id, step.place, thread.parent)
    yield world.env.timeout(world.estate.network.function_s)


@models("coinitsec.query-services")
def query_services(
    world: World, thread: Thread, step: steps.CoQueryAuthenticationServices
) -> Generator[simpy.Event, None, None]:
    """Return the services that the explicit or implicit call registered; none before it."""
    security = thread.process.security
    returned = {"services": [AuthnSvc.show(item.service) for item in security.services] if security else []}
    ruling = services_listed(initialized=security is not None)
    yield from local(world, thread, step, "query_services", ruling, returned=returned)
