"""Messages, both ways: what comes before a request, what a failure leaves of it, and what the resolver's business takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.calls_stand import CLIENT, absent, proxy, shown
from rules.domains_stand import KERBEROS, NEGOTIATE, NTLM, SCHANNEL, SERVER, STRANGER
from rules.transport_activations import PROVED, activated, activation, attempt, proofs, worked
from rules.transport_stand import NONE, kinds, proof, sent, there, trips

from simcom.rules.transport.cost import exchanges, round_trips
from simcom.rules.transport.messages import opened, ping_messages, resolve_messages
from simcom.vocabulary.activation import ActivationRequest
from simcom.vocabulary.paths import VersionFacts

if TYPE_CHECKING:
    from simcom.vocabulary.messages import Message

LOWERED = there(NTLM, blanket=proxy(NONE), server=replace(SERVER, authn_level=NONE))
OLD = replace(CLIENT, windows="xp-sp2")
FACTORY = ActivationRequest("Historian", ("IHistorian",), factory=True)
LATER = "tcp_connect", "bind", "alter_context"


def second(client: object = CLIENT) -> tuple[str, ...]:
    """Return what a second context needs where a connection is there."""
    return kinds(opened(there(NTLM, client_machine=client), proof("ntlm", 1), connected=True))


def ping(added: int = 0, **words: bool) -> tuple[Message, ...]:
    """Return the messages of a ping."""
    return ping_messages(attempt(NTLM), PROVED[NTLM], added=added, **words)


def resolved(*, warm: bool) -> tuple[str, ...]:
    """Return what an OXID's resolution sends."""
    return kinds(resolve_messages((attempt(NTLM),), worked(activation(NTLM)), proofs(NTLM), warm=warm))


CASES = (
    shown(
        "bind-sequence-none",
        "handshake, bind, request",
        lambda: (("tcp_connect", "bind", "orpc_request"), kinds(sent(LOWERED))),
    ),
    absent(
        "bind-sequence-none",
        "a context adds its own legs",
        lambda: (("tcp_connect", "bind", "rpc_auth_3", "orpc_request"), kinds(sent(there(NTLM)))),
    ),
    shown("bind-legs-schannel", "two exchanges and the call's", lambda: (3, exchanges(sent(there(SCHANNEL))))),
    absent("bind-legs-schannel", "raw NTLM has one", lambda: (2, exchanges(sent(there(NTLM))))),
    shown("bind-auth-failure-when", "raw NTLM: at the request", lambda: ("fault", sent(there(NTLM, STRANGER))[-1].leg)),
    absent(
        "bind-auth-failure-when",
        "inside Negotiate: on a leg, and no request",
        lambda: (LATER, kinds(sent(there(NEGOTIATE, STRANGER)))),
    ),
    shown(
        "ctx-scope-connection",
        "a connection of its own needs its own context",
        lambda: (("tcp_connect", "bind", "rpc_auth_3", "orpc_request"), kinds(sent(there(NTLM)))),
    ),
    absent(
        "ctx-scope-connection",
        "the same connection does not",
        lambda: (("orpc_request",), kinds(sent(there(NTLM), warm=True))),
    ),
    shown("ctx-multiplex", "since Vista on the open connection", lambda: (("alter_context", "rpc_auth_3"), second())),
    absent("ctx-multiplex", "before, on another one", lambda: (("tcp_connect", "bind", "rpc_auth_3"), second(OLD))),
    shown(
        "ctx-new-interface",
        "the activator's, where only ServerAlive2's was bound",
        lambda: (("alter_context", "remote_create_instance"), kinds(activated(None))[-2:]),
    ),
    absent("ctx-new-interface", "not for one that is bound", lambda: (("simple_ping",), kinds(ping()))),
    shown(
        "cost-table",
        "Kerberos: three exchanges and the handshake",
        lambda: ((3, 4), (exchanges(sent(there(KERBEROS))), trips(there(KERBEROS)))),
    ),
    absent(
        "cost-table",
        "warm: one",
        lambda: ((1, 1), (exchanges(sent(there(KERBEROS), warm=True)), trips(there(KERBEROS), warm=True))),
    ),
    shown(
        "cost-activation",
        "cold with NTLM: six, and three for the call",
        lambda: ((6, 3), (round_trips(activated(NTLM)), trips(there(NTLM)))),
    ),
    absent("cost-activation", "warm: the probe is spared", lambda: (2, round_trips(activated(NTLM, warm=True)))),
    shown("act-serveralive-unauth", "on a bind without security", lambda: ("no security", activated(KERBEROS)[1].leg)),
    absent(
        "act-serveralive-unauth", "the request after it is proved", lambda: ("Kerberos 1", activated(KERBEROS)[4].leg)
    ),
    shown(
        "act-sequence",
        "probe, legs, request, launch",
        lambda: (
            ("tcp_connect", "bind", "server_alive2", *LATER, "remote_create_instance", "launch", "class_registered"),
            kinds(activated(KERBEROS, launched=True)),
        ),
    ),
    absent(
        "act-sequence",
        "within one machine nothing is probed",
        lambda: (("remote_create_instance",), kinds(activated(NTLM, local=True))),
    ),
    shown(
        "act-method-choice",
        "a class factory",
        lambda: ("remote_get_class_object", activated(NTLM, request=FACTORY)[-1].kind),
    ),
    shown(
        "act-method-choice",
        "a server older than 5.6",
        lambda: ("remote_activation", activated(NTLM, versions=VersionFacts((5, 7), (5, 4)))[-1].kind),
    ),
    absent("act-method-choice", "an object", lambda: ("remote_create_instance", activated(NTLM)[-1].kind)),
    shown(
        "act-remote-machine-cache",
        "a name reached before",
        lambda: (False, "server_alive2" in kinds(activated(NTLM, warm=True))),
    ),
    absent("act-remote-machine-cache", "a new name", lambda: (True, "server_alive2" in kinds(activated(NTLM)))),
    shown(
        "act-reuse-or-launch",
        "launched",
        lambda: (("launch", "class_registered"), kinds(activated(NTLM, launched=True))[-2:]),
    ),
    absent("act-reuse-or-launch", "reused", lambda: (False, "launch" in kinds(activated(NTLM)))),
    shown(
        "unmarshal-steps",
        "ServerAlive2 and then the resolution",
        lambda: (
            ("tcp_connect", "bind", "server_alive2", "tcp_connect", "bind", "rpc_auth_3", "resolve_oxid2"),
            resolved(warm=False),
        ),
    ),
    absent("unmarshal-steps", "a resolver that is known", lambda: (False, "server_alive2" in resolved(warm=True))),
    shown("port-135", "a resolver's", lambda: ("opc01:135", ping()[-1].to)),
    absent("port-135", "an exporter's is another", lambda: ("opc01:49153", sent(there(NTLM))[-1].to)),
    shown(
        "ping-machine-level", "from machine to machine", lambda: (("hmi01", "opc01:135"), (ping()[0].frm, ping()[0].to))
    ),
    absent(
        "ping-machine-level",
        "a call goes to the process",
        lambda: (("hmi01", "opc01:49153"), (sent(there(NTLM))[0].frm, sent(there(NTLM))[0].to)),
    ),
)
