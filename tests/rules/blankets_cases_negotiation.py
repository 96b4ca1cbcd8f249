"""Section D both ways: what a proxy gets when it is created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules import blankets_estate as bench
from rules.blankets_by_hand import (
    BOB,
    KERBEROS,
    NONE,
    NTLM,
    PRINCIPALS,
    SCHANNEL,
    SNEGO,
    agreement,
    ask,
    process,
    schannel_client,
)

from simcom.rules.blankets.negotiation import default_blanket, negotiate
from simcom.rules.initialization.initialize import initialize
from simcom.rules.references import direct
from simcom.vocabulary.blankets import AuthEntry, InitializeArguments, ProcessSecurity
from simcom.vocabulary.facts import InitializeFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import EMPTY_DACL
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

CONNECT, PKT, LEVEL_NONE = AuthnLevel.CONNECT, AuthnLevel.PKT, AuthnLevel.NONE
IDENTIFY, IMPERSONATE = ImpLevel.IDENTIFY, ImpLevel.IMPERSONATE


def made(client: ProcessSecurity | None = None, server: ProcessSecurity | None = None, **more: object) -> Ruling:
    """Negotiate between two processes."""
    return negotiate(agreement(client, server, **more))


def initialized(level: int) -> int:
    """Return the level a process has after CoInitializeSecurity on a machine whose registry says NONE."""
    machine = MachineSettings("pc", legacy_authn_level=int(LEVEL_NONE))
    done = initialize(InitializeFacts(machine, "CORP\\ann", InitializeArguments(authn_level=level)))
    return int(done.value.authn_level)


def server_gives() -> tuple[object, object]:
    """Show the level, the service and the principal of a proxy as the server alone decides them."""
    blanket = made(process(CONNECT), process(PKT, services=(NTLM,))).value
    return (PKT, NTLM, "CORP\\svc"), (blanket.authn_level, blanket.authn_svc, blanket.principal)


def server_keeps() -> tuple[object, object]:
    """Show that the server's access list, impersonation level, identities and capabilities leave no trace on the proxy."""
    busy = process(
        PKT,
        ImpLevel.DELEGATE,
        acl=EMPTY_DACL,
        capabilities=Eoac.DYNAMIC_CLOAKING,
        auth_list=(AuthEntry(KERBEROS, 0, BOB),),
    )
    return default_blanket(agreement(server=process(PKT))), default_blanket(agreement(server=busy))


def client_gives() -> tuple[object, object]:
    """Show the client's own parts: level, impersonation level, identity for the service, cloaking."""
    client = process(
        AuthnLevel.PKT_PRIVACY, IMPERSONATE, auth_list=(AuthEntry(KERBEROS, 0, BOB),), capabilities=Eoac.STATIC_CLOAKING
    )
    got = made(client).value
    expected = (AuthnLevel.PKT_PRIVACY, IMPERSONATE, BOB, Eoac.STATIC_CLOAKING)
    return expected, (got.authn_level, got.imp_level, got.identity, got.capabilities)


def client_keeps() -> tuple[object, object]:
    """Show that the services a client registered for its own callers do not matter: the server's list does."""
    return KERBEROS, made(process(services=(NTLM,))).value.authn_svc


def identity_for(service: int) -> tuple[object, object]:
    """Return the identity of a proxy on which Kerberos is chosen, for a client that listed Bob for one service."""
    got = made(process(auth_list=(AuthEntry(service, 0, BOB),))).value.identity
    return BOB if service == KERBEROS else None, got


def capabilities_of(client: int, server: int) -> tuple[object, object]:
    """Return a proxy's capabilities where client and server gave theirs: cloaking at most, and the client's only."""
    got = made(process(capabilities=client), process(capabilities=server)).value.capabilities
    return client & Eoac.DYNAMIC_CLOAKING, got


def principal_of(*services: int) -> tuple[object, object]:
    """Return a proxy's authorization service and principal: NONE, and the principal registered for the first service."""
    got = made(server=process(services=services)).value
    return (AuthzSvc.NONE, PRINCIPALS[services[0]]), (got.authz_svc, got.principal)


