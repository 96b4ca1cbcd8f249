"""What ended a server process, in words, and what helps whoever wants it back.

Source: win32 interactive-user.md, for servers that end with a session.
"""

from __future__ import annotations

from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import CRASHED, EXITED, KILLED, LOGGED_OFF, MACHINE, RESET, SHUT_DOWN, SILENT, UNSTARTED

_IN_CALL = {
    KILLED: "the server process was killed while the call ran",
    EXITED: "the server process exited while the call ran",
    LOGGED_OFF: "the server process ended while the call ran: the interactive user, as whom it ran, logged off",
    SHUT_DOWN: "the server process ended while the call ran: {machine} was shut down",
}

_LATER = {
    KILLED: "was killed",
    EXITED: "has exited",
    LOGGED_OFF: "ended when the interactive user, as whom it ran, logged off",
    SHUT_DOWN: "ended when {machine} was shut down",
    CRASHED: "ended when {machine} crashed",
}

AFTER_LOG_OFF = "log on again, or run the server as a fixed account or a service"

BY_ROAD = (SILENT, RESET, UNSTARTED)
"""What a call is lost to although its server may be there still."""
MEND = "mend the network between the two machines first, then try again"


def ended_in_call(fate: str, machine: str) -> str:
    """Say that a server ended while a call ran; an empty text where nobody knows why, or where the client could not tell."""
    return _IN_CALL.get(fate, "").format(machine=machine)


def ended_before(fate: str, machine: str) -> str:
    """Say of a server process on a machine that it is not there any more, and why as far as that is known."""
    return f"the server process on {machine} {_LATER.get(fate, 'is gone').format(machine=machine)}"


@models("O8", "act-session-identity")
def bearing(fate: str) -> tuple[str, ...]:
    """Return the facts that bear on a server that has ended so: one that runs as the interactive user ends with the session."""
    return ("O8", "act-session-identity") if fate == LOGGED_OFF else ()


def cure(fate: str, otherwise: str) -> str:
    """Return what helps after a server has ended so: ``otherwise``, but after a log-off a session comes first."""
    return f"{AFTER_LOG_OFF}; then {otherwise}" if fate == LOGGED_OFF else otherwise


@models("rpc-retry-no-reresolve", "server-machine-crash", "conn-loss")
def cure_in_call(how: str, fate: str, machine: str, otherwise: str) -> str:
    """Return what helps a caller whose call was lost in the way of ``how``: first of all whatever is still in its way."""
    if how in BY_ROAD and not fate:
        return MEND
    down = machine and (how == MACHINE or fate in (CRASHED, SHUT_DOWN))
    return f"start {machine}, then {otherwise}" if down else cure(fate, otherwise)
