"""Further steps of a script: activations, asynchronous calls, and the ends of objects and processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.runtime.steps import Step

if TYPE_CHECKING:
    from simcom.vocabulary.activation import ActivationRequest


@dataclass(frozen=True, slots=True)
class Activate(Step):
    """CoCreateInstanceEx or CoGetClassObject: ask a machine for an object of a class, or for its class object.

    The pointer to each of the request's interfaces is kept under the name at the same place of ``names``.
    """

    request: ActivationRequest
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoDisconnectObject(Step):
    """Cut an object that the process serves off from all its clients."""

    object: str


@dataclass(frozen=True, slots=True)
class ExitProcess(Step):
    """End the process, in order: what it holds is released, what it serves is gone."""


@dataclass(frozen=True, slots=True)
class FinishCall(Step):
    """Ask for the results of an asynchronous call. ``wait_s`` is how long to wait for it, ``None`` for as long as it takes."""

    call: str
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class CancelCall(Step):
    """ICancelMethodCalls::Cancel on an asynchronous call: the client goes on, and the answer is dropped."""

    call: str
