"""Situations an activation can be in: a grid over what decides it, with a plain reading of the facts beside the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from rules.activation_stand import (
    CONNECT,
    INTEGRITY,
    LAUNCHERS,
    NONE,
    Stand,
    app,
    asking,
    hosted,
    info,
    stand,
)
from rules.calls_stand import STRANGER, TRUSTED

from simcom.vocabulary.flags import ALL_ACCESS, Right
from simcom.vocabulary.identities import ANONYMOUS, EVERYONE, NULL_DACL, Ace, Acl

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKS = {"nothing": None, "NONE": info(NONE), "CONNECT": info(CONNECT), "PKT_INTEGRITY": info(INTEGRITY)}
"""What COAUTHINFO says; without one the client, which is at patch P0, activates at CONNECT."""

ACTIVATE = Right.EXECUTE | Right.ACTIVATE_REMOTE
LAUNCH_LISTS: dict[str, Acl] = {
    "anybody": NULL_DACL,
    "the named": LAUNCHERS,
    "the named, running": Acl((Ace(EVERYONE, ACTIVATE),)),
    "nobody": Acl(()),
}
ACCESS_LISTS: dict[str, Acl] = {
    "anybody": Acl((Ace(EVERYONE, ALL_ACCESS), Ace(ANONYMOUS, ALL_ACCESS))),
    "the named": Acl((Ace(EVERYONE, ALL_ACCESS),)),
    "nobody": Acl(()),
}
SERVERS = ("running", "starts", "does not start", "registers too late", "is not registered")


@dataclass(frozen=True)
class Point:
    """One point of the grid, in keys of the tables above; ``trusted`` tells whether the caller can be authenticated."""

    asks: str
    trusted: bool
    enforces: bool
    access: str
    limit: str
    allowed: str
    server: str

    @property
    def known(self) -> bool:
        """Whether the server's machine knows the class."""
        return self.server != "is not registered"

    def stand(self) -> Stand:
        """Return the activation at this point. Of a class that is not known the default launch list is asked, else the class's own."""
        return stand(
            request=asking(auth_info=ASKS[self.asks]),
            client_patch="P0",
            account=TRUSTED if self.trusted else STRANGER,
            server_machine=hosted(
                patch="P3" if self.enforces else "P0",
                machine_access_restriction=ACCESS_LISTS[self.access],
                machine_launch_restriction=LAUNCH_LISTS[self.limit],
                default_launch_permission=LAUNCH_LISTS["nobody" if self.known else self.allowed],
            ),
            application=app(
                launch_permission=LAUNCH_LISTS[self.allowed if self.known else "nobody"],
                registered=self.known,
                running=self.server == "running",
                starts=self.server != "does not start",
                registers_s=None if self.server == "registers too late" else 1.0,
            ),
        )


def points(asks: str, server: str) -> Iterator[Point]:
    """Return every point with one request and one state of the server."""
    for trusted, enforces, access, limit, allowed in product(
        (True, False), (True, False), ACCESS_LISTS, LAUNCH_LISTS, LAUNCH_LISTS
    ):
        yield Point(asks, trusted, enforces, access, limit, allowed, server)


Ending = tuple[str, str, bool]
"""The status, the stage that decided, whether the server saw nobody."""


def plain(point: Point) -> Ending:
    """Read the facts plainly: authentication with its second try, then the hardening, then all permissions, then class and start."""
    anonymous, code = point.asks == "NONE", "E_ACCESSDENIED"
    if not anonymous and not point.trusted:
        if point.asks != "nothing":
            return code, "authenticate", False
        anonymous, code = True, "RPC_S_SERVER_UNAVAILABLE"
    if not anonymous and point.asks in ("nothing", "CONNECT") and point.enforces:
        return code, "integrity level", False
    refused = plain_server(point, anonymous=anonymous)
    if refused in ("machine limit", "launch permission"):
        return code, refused, anonymous
    return STARTS.get(point.server, "S_OK"), refused, anonymous


STARTS = {
    "is not registered": "REGDB_E_CLASSNOTREG",
    "does not start": "CO_E_SERVER_EXEC_FAILURE",
    "registers too late": "CO_E_SERVER_EXEC_FAILURE",
}
"""What comes of a server that is not there."""


def plain_server(point: Point, *, anonymous: bool) -> str:
    """Read plainly at which stage the server's machine decides."""
    must_launch = point.server not in ("running", "is not registered")
    if point.access == "nobody" or (point.access == "the named" and anonymous):
        return "machine limit"
    if not passes(point.limit, anonymous=anonymous, launch=must_launch):
        return "machine limit"
    if point.server != "is not registered" and not passes(point.allowed, anonymous=anonymous, launch=must_launch):
        return "launch permission"
    return "start server" if point.server in STARTS else "dispatch"


def passes(name: str, *, anonymous: bool, launch: bool) -> bool:
    """Tell whether a launch list or limit lets somebody through."""
    if name == "anybody":
        return True
    if name == "nobody" or anonymous:
        return False
    return name == "the named" or not launch


def found(point: Point) -> Ending:
    """Put a ruling the way the plain reading is put."""
    ruling = point.stand().judged()
    nobody = ruling.value is not None and ruling.value.caller.name == ANONYMOUS
    return ruling.hresult.name, str(ruling.decisive.stage), nobody


LAUNCHED = app(running=False)
SINGLE: dict[str, Stand] = {
    "in order": stand(),
    "local": stand(local=True),
    "a server that has to be started": stand(application=LAUNCHED),
    "EnableDCOM is N on the server": stand(server_machine=hosted(enable_dcom="N")),
    "a low level": stand(client_patch="P0"),
    "an untrusted caller": stand(account=STRANGER),
    "a closed machine": stand(server_machine=hosted(machine_access_restriction=Acl(()))),
    "a closed launch limit": stand(server_machine=hosted(machine_launch_restriction=Acl(()))),
    "a class that is not registered": stand(
        application=app(registered=False), server_machine=hosted(default_launch_permission=LAUNCH_LISTS["anybody"])
    ),
    "a closed launch list": stand(application=app(launch_permission=Acl(()))),
    "a service that does not start": stand(application=replace(LAUNCHED, identity="service", starts=False)),
    "nobody at the screen": stand(application=replace(LAUNCHED, identity="interactive user", run_as="")),
    "a server that never registers": stand(application=replace(LAUNCHED, registers_s=None)),
    "an interface it does not have": stand(request=asking(interfaces=("INothing",))),
    "with a COAUTHINFO": stand(request=asking(auth_info=info(INTEGRITY))),
}
"""Single situations, each with something that some rung speaks of; ``test_activation_ladder`` adds what needs paths and processes."""
