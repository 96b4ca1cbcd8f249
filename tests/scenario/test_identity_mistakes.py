"""What a file cannot say of accounts, clocks, policies and trusts: the complaint's code, its line, and a hint that helps."""

from __future__ import annotations

import pytest
from scenario.base_file import changed, complaints
from scenario.test_broken_files import line_of

ANN = "{groups: [CORP\\OpcUsers]}"
OPER = "  HMI01\\oper:"
OPC = "    domain: plant.example\n"
NET = "  latency: 2 ms\n"
READ = "as: reader}"
EXPECT = "{hresult: E_ACCESSDENIED, caller: ann@corp.example}"

ACCOUNTS = [
    # old, new, code, what stands in the line complained about, what the complaint says
    (ANN, "{lokced: true}", "SC201", "lokced", "did you mean `locked`?"),
    (ANN, "{ACCOUNTDISABLE: true}", "SC201", "ACCOUNTD", "unknown key `ACCOUNTDISABLE`; write `enabled: false`"),
    (ANN, "{disabled: true}", "SC201", "disabled", "write `enabled: false`"),
    (ANN, "{UF_LOCKOUT: true}", "SC201", "UF_LOCK", "write `locked: true`"),
    (ANN, "{NOT_DELEGATED: true}", "SC201", "NOT_DEL", "write `sensitive: true`"),
    (ANN, "{TRUSTED_FOR_DELEGATION: true}", "SC201", "TRUSTED", "write `delegation: {unconstrained: true}`"),
    (ANN, "{TRUSTED_TO_AUTH_FOR_DELEGATION: true}", "SC201", "TRUSTED", "{protocol_transition: true}`"),
    (ANN, "{msDS-AllowedToDelegateTo: [a/b]}", "SC201", "msDS", "write `delegation: {to: [HTTP/host]}`"),
    (ANN, "{servicePrincipalName: [a/b]}", "SC201", "servicePri", "write `spns: [HTTP/host]`"),
    (ANN, "{userWorkstations: hmi01}", "SC201", "userWork", "write `workstations: [hmi01]`"),
    (ANN, "{PASSWD_NOTREQD: true}", "SC201", "PASSWD", 'write `password: ""`'),
    (ANN, "{locked: 1}", "SC203", "locked: 1", "expected true or false, not `1`"),
    (ANN, "{logon_hours: 8-18}", "SC203", "8-18", "expected a mapping"),
    (ANN, "{logon_hours: {from: 8 h}}", "SC202", "from: 8 h", "the key `until` is missing"),
    (ANN, "{logon_hours: {from: 8 h, until: 25 h}}", "SC205", "25 h", "at most 24 h"),
    (ANN, "{logon_hours: {from: 8 h, until: 8 h}}", "SC205", "8 h, until", "are none"),
    (ANN, "{logon_hours: {from: -8 h, until: 8 h}}", "SC206", "-8 h", "cannot be negative"),
    (ANN, "{workstations: [hmi1]}", "SC301", "[hmi1]", "did you mean `hmi01`?"),
    (ANN, "{spns: [web]}", "SC204", "[web]", "`web` is no service principal name; write class and host"),
    (ANN, "{spns: [5]}", "SC203", "[5]", "expected a service principal name, not `5`"),
    (ANN, "{delegation: {too: [a/b]}}", "SC201", "too:", "did you mean `to`?"),
    (ANN, "{delegation: {to: [db01]}}", "SC204", "[db01]", "is no service principal name"),
    (ANN, "{delegation: {from: [CORP\\bop]}}", "SC301", "bop", "did you mean `CORP\\"),
    (ANN, "{delegation: true}", "SC203", "delegation: true", "expected a mapping"),
    (ANN, "{allowed_to_authenticate: [CORP\\OpcUser]}", "SC301", "OpcUser]", "did you mean `CORP\\OpcUsers`?"),
    (OPER, "  HMI01\\oper: {protected_users: true}", "SC403", "oper: {", "is kept in a domain's directory"),
    (OPER, "  HMI01\\oper: {spns: [a/b]}", "SC403", "oper: {", "`spns` is kept in a domain's directory"),
    (OPER, "  CORP\\HMI01$:\n  corp\\hmi01$:", "SC303", "corp\\hmi01$", "declared twice, once as `CORP\\HMI01$`"),
    ("CORP\\OpcUsers: []", "CORP\\OpcUsers: {scope: domain-local}", "SC204", "domain-local", "did you mean `domain local`?"),
    ("Readers: {members", "Readers: {scope: global, members", "SC403", "scope: global", "takes members of its own domain only"),
    ("Readers: {members", "Readers: {scope: universal, members", "SC403", "scope: univ", "takes members of its own forest only"),
    ("CORP\\OpcUsers: []", "CORP\\OpcUsers: {scope: global, members: [HMI01\\oper]}", "SC403", "oper]", "cannot be in the global"),
    ("CORP\\OpcUsers: []", "CORP\\OpcUsers: {scope: global, members: [Everyone]}", "SC403", "[Everyone]", "cannot be in the"),
    ("CORP\\OpcUsers: []", "CORP\\OpcUsers: []\n  OPC01\\Staff: {scope: global}", "SC403", "Staff", "which has no scope"),
]  # fmt: skip
MACHINES = [
    (OPC, f"{OPC}    clock: soon\n", "SC206", "clock: soon", "is not a duration"),
    (OPC, f"{OPC}    clock: [6 min]\n", "SC206", "[6 min]", "write `6 min`, `-6 min` or `{offset: 6 min, drift: 10 s}`"),
    (OPC, f"{OPC}    clock: {{ofset: 6 min}}\n", "SC201", "ofset", "did you mean `offset`?"),
    (OPC, f"{OPC}    clock: 6 mins\n", "SC206", "6 mins", "did you mean `min`?"),
    (OPC, f"{OPC}    secure_channel: brocken\n", "SC204", "brocken", "did you mean `broken`?"),
    (OPC, f"{OPC}    fqdn: opc01\n", "SC204", "fqdn: opc01", "is no DNS name of a machine"),
    (OPC, f"{OPC}    dNSHostName: a.b\n", "SC201", "dNSHost", "write `fqdn: host.domain`"),
    ("ws[01-03]: {", "ws[01-03]: {fqdn: ws.corp.example, ", "SC401", "ws[01-03]: {", "several machines cannot have one"),
    (OPC, "    domain_controller: true\n", "SC402", "domain_controller", "a machine in a workgroup has no account"),
    (OPC, "    delegation: {unconstrained: true}\n", "SC402", "delegation", "which `delegation` is about; add `domain: ...`"),
    (OPC, f"{OPC}    rights: {{SeNetworkLogonRigt: []}}\n", "SC201", "LogonRigt", "did you mean `SeNetworkLogonRight`?"),
    (OPC, f"{OPC}    rights: {{SeNetworkLogonRight: [CORP\\x]}}\n", "SC301", "[CORP\\x]", "no account or group is called"),
    ("EnableDCOM: N\n", "LmCompatibilityLevel: 6\n", "SC205", "Level: 6", "at most 5"),
    ("EnableDCOM: N\n", "LMCompatibilityLevel: 3\n", "SC201", "LMCompat", "did you mean `LmCompatibilityLevel`?"),
    ("EnableDCOM: N\n", "ForceGuest: 2\n", "SC204", "Guest: 2", "expected 0 or 1"),
    ("EnableDCOM: N\n", "RestrictSendingNTLMTraffic: 3\n", "SC204", "Traffic: 3", "expected 0, 1 or 2, not `3`"),
    ("EnableDCOM: N\n", "RestrictReceivingNTLMTraffic: deny\n", "SC204", "Traffic: deny", "expected 0, 1 or 2"),
    ("EnableDCOM: N\n", "MaxConcurrentApi: 0\n", "SC205", "Api: 0", "at least 1"),
    ("account: SYSTEM", "account: NT SERVCE\\x", "SC301", "NT SERVCE", "is neither a declared domain nor a machine"),
    ("account: SYSTEM", "account: CORP\\OPC01$", "SC301", "CORP\\OPC01$", "no account is called `CORP\\OPC01$`"),
    ("    appid: Historian\n", "    holds_tickets: no\n", "SC201", "holds_tickets", "did you mean `holds_ticket`?"),
    (READ, "as: reader, server_name: opc02}", "SC301", "opc02", "did you mean `opc01`?"),
    (READ, "as: reader, server_name: 10.0.0}", "SC301", "10.0.0}", "write `opc01` or `opc01.plant.example`, or an IP address"),
    ("- Release: copy", "- CoSwitchCallContext: {context: own}", "SC204", "own}", "write one of `custom`"),
    ("- Release: copy", "- CoSwitchCallContext:", "SC202", "- CoSwitch", "`CoSwitchCallContext` needs parameters"),
]  # fmt: skip
WEB = [
    ("{netbios: PLANT}", "{controllers: {reachble: false}}", "SC201", "reachble", "did you mean `reachable`?"),
    ("{netbios: PLANT}", "{controllers: {RestrictNTLM: deny}}", "SC204", "NTLM: deny", "did you mean `deny all`?"),
    ("{netbios: PLANT}", "{kerberos: {ticket_lifetime: 0 s}}", "SC205", "0 s", "a ticket lives longer than no time"),
    ("{netbios: PLANT}", "{kerberos: {ticket_lifetime: 1 h, service_ticket_lifetime: 2 h}}", "SC403", "2 h",
     "is longer than `ticket_lifetime`"),
    ("kind: external", "suffixes: [plant.example]", "SC403", "suffixes:", "a trust of kind `external` routes no suffixes"),
    ("trusting: plant.example, trusted: corp.example, kind: external",
     "between: [plant.example, corp.example], kind: forest, suffixes: [plant.example]", "SC401", "suffixes:",
     "write two trusts, one for each direction"),
    ("kind: external", "tgt_delegation: on", "SC203", "tgt_delegation: on", "expected true or false"),
    (NET, "  blocked: [{from: hmi1, to: PLANT}]\n", "SC301", "hmi1", "did you mean `hmi01`?"),
    (NET, "  blocked: [{from: hmi01, to: opc01}]\n", "SC301", "to: opc01", "no domain is called `opc01`"),
    (NET, "  blocked: [{from: hmi01}]\n", "SC202", "from: hmi01", "the key `to` is missing"),
    (NET, "  unreachable: never\n", "SC206", "never", "is not a duration"),
    (EXPECT, "{groups: [CORP\\OpcUser]}", "SC301", "OpcUser]", "did you mean `CORP\\OpcUsers`?"),
    (EXPECT, "{without_groups: [NTLM Authentcation]}", "SC301", "Authentcation", "did you mean `NTLM Authentication`?"),
    (EXPECT, "{route: [plant.example, crop.example]}", "SC301", "crop", "did you mean `corp.example`?"),
    (EXPECT, "{cause: time_skw}", "SC204", "time_skw", "did you mean `time_skew`?"),
    (EXPECT, "{context: old}", "SC204", "context: old", "write one of `new`, `reused`"),
    (EXPECT, "{kdc_exchanges: -1}", "SC205", "-1", "at least 0"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "at", "says"), [*ACCOUNTS, *MACHINES, *WEB])
def test_a_mistake_is_told_where_it_stands(old: str, new: str, code: str, at: str, says: str) -> None:
    text = changed(old, new)
    found = complaints(text)
    told = [(str(item.code), item.line, says in str(item)) for item in found]
    assert (code, line_of(text, at), True) in told, "\n".join(map(str, found))


def test_a_machines_key_is_given_once() -> None:
    text = changed("  HMI01\\oper:", "  PLANT\\OPC01$: {spns: [HTTP/a]}").replace(OPC, f"{OPC}    spns: [HTTP/b]\n")
    (found,) = complaints(text)
    assert (found.code, found.line) == ("SC401", line_of(text, "    spns: [HTTP/b]"))
    assert "is given both here and under `accounts:`" in found.problem
