"""What a process can do, step by step. Plain values: the script of a process is a tuple of these.

Each step is named after the function it stands for and carries the stable ``id`` its rows are known by, and the ``place`` in the
scenario file it was written at. Pointers are names in the process's own namespace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import BlanketRequest, InitializeArguments


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in seconds: "constant" (``a_s``), "exponential" (mean ``a_s``), "uniform" (``a_s`` to ``b_s``) or "normal"."""

    a_s: float
    b_s: float = 0.0
    kind: str = "constant"


NO_TIME = Duration(0.0)


@dataclass(frozen=True, slots=True)
class Step:
    """What all steps have."""

    id: str
    place: str


@dataclass(frozen=True, slots=True)
class CoInitializeEx(Step):
    """Initialise COM on the thread (a process that starts with ``com: uninitialized`` needs it)."""


@dataclass(frozen=True, slots=True)
class CoUninitialize(Step):
    """Leave COM."""


@dataclass(frozen=True, slots=True)
class CoInitializeSecurity(Step):
    """The explicit call."""

    arguments: InitializeArguments


@dataclass(frozen=True, slots=True)
class CoQueryAuthenticationServices(Step):
    """Ask which services the process registered."""


@dataclass(frozen=True, slots=True)
class CoMarshalInterface(Step):
    """Marshal an interface of an object the process serves.

    ``how`` is "normal", "table strong" or "table weak", ``noping``: MSHLFLAGS_NOPING (`marshal-flags`).
    """

    object: str
    interface: str
    how: str = "normal"
    noping: bool = False


@dataclass(frozen=True, slots=True)
class CoUnmarshalInterface(Step):
    """Unmarshal a reference to ``object`` ("process.object") and keep the pointer as ``name``.

    ``apartment`` matters within one process only: "same" gives the object itself, "other" a proxy between two apartments. ``server_name``
    is the name by which the client reaches the server: its DNS name unless given, else a short name or an IP address.

    ``resolves``: the reference came from elsewhere, so that its exporter has to be resolved before it can be called, unless the machine
    knows it already; else it came along with its bindings, as from an activation. ``damaged``: its bytes are no OBJREF any more.
    """

    object: str
    interface: str
    name: str
    apartment: str = "same"
    server_name: str = ""
    resolves: bool = False
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class CoCreateInstance(Step):
    """Create an in-process object of a class (CLSCTX_INPROC_SERVER) and keep the pointer as ``name``."""

    class_: str
    interface: str
    name: str


@dataclass(frozen=True, slots=True)
class QueryInterface(Step):
    """Ask a pointer's object for another interface and keep the pointer as ``name`` (empty: do not keep it)."""

    source: str
    interface: str
    name: str


@dataclass(frozen=True, slots=True)
class QueryBlanket(Step):
    """IClientSecurity::QueryBlanket, or CoQueryProxyBlanket when ``helper``. ``through`` names any pointer of the object asked."""

    proxy: str | None
    through: str | None
    helper: bool
    null_outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetBlanket(Step):
    """IClientSecurity::SetBlanket, or CoSetProxyBlanket when ``helper``."""

    proxy: str | None
    through: str | None
    helper: bool
    request: BlanketRequest


@dataclass(frozen=True, slots=True)
class CopyProxy(Step):
    """IClientSecurity::CopyProxy, or CoCopyProxy when ``helper``. The copy is kept as ``name``; ``null_copy``: ppCopy is NULL."""

    proxy: str | None
    through: str | None
    helper: bool
    name: str
    null_copy: bool = False


@dataclass(frozen=True, slots=True)
class AddRef(Step):
    """IUnknown::AddRef on a pointer: a local count, nothing is sent."""

    pointer: str


@dataclass(frozen=True, slots=True)
class Release(Step):
    """IUnknown::Release on a pointer; the last one of a proxy manager sends RemRelease."""

    pointer: str


@dataclass(frozen=True, slots=True)
class Call(Step):
    """Call a method through a pointer. ``callback`` only names the row's kind.

    ``timeout_s`` is RPC's call time-out, after which the client gives up without telling the server; ``cancel_s`` is when another thread
    of the client cancels the call. ``begin`` makes it asynchronous and names the call object that ``FinishCall`` asks. ``inputsync``: it
    is made while an input-synchronous message is served.
    """

    pointer: str
    method: str
    callback: bool = False
    timeout_s: float | None = None
    cancel_s: float | None = None
    begin: str = ""
    inputsync: bool = False


@dataclass(frozen=True, slots=True)
class SetThreadToken(Step):
    """Put an account's impersonation token on the thread, at an impersonation level."""

    account: str
    imp_level: int


@dataclass(frozen=True, slots=True)
class RevertToSelf(Step):
    """Take the thread's token off."""


@dataclass(frozen=True, slots=True)
class CoGetCallContext(Step):
    """Ask for the context of the call being served."""


@dataclass(frozen=True, slots=True)
class CoQueryClientBlanket(Step):
    """Ask what the call being served used. ``imp_level_pointer``: pImpLevel is not NULL."""

    imp_level_pointer: bool = False


@dataclass(frozen=True, slots=True)
class CoImpersonateClient(Step):
    """Put the caller's token on the serving thread."""


@dataclass(frozen=True, slots=True)
class CoRevertToSelf(Step):
    """Take the caller's token off the serving thread."""


@dataclass(frozen=True, slots=True)
class IsImpersonating(Step):
    """IServerSecurity::IsImpersonating: ask whether the serving thread wears its caller's token."""


@dataclass(frozen=True, slots=True)
class CoSwitchCallContext(Step):
    """Put another call context in place of the present one. ``security``: it offers IServerSecurity, as COM's own does."""

    security: bool = True


@dataclass(frozen=True, slots=True)
class Wait(Step):
    """Let time pass."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class Repeat(Step):
    """Do some steps again and again, ``times`` times; ``None``: until the run ends."""

    times: int | None
    steps: tuple[Step, ...]
