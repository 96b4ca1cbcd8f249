"""Machines, domains, trusts, the network and processes as a file writes them become plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scenario.base_file import BASE, built

from simcom.landscape.kinds import TrustAttribute
from simcom.runtime import steps
from simcom.runtime.estate import Clock, DomainPolicy
from simcom.scenario.load import loads

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine, Process

OPC = "    domain: plant.example\n"


def machine(text: str) -> Machine:
    """Return the server's machine of the base with one more line."""
    return next(item for item in built(OPC, f"{OPC}    {text}\n").estate.machines if item.name == "opc01")


def server(text: str) -> Process:
    """Return the server of the base with one more line."""
    return built("    appid: Historian\n", f"    appid: Historian\n    {text}\n").estate.processes[0]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("clock: 6 min", Clock(360.0)),
        ("clock: -6 min", Clock(-360.0)),
        ("clock: 90", Clock(90.0)),
        ("clock: {offset: -1 s, drift: 10 s}", Clock(-1.0, 10.0)),
        ("clock: {drift: -2 s}", Clock(0.0, -2.0)),
        ("clock:", Clock()),
    ],
)
def test_clocks(text: str, clock: Clock) -> None:
    assert machine(text).clock == clock


def test_a_machine_in_its_domain() -> None:
    found = machine("fqdn: OPC01.ot.plant.example.\n    domain_controller: true\n    secure_channel: broken")
    assert (found.fqdn, found.controller, found.secure_channel) == ("opc01.ot.plant.example", True, False)
    assert (machine("").fqdn, machine("").controller, machine("").secure_channel) == ("", False, True)


REGISTRY = [
    ("LmCompatibilityLevel: 5", "lm_compatibility_level", 5),
    ("LimitBlankPasswordUse: 0", "limit_blank_passwords", False),
    ("ForceGuest: 1", "force_guest", True),
    ("LocalAccountTokenFilterPolicy: 1", "local_account_token_filter_policy", True),
    ("RestrictSendingNTLMTraffic: 2", "restrict_sending_ntlm", 2),
    ("RestrictReceivingNTLMTraffic: 1", "restrict_receiving_ntlm", 1),
    ("TryIPSPN: 1", "try_ip_spn", True),
]


@pytest.mark.parametrize(("text", "name", "value"), REGISTRY)
def test_registry_values(text: str, name: str, value: object) -> None:
    settings = next(
        item for item in built("EnableDCOM: N\n", f"{text}\n").estate.machines if item.name == "opc01"
    ).settings
    assert getattr(settings, name) == value
    assert settings.origin(text.split(":", 1)[0]).startswith("s.yaml:")


def test_max_concurrent_api_is_the_machines() -> None:
    found = built("EnableDCOM: N\n", "MaxConcurrentApi: 2\n").estate.machines
    assert [item.max_concurrent_api for item in found] == [10, 10, 10, 10, 2]


def test_user_rights() -> None:
    settings = machine(
        "rights: {SeNetworkLogonRight: [Administrators, CORP\\ann], SeDenyNetworkLogonRight: Local Readers}"
    ).settings
    assert settings.network_logon == ("BUILTIN\\Administrators", "CORP\\ann")
    assert settings.deny_network_logon == ("OPC01\\Local Readers",)
    assert machine("rights: {SeNetworkLogonRight: []}").settings.network_logon == ()
    assert machine("rights:").settings.network_logon is None


POLICIES = [
    ("controllers: {reachable: false}", DomainPolicy("plant.example", reachable=False)),
    ("controllers: {LmCompatibilityLevel: 5, RestrictNTLM: deny all}",
     DomainPolicy("plant.example", lm_compatibility_level=5, restrict_ntlm="deny all")),
    ("controllers: {kerberos_exchange: 2 ms, ntlm_validation: 1 s}", DomainPolicy("plant.example", kdc_s=0.002, validate_s=1.0)),
    ("kerberos: {ticket_lifetime: 20 h, service_ticket_lifetime: 15 h, clock_tolerance: 1 min}",
     DomainPolicy("plant.example", tgt_life_s=72000.0, ticket_life_s=54000.0, tolerance_s=60.0)),
    ("kerberos: {ticket_lifetime: 1 h}", DomainPolicy("plant.example", tgt_life_s=3600.0, ticket_life_s=3600.0)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "policy"), POLICIES)
