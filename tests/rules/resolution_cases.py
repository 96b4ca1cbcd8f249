"""Resolvers, references from elsewhere and stacks that are not Windows' own, both ways."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.calls_stand import absent, shown
from runtime.activation_estate import activate, activations, call, hosts, ran, server
from runtime.calls_estate import unmarshal
from runtime.test_activation import kinds
from runtime.test_resolution import foreign, wait

from simcom.rules.activation.stacks import STACKS, call_level, stack_named
from simcom.rules.resolution import PING, RESOLVE, resolver_blankets
from simcom.runtime.activation.resolver import resolver_security
from simcom.runtime.estate import Registration, Script
from simcom.runtime.steps import CoMarshalInterface
from simcom.vocabulary.flags import ScmFlags
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.rows import Row
    from simcom.runtime.steps import Step

STACK, CHOICE, RELAYS, RESOLVER = (
    "H23",
    "act.remote-machine-choice",
    "actor-local-resolver-relays",
    "actor-object-resolver",
)
BINDINGS, FIRST, FLAGS, CACHE = "binding-security-resolver", "marshal-first", "marshal-flags", "oxid-cache-scope"
NEGOTIATE, KERBEROS, NTLM, NONE = AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT, AuthnSvc.NONE


def rows(*steps: Step, **changes: Any) -> dict[str, Row]:  # noqa: ANN401
    """Return the rows of a client that takes these steps."""
    return ran(activations(*steps, **changes))


def tries(purpose: str, flags: int = 0, windows: str = "current") -> list[int]:
    """Return the services with which a resolver calls another, in order."""
    machine = MachineSettings("hmi01", windows=windows, scm_flags=int(flags))
    return [item.authn_svc for item in resolver_blankets(machine, purpose, "opc01")]


def quality(purpose: str, place: int = 0) -> tuple[object, ...]:
    """Return level, impersonation level and principal of one of these calls."""
    blanket = resolver_blankets(MachineSettings("hmi01"), purpose, "opc01")[place]
    return AuthnLevel(blanket.authn_level), ImpLevel(blanket.imp_level), blanket.principal


def impacket(hint: int, service: int) -> int:
    """Return the level of Impacket's calls."""
    return call_level(STACKS["impacket"], hint, service)


def goes_to(name: str) -> str:
    """Return the machine that is asked where the client's registry names opc01 and the caller gives a name, or none."""
    here, there = hosts()
    named = replace(here, classes=(Registration("Historian", remote_server="opc01"),))
    row = rows(activate("a", server_name=name), machines=(named, there))["a"]
    return row.server.machine if row.server else ""


def table(how: str) -> list[str]:
    """Return what an unmarshalling sends, by how its reference was marshalled."""
    marshals = server(scripts=(Script("", (CoMarshalInterface("m", "", "historian", "IHistorian", how),)),))
    return kinds(rows(wait(1.0), unmarshal("u"), to=marshals)["u"])


def connections(*steps: Step) -> list[str]:
    """Return the ends of every connection that a client's steps make."""
    every = rows(*steps).values()
    return [message.to for row in every for message in row.messages if message.kind == "tcp_connect"]


FIVE = (AuthnLevel.PKT_INTEGRITY, ImpLevel.IDENTIFY, "RPCSS/opc01")
PLAIN = (AuthnLevel.NONE, ImpLevel.IDENTIFY, None)

CASES = (
    shown(STACK, "an old tool activates below integrity", lambda: (AuthnLevel.CONNECT, STACKS["wmic"].level)),
    shown(STACK, "Impacket follows the hint with NTLM", lambda: (5, impacket(AuthnLevel.CONNECT, NTLM))),
    shown(STACK, "and with Kerberos seals", lambda: (6, impacket(AuthnLevel.CONNECT, KERBEROS))),
    shown(STACK, "a hint of NONE stays NONE", lambda: (1, impacket(AuthnLevel.NONE, NTLM))),
    absent(STACK, "the same tool with [sign]", lambda: (AuthnLevel.PKT_INTEGRITY, STACKS["wmic [sign]"].level)),
    absent(STACK, "Windows' own is no stack of the table", lambda: (None, stack_named(""))),
    shown(CHOICE, "the caller's name counts, not the registry's", lambda: ("hmi01", goes_to("hmi01"))),
    absent(CHOICE, "no name given: the registry's", lambda: ("opc01", goes_to(""))),
    shown(RELAYS, "two activations, one connection for requests", lambda: (
        ["opc01:135", "opc01:135"], connections(activate("a"), activate("b", "q")))),
    absent(RELAYS, "a call goes to the exporter itself", lambda: (
        "opc01:49152", connections(activate("a"), call("c"))[-1])),
    shown(RESOLVER, "it has no list and no least level of its own", lambda: (
        (AuthnLevel.NONE, None), (resolver_security(hosts()[0]).authn_level, resolver_security(hosts()[0]).acl))),
    absent(RESOLVER, "the exporter has", lambda: (False, rows(unmarshal("u"), call("c"))["c"].ruling.rules == ())),
    shown(BINDINGS, "Negotiate comes first", lambda: (NEGOTIATE, resolver_security(hosts()[0]).services[0].service)),
    absent(BINDINGS, "and the principals are empty", lambda: (
        {None}, {item.principal for item in resolver_security(hosts()[0]).services})),
    shown(FIRST, "a new object is marshalled for its first client", lambda: (
        True, "server.Historian#1/marshal IHistorian" in rows(activate("a")))),
    absent(FIRST, "a class object that was marshalled before", lambda: (
        1, sum("/marshal" in name for name in rows(*(
            activate(step, step, interfaces=("IClassFactory",), factory=True) for step in "ab"))))),
    shown(FLAGS, "a table reference has no counts of its own", lambda: ("rem_add_ref", table("table strong")[-1])),
    absent(FLAGS, "a normal one brings them along", lambda: ([], table("normal"))),
    shown(CACHE, "an activation's reply fills the table", lambda: (
        [], kinds(rows(activate("a"), foreign("u", "q"))["u/resolve"]))),
    absent(CACHE, "a machine that knows nothing resolves", lambda: (
        "resolve_oxid2", kinds(rows(foreign("u"))["u/resolve"])[-1])),
    shown("resolve-security", "Negotiate, then no security", lambda: ([NEGOTIATE, NONE], tries(RESOLVE))),
    shown("resolve-security", "signed, for IDENTIFY, to RPCSS", lambda: (FIVE, quality(RESOLVE))),
    shown("resolve-security", "before Vista all of them", lambda: (
        [NEGOTIATE, KERBEROS, NTLM, NONE], tries(RESOLVE, windows="xp-sp2"))),
    absent("resolve-security", "0x8 forbids the unsecured one", lambda: (
        [NEGOTIATE], tries(RESOLVE, ScmFlags.RESOLVE_DISALLOW_UNSECURE_CALL))),
    shown("ping-security", "0x10 tries the others too", lambda: (
        [NEGOTIATE, KERBEROS, NTLM, NONE], tries(PING, ScmFlags.PING_USE_MID_AUTHNSERVICE))),
    shown("ping-security", "without security there is no principal", lambda: (PLAIN, quality(PING, -1))),
    absent("ping-security", "the resolution's flag says nothing of pings", lambda: (
        [NEGOTIATE, NONE], tries(PING, ScmFlags.RESOLVE_USE_ALL_AUTHNSERVICES))),
)  # fmt: skip