def strangers(step: str) -> Ruling:
    """Unmarshal and call between two domains without trust, and return the ruling on one of the two."""
    return bench.run(bench.unmarshal(), bench.call(), strangers=True)[step].ruling


def strangers_lowered(step: str) -> Ruling:
    """Unmarshal, lower to NONE and call between strangers, the server being at NONE with no list of its own."""
    script = (bench.unmarshal(), bench.set_to(bench.LOWERED), bench.call())
    return bench.run(*script, strangers=True, server=bench.OPEN)[step].ruling


def nothing_shared() -> Ruling:
    """Call a server that registered no service at all."""
    server = InitializeArguments(count=0, auth_services=(), authn_level=CONNECT)
    return bench.run(bench.unmarshal(), bench.call(), server=server)["call"].ruling


LISTS_SCHANNEL = schannel_client()
HIGHER, BOTH_NONE = "negotiation.authn-level.higher-of-both", "negotiation.authn-level.both-none"
FIRST, KINDS = "negotiation.authn-service.first-common", "negotiation.authn-service.default-kinds"
BINDING, NO_COMMON = "negotiation.authn-service.none-binding", "negotiation.authn-service.no-common"
NEVER_NONE, IMP, FORCED = (
    "negotiation.authn-level.default-never-none",
    "negotiation.imp-level.client",
    "negotiation.schannel-forces-impersonate",
)


def com_chose(*services: int) -> ProcessSecurity:
    """Return a server whose list COM chose."""
    return process(PKT, services=services, com_chose=True)


FIRES, SILENT = True, False