def test_what_controllers_do(text: str, policy: DomainPolicy) -> None:
    assert built("{netbios: PLANT}", f"{{netbios: PLANT, {text}}}").estate.policies == (policy,)


def test_a_domain_that_says_nothing_has_no_policy_of_its_own() -> None:
    assert built().estate.policies == ()


def test_a_forest_trust_routes_suffixes() -> None:
    text = "kind: forest, tgt_delegation: true, suffixes: [Plant.Example], excluded_suffixes: ot.plant.example"
    trust = built("kind: external", text).estate.trusts[0]
    assert (trust.suffixes, trust.excluded, trust.forwards_tickets) == (("plant.example",), ("ot.plant.example",), True)
    usual = built("kind: external", "kind: forest").estate.trusts[0]
    assert (usual.suffixes, usual.excluded, usual.forwards_tickets) == (None, (), False)


def test_trust_attributes_leave_suffixes_alone() -> None:
    trust = built("kind: external", "kind: forest, attributes: [FOREST_TRANSITIVE], suffixes: []").estate.trusts[0]
    assert (trust.suffixes, trust.attributes) == ((), TrustAttribute.FOREST_TRANSITIVE)


@pytest.mark.parametrize(
    ("source", "pairs"),
    [
        ("hmi01", (("hmi01", "plant.example"),)),
        ("CORP", (("corp.example", "plant.example"),)),
        ("ws[01-02]", (("ws01", "plant.example"), ("ws02", "plant.example"))),
    ],
)
def test_who_cannot_reach_whose_controllers(source: str, pairs: tuple[tuple[str, str], ...]) -> None:
    network = built(
        "  latency: 2 ms\n", f"  blocked: [{{from: '{source}', to: PLANT}}]\n  unreachable: 9 s\n"
    ).estate.network
    assert (network.blocked, network.unreachable_s) == (pairs, 9.0)


def test_a_process_and_its_logon_session() -> None:
    assert (server("holds_ticket: false").holds_ticket, server("may_impersonate: false").may_impersonate) == (
        False,
        False,
    )
    assert (server("").holds_ticket, server("").may_impersonate) == (True, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NT SERVICE\\Historian", "NT SERVICE\\Historian"),
        ("nt service\\x", "NT SERVICE\\x"),
        ("IIS AppPool\\web", "IIS APPPOOL\\web"),
        ("PLANT\\opc01$", "PLANT\\OPC01$"),
        ("hmi01$@corp.example", "CORP\\HMI01$"),
    ],
)
def test_virtual_and_machine_accounts_need_no_declaration(text: str, name: str) -> None:
    assert built("account: SYSTEM", f"account: {text}").estate.processes[2].account == name


@pytest.mark.parametrize("name", ["opc01", "OPC01.plant.example", "10.0.0.5", "fe80::5"])
def test_how_a_client_names_the_server(name: str) -> None:
    step = built("as: reader}", f"as: reader, server_name: '{name}'}}").estate.processes[1].scripts[0].steps[0]
    assert isinstance(step, steps.CoUnmarshalInterface)
    assert step.server_name == name


BODY = "does: [CoImpersonateClient, CoRevertToSelf]"
BODIES = [
    ("does: [IsImpersonating]", steps.IsImpersonating),
    ("does: [{IsImpersonating: {}}]", steps.IsImpersonating),
    ("does: [{'IServerSecurity::IsImpersonating': }]", steps.IsImpersonating),
]


@pytest.mark.parametrize(("text", "kind"), BODIES)
def test_a_body_may_ask_whether_it_impersonates(text: str, kind: type[steps.Step]) -> None:
    assert type(built(BODY, text).estate.classes[0].interfaces[0].methods[0].does[0]) is kind


@pytest.mark.parametrize(
    ("context", "security"), [("null", True), ("custom", False), ("custom with IServerSecurity", True)]
)
def test_a_body_may_switch_its_context(context: str, security: bool) -> None:  # noqa: FBT001
    (step,) = (
        built(BODY, f"does: [{{CoSwitchCallContext: {{context: {context}}}}}]")
        .estate.classes[0]
        .interfaces[0]
        .methods[0]
        .does
    )
    assert isinstance(step, steps.CoSwitchCallContext)
    assert step.security is security


def test_the_base_says_nothing_of_all_this() -> None:
    estate = loads(BASE).estate
    assert (estate.timeline, estate.network.blocked, estate.network.unreachable_s) == ((), (), 5.0)
    assert [item.clock for item in estate.machines] == [Clock()] * 5
