"""The order of checks, written once, and the one door through which a call is judged.

The order is section K of the catalogue of facts: a claim about Windows. ``simcom rules`` prints it, tests hold it against an
independent reading, and striking any rung out breaks a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls import arrival, client, logon, outgoing, server
from simcom.rules.calls.authentication import caller
from simcom.rules.steps import Rung, climb
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

CALL_LADDER: tuple[Rung[CallFacts], ...] = (
    client.dcom_enabled,
    client.settings_used,
    outgoing.callback_roles,
    outgoing.imp_level_promoted,
    outgoing.goes_out_as,
    outgoing.token_usable,
    client.nobody,
    client.service_in_common,
    client.package_list,
    client.negotiated_mechanism,
    logon.context_reused,
    logon.local_logon,
    logon.kerberos_principal,
    logon.kerberos_logon,
    logon.ntlm_logon,
    logon.schannel_logon,
    logon.unknown_package,
    arrival.network_logon_right,
    arrival.groups_lost,
    server.promoted,
    server.minimum_level,
    server.machine_limit,
    server.process_acl,
)
"""A call on a proxy, from the client's thread to the method."""

APARTMENT_LADDER: tuple[Rung[CallFacts], ...] = (server.between_apartments,)
"""A call between two apartments of one process."""


def judge(ladder: tuple[Rung[CallFacts], ...], facts: CallFacts) -> Ruling:
    """Climb a ladder with the facts of one call. The value is the ``Caller`` whom the server sees, ``None`` if nobody arrives."""
    steps = climb(ladder, facts)
    reached = not steps[-1].stops or steps[-1].stage in ("call level", "machine limit", "access permission")
    return Ruling(steps, caller(facts) if reached else None)


@models("order-of-checks")
def judge_call(facts: CallFacts) -> Ruling:
    """Judge one call: the ladder for processes, or the short one within a process."""
    return judge(APARTMENT_LADDER if facts.in_process else CALL_LADDER, facts)