CASES: tuple[Ruled | Shown, ...] = (
    Ruled("negotiation.when", FIRES, "a proxy is created by unmarshalling", made),
    Ruled("negotiation.when", SILENT, "an object of one's own apartment gets no proxy", direct),
    Shown("negotiation.server-contribution", FIRES, "level, list and principal are the server's", server_gives),
    Shown("negotiation.server-contribution", SILENT, "its access list and its client half are not", server_keeps),
    Ruled("negotiation.server-contribution", FIRES, "a proxy is negotiated", made),
    Ruled("negotiation.server-contribution", SILENT, "nothing is negotiated", direct),
    Ruled("negotiation.client-contribution", FIRES, "a proxy is negotiated", made),
    Ruled("negotiation.client-contribution", SILENT, "nothing is negotiated", direct),
    Shown("negotiation.client-contribution", FIRES, "levels, identity and cloaking are the client's", client_gives),
    Shown("negotiation.client-contribution", SILENT, "its own list of services is not", client_keeps),
    Ruled(HIGHER, FIRES, "CONNECT and PKT", lambda: made(process(CONNECT), process(PKT))),
    Ruled(HIGHER, SILENT, "a binding NONE ends the comparison", lambda: made(server=process(PKT, services=(NONE,)))),
    Ruled("H8b", FIRES, "CONNECT twice, a client of November 2022", lambda: made(process(), process(), patch="P2b")),
    Ruled("H8b", SILENT, "a client of June 2022", lambda: made(process(), process(), patch="P2")),
    Ruled("H8b", SILENT, "within one machine", lambda: made(process(), process(), patch="P2b", local=True)),
    Ruled(BOTH_NONE, FIRES, "NONE and NONE", lambda: made(process(LEVEL_NONE), process(LEVEL_NONE))),
    Ruled(BOTH_NONE, SILENT, "NONE on the client alone", lambda: made(process(LEVEL_NONE), process(CONNECT))),
    Ruled(BOTH_NONE, SILENT, "NONE on the server alone", lambda: made(process(CONNECT), process(LEVEL_NONE))),
    Shown(
        NEVER_NONE, FIRES, "DEFAULT where the registry says NONE", lambda: (CONNECT, initialized(AuthnLevel.DEFAULT))
    ),
    Shown(NEVER_NONE, SILENT, "NONE asked for by name", lambda: (LEVEL_NONE, initialized(LEVEL_NONE))),
    Ruled(FIRST, FIRES, "the first of the list is not on the client", lambda: made(has=(NTLM, SNEGO))),
    Ruled(
        FIRST, SILENT, "COM's own list has a preference instead", lambda: made(server=com_chose(KERBEROS, NTLM, SNEGO))
    ),
    Ruled(KINDS, FIRES, "Negotiate between current machines", lambda: made(server=com_chose(NTLM, KERBEROS, SNEGO))),
    Ruled(KINDS, FIRES, "NTLM within one machine", lambda: made(server=com_chose(KERBEROS, NTLM), local=True)),
    Ruled(
        KINDS,
        FIRES,
        "Kerberos for an old client",
        lambda: made(server=com_chose(NTLM, KERBEROS, SNEGO), windows="xp-sp2"),
    ),
    Ruled(KINDS, SILENT, "the server gave a list of its own", made),
    Ruled(BINDING, FIRES, "NONE is the only binding", lambda: made(server=process(PKT, services=(NONE,)))),
    Ruled(BINDING, SILENT, "NTLM stands beside NONE", lambda: made(server=process(PKT, services=(NONE, NTLM)))),
    Ruled(
        NO_COMMON,
        FIRES,
        "the proxy is made all the same",
        lambda: made(server=process(services=(KERBEROS,)), has=(NTLM,)),
    ),
    Ruled(NO_COMMON, FIRES, "and its first call fails", nothing_shared, "RPC_E_NO_GOOD_SECURITY_PACKAGES"),
    Ruled(
        NO_COMMON,
        SILENT,
        "one service in common is enough",
        lambda: made(server=process(services=(KERBEROS, NTLM)), has=(NTLM,)),
    ),
    Shown(
        "negotiation.authz.follows-service",
        FIRES,
        "NTLM's principal goes with NTLM",
        lambda: principal_of(NTLM, KERBEROS),
    ),
    Shown("negotiation.authz.follows-service", FIRES, "Kerberos's with Kerberos", lambda: principal_of(KERBEROS, NTLM)),
    Shown(
        "negotiation.authz.follows-service",
        SILENT,
        "an authorization service given to SetBlanket is taken as it is",
        lambda: (AuthzSvc.DCE, ask(authz_svc=AuthzSvc.DCE).value.authz_svc),
    ),
    Ruled(IMP, FIRES, "the client's level counts", lambda: made(process(imp=IMPERSONATE), process(imp=IDENTIFY))),
    Ruled(IMP, SILENT, "under Schannel it does not", lambda: made(LISTS_SCHANNEL, process(services=(SCHANNEL,)))),
    Ruled(FORCED, FIRES, "Schannel is the server's first", lambda: made(LISTS_SCHANNEL, process(services=(SCHANNEL,)))),
    Ruled(
        FORCED, SILENT, "Schannel stands behind NTLM", lambda: made(LISTS_SCHANNEL, process(services=(NTLM, SCHANNEL)))
    ),
    Shown(
        "negotiation.capabilities.client",
        FIRES,
        "cloaking is kept, secure references mean nothing to a proxy",
        lambda: capabilities_of(Eoac.DYNAMIC_CLOAKING | Eoac.SECURE_REFS, Eoac.NONE),
    ),
    Shown(
        "negotiation.capabilities.client",
        SILENT,
        "the server's cloaking is its own affair",
        lambda: capabilities_of(Eoac.NONE, Eoac.DYNAMIC_CLOAKING),
    ),
    Shown("negotiation.identity.by-service", FIRES, "listed for the chosen service", lambda: identity_for(KERBEROS)),
    Shown("negotiation.identity.by-service", SILENT, "listed for another service", lambda: identity_for(NTLM)),
    Ruled("negotiation.no-trust-check", FIRES, "strangers get a proxy", lambda: strangers("p")),
    Ruled("negotiation.no-trust-check", SILENT, "their call is refused", lambda: strangers("call"), "E_ACCESSDENIED"),
    Ruled(
        "negotiation.no-fallback-to-none",
        FIRES,
        "nothing is retried at NONE",
        lambda: strangers("call"),
        "E_ACCESSDENIED",
    ),
    Ruled("negotiation.no-fallback-to-none", SILENT, "the client lowers it itself", lambda: strangers_lowered("call")),
)
