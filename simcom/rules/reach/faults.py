"""The numbers in which failures travel, and what becomes of them on the client: tables, as the facts have them.

Source: MS-RPCE 2.2.2.5 and 3.1.1.5.5; wine's rpc_assoc.c for what a client makes of a bind_nak.
"""

from __future__ import annotations

from simcom.vocabulary.citations import models
from simcom.vocabulary.hresults import BY_VALUE, HRESULTS, Hresult, from_win32

ACCESS_DENIED = 5

FAULTS: dict[int, str] = {
    0x1C010002: "RPC_S_PROCNUM_OUT_OF_RANGE",
    0x1C010003: "RPC_S_UNKNOWN_IF",
    0x1C01000B: "RPC_S_PROTOCOL_ERROR",
    0x1C010014: "RPC_S_SERVER_TOO_BUSY",
    0x1C00000D: "RPC_S_CALL_CANCELLED",
    0x1C00001D: "RPC_S_UNSUPPORTED_AUTHN_LEVEL",
    ACCESS_DENIED: "E_ACCESSDENIED",
}
"""The status of a fault, and the HRESULT that the caller gets (`fault-mapping`)."""

BIND_NAKS: dict[int, str] = {
    1: "RPC_S_SERVER_TOO_BUSY",
    2: "RPC_S_SERVER_TOO_BUSY",
    4: "RPC_S_PROTOCOL_ERROR",
    8: "RPC_S_UNKNOWN_AUTHN_SERVICE",
    9: "E_ACCESSDENIED",
}
"""The reason of a bind_nak, and the HRESULT that the caller gets (`bind-nak-codes`)."""

OTHER_NAK = "RPC_S_CALL_FAILED_DNE"


@models("fault-mapping")
def fault_hresult(status: int) -> Hresult:
    """Return what a caller gets for a fault: RPC's own codes by name, an HRESULT as it is, a Win32 status mapped."""
    if status in FAULTS:
        return HRESULTS[FAULTS[status]]
    number = status if status >> 31 else from_win32(status & 0xFFFF)
    return BY_VALUE.get(number) or Hresult(f"0x{number:08X}", number, "a status simcom has no name for")


@models("bind-nak-codes")
def nak_hresult(reason: int) -> Hresult:
    """Return what a caller gets for a bind that was refused."""
    return HRESULTS[BIND_NAKS.get(reason, OTHER_NAK)]


@models("bind-unknown-if")
def rejected_hresult(*, interface_known: bool) -> Hresult:
    """Return what a caller gets for a presentation context that was refused: the interface, or else its transfer syntax."""
    if not interface_known:
        return HRESULTS["RPC_S_UNKNOWN_IF"]
    return Hresult("RPC_S_UNSUPPORTED_TRANS_SYN", from_win32(1730), "the transfer syntax is not supported")
