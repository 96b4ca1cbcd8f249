"""The manners in which a file may write a value, and what each becomes."""

from __future__ import annotations

import pytest
from scenario.base_file import built

from simcom.runtime import steps
from simcom.runtime.steps import Duration
from simcom.vocabulary.blankets import AuthInfo, BlanketRequest, InitializeArguments
from simcom.vocabulary.identities import NULL_DACL, AccessControl, Ace, Acl, AppIdPointer, SecurityDescriptor
from simcom.vocabulary.words import DEFAULT

SERVER = "pSecDesc: [{allow: CORP\\OpcUsers}], dwAuthnLevel: NONE, auth_services: [NTLM, {service: Kerberos}]"


def arguments(text: str) -> InitializeArguments:
    """Return what the server of the base passes to CoInitializeSecurity, written so."""
    server = built(SERVER, text).estate.processes[0]
    assert server.initialize is not None
    return server.initialize


def step(text: str) -> steps.Step:
    """Return the last step of the viewer of the base, written so."""
    return built("- Release: copy", f"- {text}").estate.processes[1].scripts[0].steps[-1]


def request(text: str) -> BlanketRequest:
    """Return what a CoSetProxyBlanket with these parameters passes."""
    made = step(f"CoSetProxyBlanket: {{proxy: reader, {text}}}")
    assert isinstance(made, steps.SetBlanket)
    return made.request


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("PKT", 4),
        ("pkt_privacy", 6),
        ("RPC_C_AUTHN_LEVEL_CALL", 3),
        ("6", 6),
        ("7", 7),
        ("0x10", 16),
        ("-1", 0xFFFFFFFF),
    ],
)
def test_a_level_goes_by_name_header_name_or_any_number(text: str, level: int) -> None:
    assert arguments(f"authn_level: {text}").authn_level == level


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("NTLM", 10),
        ("WINNT", 10),
        ("RPC_C_AUTHN_WINNT", 10),
        ("Kerberos", 16),
        ("Negotiate", 9),
        ("NONE", 0),
        ("99", 99),
    ],
)
def test_a_service_goes_by_its_everyday_name_too(text: str, service: int) -> None:
    assert request(f"authn_svc: {text}").authn_svc == service


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("STATIC_CLOAKING", 0x20),
        ("[EOAC_SECURE_REFS, APPID]", 0xA),
        ("MUTUAL_AUTH | DYNAMIC_CLOAKING", 0x41),
        ("0x8000", 0x8000),
        ("[]", 0),
    ],
)
def test_capabilities_are_names_or_a_number(text: str, bits: int) -> None:
    assert arguments(f"capabilities: {text}").capabilities == bits


@pytest.mark.parametrize(
    ("text", "count", "services"),
    [
        ("{}", -1, None),
        ("auth_services: null", -1, None),
        ("auth_services: []", 0, ()),
        ("asAuthSvc: [NTLM, 16]", 2, (10, 16)),
        ("cAuthSvc: 0, asAuthSvc: [NTLM]", 0, (10,)),
        ("cAuthSvc: 3", 3, None),
    ],
)
def test_the_count_of_services_is_the_lists_unless_said(
    text: str, count: int, services: tuple[int, ...] | None
) -> None:
    found = arguments("imp_level: IDENTIFY" if text == "{}" else text)
    listed = None if found.auth_services is None else tuple(item.service for item in found.auth_services)
    assert (found.count, listed) == (count, services)


FULL = Acl((Ace("Everyone", 7),))


