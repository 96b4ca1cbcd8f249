"""Getting at pointers: marshal, unmarshal, QueryInterface and Release, as far as security has a say in them.

Source: sdk-api nf-combaseapi-coinitializesecurity.md, nn-objidl-iclientsecurity.md, nf-objidl-iclientsecurity-copyproxy.md; MSDN Library
1998 "IUnknown Security"; win32 WmiSdk/setting-authentication-using-c-.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.steps import fails, holds, notes, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.rulings import Basis, Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.rulings import Step


@models("implicit.when")
def marshalled() -> Ruling:
    """Rule on marshalling in a process whose security is initialised."""
    return Ruling((holds("implicit.when", "the interface is marshalled; security was initialised at the latest now"),))


@models("iclientsecurity.absent")
def direct() -> Ruling:
    """Rule on a pointer to an object of the caller's own apartment."""
    because = "the object is in the caller's own apartment: the pointer is the object itself, without a proxy"
    return Ruling((holds("iclientsecurity.absent", because, side=Side.CLIENT),))


@models("coinitsec.caps.no-custom-marshal")
def custom_unmarshal(client: ProcessSecurity, assume: Assumptions, *, allowed: bool) -> Ruling:
    """Rule on unmarshalling with a custom unmarshal class; EOAC_NO_CUSTOM_MARSHAL lets only system and listed ones through (`L-22`)."""
    rule = "coinitsec.caps.no-custom-marshal"
    if client.capabilities & Eoac.NO_CUSTOM_MARSHAL and not allowed:
        because = "the process refuses custom unmarshal classes, and this one is neither the system's nor listed"
        remedy = "list the class in the marshaler category, or do without EOAC_NO_CUSTOM_MARSHAL"
        return Ruling((fails(rule, assume.custom_unmarshal, because, disputed="L-22", remedy=remedy),))
    return Ruling((holds(rule, "the custom unmarshal class may run"),))


@models("iunknown.cached")
def cached() -> Ruling:
    """Rule on QueryInterface for an interface that the proxy manager already holds."""
    return Ruling(
        (holds("iunknown.cached", "the proxy manager holds this interface: answered locally, nothing is sent"),)
    )


@models("copyproxy.queryinterface")
def from_copy() -> Ruling:
    """Rule on QueryInterface from a copy for an interface that is already held."""
    because = "QueryInterface from a copy gives the object's original proxy, with whatever it holds now"
    return Ruling((holds("copyproxy.queryinterface", because, also=("iunknown.cached",)),))


@models("iunknown.remunknown")
def no_such_interface(interface: str) -> Ruling:
    """Rule on QueryInterface for an interface that the object does not have."""
    because = f"the object does not implement {interface}"
    said = fails("iunknown.remunknown", "E_NOINTERFACE", because, stage=Stage.DISPATCH, side=Side.SERVER)
    return Ruling((said,))


@models("implicit.level.bad-value")
def no_pointer(step: str, *, released: bool = False, failed: Step | None = None, null: bool = False) -> Ruling:
    """Rule on the use of a pointer that no step has given, or that was released: what happens then is the program's doing, not COM's.

    Where the process's own initialisation ``failed``, COM does say: such a process can make no call at all. With ``null`` the step that was
    to give the pointer failed, and the program goes on with NULL, which fails within it (inferred).
    """
    if failed is not None:
        because = f"security could not be initialised in step `{step}`, so this process can make no calls at all"
        return Ruling((fails(failed.rule, failed.hresult, because, remedy=failed.remedy),))
    if released:
        because = f"the pointer's last reference was released by step `{step}`; what using it does then is not defined"
        return Ruling(
            (unknown("iunknown.cached", because, stage=Stage.LIFETIME, remedy="use it before, or AddRef it"),)
        )
    if null:
        because = (
            f"the pointer is NULL: step `{step}`, which was to give it, failed, and the program goes on all the same"
        )
        said = fails("negotiation.when", "E_POINTER", because, remedy="look at why that step failed")
        return Ruling((replace(said, basis=Basis.INFERRED),))
    because = f"there is no such pointer: step `{step}`, which was to give it, did not"
    return Ruling((unknown("negotiation.when", because, remedy="look at why that step failed"),))


@models("apartment-rules")
def without_com() -> Ruling:
    """Rule on a step of a thread on which COM is not initialised."""
    because = "COM is not initialised on this thread, which can neither make, fetch nor use a reference"
    return Ruling((fails("apartment-rules", "CO_E_NOTINITIALIZED", because, remedy="call CoInitializeEx first"),))


def ordinary_call() -> Ruling:
    """Rule on a call through a pointer without a proxy."""
    because = "no proxy: an ordinary call through the object's table of methods, with no security of its own"
    said = holds("iclientsecurity.absent", because, stage=Stage.DISPATCH, side=Side.SERVER)
    return Ruling((said,))


def custom_call() -> Ruling:
    """Rule on a call through a custom proxy: its protocol is its own, and nothing is known of it."""
    because = "the custom proxy speaks a protocol of its own, which COM's security does not cover"
    return Ruling((unknown("iclientsecurity.absent", because, stage=Stage.DISPATCH, side=Side.CLIENT),))


def counted() -> Ruling:
    """Rule on AddRef and on a Release that is not the last: the count is local."""
    return Ruling((holds("iunknown.cached", "the count is kept by the proxy manager; nothing is sent"),))


@models("iunknown.release-fails")
def release_noted(refused: Ruling) -> Ruling:
    """Turn the ruling on a refused remote Release into what the caller gets: success, and an object that stays until pings end."""
    lost = refused.decisive
    unreached = lost.stage in (Stage.RESOLVE, Stage.CONNECT)
    how = "does not get through" if unreached else "is refused"
    because = f"the remote release {how} ({lost.rule}) and fails silently; the server keeps the object until pinging times out"
    quiet = tuple(
        notes(step.rule, step.because, *step.inputs, stage=step.stage, side=step.side) for step in refused.steps
    )
    said = holds("iunknown.release-fails", because, stage=Stage.LIFETIME, side=Side.CLIENT, also=(lost.rule,))
    return Ruling((*quiet, said))


@models("remrelease-semantics")
def release_skipped(asked: Ruling) -> Ruling:
    """Turn the ruling on a remote Release of an object that the server no longer knows into success: it is skipped silently."""
    because = "the server knows no such reference any more and skips it silently; there is nothing left to release"
    said = holds("remrelease-semantics", because, stage=Stage.LIFETIME, side=Side.SERVER, also=(asked.decisive.rule,))
    return Ruling((*asked.steps[:-1], said), asked.value)


@models("coinitsec.query-services")
def services_listed(*, initialized: bool) -> Ruling:
    """Rule on CoQueryAuthenticationServices."""
    because = (
        "the services this process registered" if initialized else "security is not initialised: nothing is registered"
    )
    return Ruling((holds("coinitsec.query-services", because),))


def token_set(account: str) -> Ruling:
    """Rule on putting a token on the thread."""
    because = f"the thread wears a token of {account}; outgoing calls show it only under cloaking"
    return Ruling((holds("impersonate.outgoing-calls-need-cloaking", because),))


def token_taken_off() -> Ruling:
    """Rule on taking the thread's token off."""
    return Ruling((holds("cloak.process-token-under-cloaking", "the thread acts with the process token again"),))
