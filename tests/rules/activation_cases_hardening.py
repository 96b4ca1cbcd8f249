"""The hardening, both ways: who enforces, who raises, whom it concerns, and what each side writes about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.activation_stand import (
    CONNECT,
    EVERYBODY,
    HMI,
    INTEGRITY,
    NONE,
    OPC,
    OPEN,
    app,
    asking,
    hosted,
    info,
    process,
    stand,
)
from rules.calls_stand import STRANGER, absent, fires, shown, silent

from simcom.rules.activation.hardening import enforced, raise_value
from simcom.rules.ladder import judge_resolver_call

if TYPE_CHECKING:
    from rules.activation_stand import Stand

    from simcom.vocabulary.rulings import Ruling

DENIED = "E_ACCESSDENIED"


def low(**changes: Any) -> Stand:  # noqa: ANN401
    """Return an activation at CONNECT, of a client that nobody has patched."""
    return stand(client_patch="P0", **changes)


def nobody(**changes: Any) -> Stand:  # noqa: ANN401
    """Return an unsecured activation that all permissions let through."""
    words = {"application": app(launch_permission=EVERYBODY), "server_machine": hosted(**OPEN), **changes}
    return stand(request=asking(auth_info=info(NONE)), **words)


def enforces(**changes: Any) -> bool:  # noqa: ANN401
    """Tell whether a server's machine enforces."""
    return enforced(replace(OPC, **changes))[0]


def raises(**changes: Any) -> int:  # noqa: ANN401
    """Return the raise in force on a client's machine."""
    return raise_value(replace(HMI, **changes))[0]


def pinged(level: int = CONNECT) -> Ruling:
    """Judge a ping at a level."""
    facts = low()
    call = facts.attempt(replace(facts.settled().value.attempts[0], authn_level=level))
    return judge_resolver_call((call,), "ping")[0]


def numbers(facts: Stand) -> list[str]:
    """Return the event lines of an activation."""
    return facts.events()


FOREIGN = {"stack": "wmic", "stack_level": CONNECT}
COINIT = {"client": process(CONNECT, "explicit")}

CASES = (
    shown("H1", "on from June 2022", lambda: (True, enforces(patch="P2"))),
    absent("H1", "off before", lambda: (False, enforces(patch="P1b"))),
    shown("H3", "a value written before an update stays", lambda: (1, raises(patch="P3", raise_level=1))),
    absent("H3", "an untouched machine moves on", lambda: (2, raises(patch="P3"))),
    shown("H4", "0 raises nothing", lambda: (0, raises(patch="P3", raise_level=0))),
    absent("H4", "1 raises the default", lambda: (1, raises(patch="P3", raise_level=1))),
    shown(
        "H5",
        "before the last update it can be turned off for ever",
        lambda: (False, enforces(patch="P2b", require_integrity=0)),
    ),
    absent("H5", "after it no longer", lambda: (True, enforces(patch="P3", require_integrity=0))),
    shown("H6", "XP never gets the update", lambda: (False, enforces(windows="xp-sp2", require_integrity=1))),
    absent("H6", "today's Windows has it", lambda: (True, enforces())),
    fires(
        "H7",
        "a class object is asked for",
        lambda: low(request=asking(factory=True, interfaces=("IUnknown",))).judged(),
        DENIED,
    ),
    silent("H7", "a ping at the same level", pinged),
    fires("H8a", "a ping at CONNECT", pinged),
    silent("H8a", "an activation at CONNECT", lambda: low().judged(), DENIED),
    fires("H9", "a local activation at CONNECT", lambda: low(local=True).judged()),
    silent("H9", "one at PKT_INTEGRITY", lambda: low(local=True, request=asking(auth_info=info(INTEGRITY))).judged()),
    silent(
        "H9", "where nothing is enforced", lambda: low(local=True, server_machine=replace(OPC, patch="P1")).judged()
    ),
    silent("H9", "the same over the network", lambda: low().judged(), DENIED),
    fires(
        "H10", "another stack on the very machine", lambda: stand(client_machine=OPC, settings=FOREIGN).judged(), DENIED
    ),
    silent("H10", "Windows' own there", lambda: stand(client_machine=OPC, local=True).judged()),
    fires("H13", "nobody, whom the permissions let through", lambda: nobody().judged()),
    silent("H13", "somebody", lambda: stand().judged()),
    fires("H16", "somebody below the level", lambda: low().judged(), DENIED),
    fires("H16", "nobody after a failed attempt", lambda: stand(account=STRANGER).judged(), "RPC_S_SERVER_UNAVAILABLE"),
    silent("H16", "nobody at once", lambda: stand(request=asking(auth_info=info(NONE))).judged(), DENIED),
    fires("act.hardening", "an activation at CONNECT", lambda: low().judged(), DENIED),
    silent("act.hardening", "a local one", lambda: low(local=True).judged()),
    fires("H25", "row a", lambda: stand().judged()),
    silent("H25", "row l", lambda: stand(local=True).judged()),
    shown(
        "H22",
        "an unpatched server takes a raised activation",
        lambda: (5, stand(server_patch="P0").judged().value.caller.authn_level),
    ),
    absent("H22", "and one that is not raised", lambda: (2, low(server_patch="P0").judged().value.caller.authn_level)),
    shown("H26", "an update is the cure", lambda: (True, "update hmi01" in low().judged().decisive.remedy)),
    absent(
        "H26",
        "of another stack it is not",
        lambda: (False, "update" in stand(settings=FOREIGN).judged().decisive.remedy),
    ),
    shown(
        "H18",
        "the level was explicit",
        lambda: (["10036 opc01", "10037 hmi01"], numbers(stand(request=asking(auth_info=info(2)), client_patch="P2"))),
    ),
    shown(
        "H18",
        "the level was the process's",
        lambda: (["10036 opc01", "10038 hmi01"], numbers(stand(client_patch="P2", **COINIT))),
    ),
    absent("H18", "the level suffices", lambda: ([], numbers(stand(request=asking(auth_info=info(INTEGRITY)))))),
    shown("H20", "nobody enforces", lambda: (["10036 opc01 audit"], numbers(low(server_patch="P1b")))),
    absent("H20", "the machine does not know the event", lambda: ([], numbers(low(server_patch="P1")))),
)