@pytest.mark.parametrize(
    ("text", "descriptor"),
    [
        ("null", None),
        ("[]", SecurityDescriptor(Acl(()))),
        ("[{allow: Everyone}]", SecurityDescriptor(FULL)),
        ("{dacl: null}", SecurityDescriptor(NULL_DACL)),
        ("{dacl: [{allow: Everyone}], owner: false}", SecurityDescriptor(FULL, owner=False)),
        (
            "{dacl: null, group: null, absolute: false, sacl: label}",
            SecurityDescriptor(NULL_DACL, group=False, absolute=False, sacl="label"),
        ),
        ("{IAccessControl: [{allow: Everyone}]}", AccessControl(FULL)),
        ("{IAccessControl: null}", AccessControl(NULL_DACL)),
        ("{appid: historian}", AppIdPointer("Historian")),
        ("{appid: '{1C30D2D5-0000-0000-0000-000000000000}'}", AppIdPointer("{1C30D2D5-0000-0000-0000-000000000000}")),
    ],
)
def test_everything_that_a_descriptor_parameter_can_be(text: str, descriptor: object) -> None:
    assert arguments(f"security_descriptor: {text}").security_descriptor == descriptor


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("{allow: Everyone}", [("Everyone", 7, True)]),
        ("{allow: Everyone, rights: [EXECUTE_LOCAL]}", [("Everyone", 3, True)]),
        ("{allow: Everyone, rights: COM_RIGHTS_EXECUTE_REMOTE}", [("Everyone", 5, True)]),
        ("{allow: Everyone, rights: 6}", [("Everyone", 6, True)]),
        ("{deny: Everyone, mask: 1}", [("Everyone", 1, False)]),
        ("{allow: [WORLD, S-1-5-7]}", [("Everyone", 7, True), ("ANONYMOUS LOGON", 7, True)]),
        ("{allow: s-1-5-21-1-2-3-500}", [("S-1-5-21-1-2-3-500", 7, True)]),
        ("{allow: 'NT AUTHORITY\\SYSTEM'}", [("SYSTEM", 7, True)]),
        ("{allow: corp.example\\ANN}", [("CORP\\ann", 7, True)]),
        ("{allow: PLANT\\opc01$}", [("PLANT\\OPC01$", 7, True)]),
        ("{allow: Local Readers}", [("OPC01\\Local Readers", 7, True)]),
        ("{allow: OPC01\\Distributed COM Users}", [("BUILTIN\\Distributed COM Users", 7, True)]),
    ],
)
def test_entries_of_a_list(text: str, entries: list[tuple[str, int, bool]]) -> None:
    descriptor = arguments(f"security_descriptor: [{text}]").security_descriptor
    assert isinstance(descriptor, SecurityDescriptor)
    assert [(ace.trustee, ace.mask, ace.allow) for ace in descriptor.dacl.aces or ()] == entries


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("authn_svc: NTLM", DEFAULT),
        ("auth_info: DEFAULT", DEFAULT),
        ("pAuthInfo: COLE_DEFAULT_AUTHINFO", DEFAULT),
        ("auth_info: null", None),
        ("auth_info: {}", AuthInfo()),
        ("auth_info: {account: bob@corp.example, password: x}", AuthInfo("CORP\\bob", "x")),
        (
            "auth_info: {account: NOWHERE\\eve, extended: true, packages: ntlm}",
            AuthInfo("NOWHERE\\eve", extended=True, packages=("ntlm",)),
        ),
    ],
)
def test_credentials_are_null_default_or_somebodys(text: str, pointer: object) -> None:
    assert request(text).auth_info == pointer


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        ("imp_level: 2", DEFAULT),
        ("principal: null", None),
        ("pServerPrincName: opc", "opc"),
        ("principal: COLE_DEFAULT_PRINCIPAL", DEFAULT),
    ],
)
def test_a_principal_is_null_default_or_text(text: str, principal: object) -> None:
    found = request(text).principal
    assert (found, type(found)) == (principal, type(principal))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("5 s", Duration(5.0)),
        ("0.25", Duration(0.25)),
        ("{exponential: 5 s}", Duration(5.0, 0.0, "exponential")),
        ("{uniform: [1 s, 2 s]}", Duration(1.0, 2.0, "uniform")),
        ("{normal: [5 s, 1 s]}", Duration(5.0, 1.0, "normal")),
    ],
)
def test_a_wait_is_a_duration_or_a_distribution(text: str, duration: Duration) -> None:
    assert step(f"wait: {text}") == steps.Wait("viewer/7", "s.yaml:63", duration)


BASE_STEP = ("viewer/7", "s.yaml:63")
STEPS = [
    ("CoInitializeEx", steps.CoInitializeEx(*BASE_STEP)),
    ("CoUninitialize:", steps.CoUninitialize(*BASE_STEP)),
    ("CoQueryAuthenticationServices: {}", steps.CoQueryAuthenticationServices(*BASE_STEP)),
    ("CoInitializeSecurity: {}", steps.CoInitializeSecurity(*BASE_STEP, InitializeArguments())),
    (
        "CoCreateInstance: {class: Historian, interface: IAdmin, as: x}",
        steps.CoCreateInstance(*BASE_STEP, "Historian", "IAdmin", "x"),
    ),
    ("QueryInterface: {from: reader, interface: IUnknown}", steps.QueryInterface(*BASE_STEP, "reader", "IUnknown", "")),
    ("QueryBlanket: {proxy: reader}", steps.QueryBlanket(*BASE_STEP, "reader", None, helper=False)),
    (
        "IClientSecurity::QueryBlanket: {pProxy: copy, through: reader}",
        steps.QueryBlanket(*BASE_STEP, "copy", "reader", helper=False),
    ),
    (
        "CoQueryProxyBlanket: {proxy: null, null_outputs: [pAuthnSvc, principal]}",
        steps.QueryBlanket(*BASE_STEP, None, None, helper=True, null_outputs=("authn_svc", "principal")),
    ),
    (
        "SetBlanket: {proxy: reader}",
        steps.SetBlanket(*BASE_STEP, "reader", None, helper=False, request=BlanketRequest()),
    ),
    (
        "IClientSecurity::SetBlanket: {proxy: null, through: copy}",
        steps.SetBlanket(*BASE_STEP, None, "copy", helper=False, request=BlanketRequest()),
    ),
    (
        "CoSetProxyBlanket: {proxy: copy, dwAuthnLevel: 2}",
        steps.SetBlanket(*BASE_STEP, "copy", None, helper=True, request=BlanketRequest(authn_level=2)),
    ),
    ("CopyProxy: {proxy: reader, as: c}", steps.CopyProxy(*BASE_STEP, "reader", None, helper=False, name="c")),
    (
        "CoCopyProxy: {proxy: reader, as: null}",
        steps.CopyProxy(*BASE_STEP, "reader", None, helper=True, name="", null_copy=True),
    ),
    ("AddRef: reader", steps.AddRef(*BASE_STEP, "reader")),
    ("Release: {pointer: reader}", steps.Release(*BASE_STEP, "reader")),
    ("call: {proxy: reader, method: Browse}", steps.Call(*BASE_STEP, "reader", "Browse")),
    ("callback: reader.Browse", steps.Call(*BASE_STEP, "reader", "Browse", callback=True)),
    ("SetThreadToken: {account: hmi01\\oper}", steps.SetThreadToken(*BASE_STEP, "HMI01\\oper", 3)),
    ("SetThreadToken: {account: localsystem, imp_level: DELEGATE}", steps.SetThreadToken(*BASE_STEP, "SYSTEM", 4)),
    ("RevertToSelf", steps.RevertToSelf(*BASE_STEP)),
    ("CoGetCallContext", steps.CoGetCallContext(*BASE_STEP)),
    ("CoQueryClientBlanket: {imp_level_pointer: true}", steps.CoQueryClientBlanket(*BASE_STEP, imp_level_pointer=True)),
    ("CoImpersonateClient", steps.CoImpersonateClient(*BASE_STEP)),
    ("CoRevertToSelf", steps.CoRevertToSelf(*BASE_STEP)),
    ("repeat: {times: 0, do: []}", steps.Repeat(*BASE_STEP, 0, ())),
]


@pytest.mark.parametrize(("text", "expected"), STEPS)
def test_each_function_becomes_its_step(text: str, expected: steps.Step) -> None:
    assert step(text) == expected
