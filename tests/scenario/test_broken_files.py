"""Scenario files with one mistake each: the complaint's code, its line, and a hint that helps. All through `loads`."""

from __future__ import annotations

import pytest
from scenario.base_file import BASE, changed, complaints

SHAPE = [
    # old, new, code, what stands in the line complained about, what the complaint says
    ("simcom: 1", "simcom: 2", "SC207", "simcom: 2", "write `simcom: 1`"),
    ("simcom: 1", "simcon: 1", "SC201", "simcon: 1", "unknown key `simcon`; did you mean `simcom`?"),
    ("title: A client reads from a historian", "about: no title", "SC202", "simcom: 1", "the key `title` is missing"),
    ("title: A client reads from a historian", "title: 5", "SC203", "title: 5", "expected text, not `5`; put it in quotes"),
    ("seed: 7", "seed: seven", "SC203", "seed: seven", "expected a whole number, not the text `seven`"),
    ("seed: 7", "seed: -1", "SC205", "seed: -1", "a number of at least 0"),
    ("seed: 7", "seed: true", "SC203", "seed: true", "expected a whole number, not `true`"),
    ("until: 1 h", "until: 1 hour", "SC206", "until: 1 hour", "did you mean `h`?"),
    ("until: 1 h", "until: -1 s", "SC206", "until: -1 s", "cannot be negative"),
    ("sources: [com-security-defaults.md]", "sources: {a: b}", "SC203", "sources:", "expected a list, not a mapping"),
    ("{copy_holds: original}", "{copy_hold: original}", "SC201", "copy_hold:", "did you mean `copy_holds`?"),
    ("{copy_holds: original}", "{copy_holds: orignal}", "SC204", "orignal", "did you mean `original`?"),
    ("domains:\n", "domain:\n", "SC201", "domain:\n", "did you mean `domains`?"),
    ("  machine: {patch: P3", "  machine: {path: P3", "SC201", "path: P3", "did you mean `patch`?"),
    ("  machine: {patch: P3", "  machine: {patch: P4", "SC204", "patch: P4", "write one of `P0`, `P1`"),
    ("{netbios: CORP}", "{netbois: CORP}", "SC201", "netbois", "did you mean `netbios`?"),
    ("{netbios: CORP}", "{netbios: ABCDEFGHIJKLMNOPQ}", "SC205", "ABCDEFG", "15 is the most"),
    ("{netbios: CORP}", "CORP", "SC203", "corp.example: CORP", "expected a mapping (keys with values)"),
    ("kind: external", "kind: extrenal", "SC204", "extrenal", "did you mean `external`?"),
    ("kind: external", "direction: both", "SC204", "direction: both", "write one of `one-way`, `two-way`"),
    ("kind: external", "selective: Yes", "SC203", "selective: Yes", "expected true or false, not the text `Yes`"),
    ("kind: external", "attributes: [NON_TRANSITIV]", "SC204", "NON_TRANSITIV]", "did you mean `NON_TRANSITIVE`?"),
    ("kind: external", "type: UPLVEL", "SC204", "UPLVEL", "did you mean `UPLEVEL`?"),
    ("trusted: corp.example, ", "", "SC202", "trusting: plant", "a trust needs `trusting` and `trusted`, or `between`"),
    ("kind: external", "between: [a, b]", "SC401", "between:", "`between` excludes"),
    ("kind: external", "between: [a]", "SC205", "between: [a]", "at least 2 item(s)"),
    ("{enabled: false}", "{enabled: 0}", "SC203", "bob@", "expected true or false, not `0`"),
    ("{enabled: false}", "{pasword: x}", "SC201", "pasword", "did you mean `password`?"),
    ("{members: [CORP\\ann", "{member: [CORP\\ann", "SC201", "member:", "did you mean `members`?"),
    ("  hmi01: {profile: panel}", "  hmi01: {windows: 2003}", "SC204", "windows: 2003", "write one of `current`, `win2000`"),
    ("  hmi01: {profile: panel}", "  hmi01: {packages: [NTML]}", "SC204", "NTML", "did you mean `NTLM`?"),
    ("EnableDCOM: N\n", "EnableDcom: N\n", "SC201", "EnableDcom", "did you mean `EnableDCOM`?"),
    ("EnableDCOM: N\n", "LegacyAuthenticationLevel: PKT_PRIVCY\n", "SC204", "PKT_PRIVCY", "did you mean `PKT_PRIVACY`?"),
    ("EnableDCOM: N\n", "EveryoneIncludesAnonymous: 2\n", "SC204", "Anonymous: 2", "expected 0 or 1"),
    ("EnableDCOM: N\n", "MachineAcessRestriction: []\n", "SC201", "MachineAcess", "did you mean `MachineAccessRestriction`?"),
    ("rights: [EXECUTE_REMOTE]", "rights: [EXECUTE_REMOT]", "SC204", "EXECUTE_REMOT]", "did you mean `EXECUTE_REMOTE`?"),
    ("rights: [EXECUTE_REMOTE]", "right: [EXECUTE]", "SC201", "right:", "did you mean `rights`?"),
    ("rights: [EXECUTE_REMOTE]", "rights: [EXECUTE], mask: 3", "SC401", "mask: 3", "`rights` and `mask` exclude each other"),
    ("rights: [EXECUTE_REMOTE]", "deny: SYSTEM", "SC401", "deny: SYSTEM", "an entry needs one of `allow` and `deny`"),
    ("mask: 6", "mask: -6", "SC205", "mask: -6", "at least 0"),
    ("{AuthenticationLevel: PKT,", "{AuthenticationLvl: PKT,", "SC201", "AuthenticationLvl", "did you mean `AuthenticationLevel`?"),
    ("Historian.exe: {AppID: Historian}", "Historian.exe: Historian", "SC203", "Historian.exe", "expected a mapping"),
    ("policy: {MachineAccess", "policy: {MachineAcces", "SC201", "policy:", "did you mean `MachineAccessRestriction`?"),
    ("takes: 20 ms", "takes: 20 msec", "SC206", "20 msec", "did you mean `ms`?"),
    ("takes: 20 ms", "take: 20 ms", "SC201", "take:", "did you mean `takes`?"),
    ("IAdmin: [Purge]", "IAdmin: Purge", "SC203", "IAdmin: Purge", "expected a mapping"),
    ("IAdmin: [Purge]", "marshaling: custom", "SC203", "marshaling:", "expected a mapping"),
    ("    appid: Historian\n", "    machin: x\n", "SC201", "machin: x", "did you mean `machine`?"),
    ("    machine: opc01\n", "", "SC202", "  server:", "the process `server` has no `machine`"),
    ("    account: CORP\\ann\n", "", "SC202", "  viewer:", "the process `viewer` has no `account`"),
    ("    appid: Historian\n", "    threads: 0\n", "SC205", "threads: 0", "at least 1"),
    ("    appid: Historian\n", "    count: many\n", "SC203", "count: many", "expected a whole number"),
    ("    appid: Historian\n", "    com: uninitialised\n", "SC204", "com: un", "did you mean `uninitialized`?"),
    ("dwAuthnLevel: NONE", "dwAuthnLevel: NON", "SC204", "dwAuthnLevel: NON", "`NON` is no authentication level; did you"),
    ("dwAuthnLevel: NONE", "dwAuthnLvel: NONE", "SC201", "dwAuthnLvel", "did you mean `dwAuthnLevel`?"),
    ("dwAuthnLevel: NONE", "dwAuthnLevel: NONE, authn_level: PKT", "SC401", "authn_level: PKT", "are the same parameter"),
    ("dwAuthnLevel: NONE", "imp_level: IMPERSNATE", "SC204", "IMPERSNATE", "did you mean `IMPERSONATE`?"),
    ("dwAuthnLevel: NONE", "capabilities: [DYNAMIC_CLOKING]", "SC204", "CLOKING", "did you mean `DYNAMIC_CLOAKING`?"),
    ("dwAuthnLevel: NONE", "capabilities: 1.5", "SC203", "capabilities: 1.5", "a list of names or a number"),
    ("dwAuthnLevel: NONE", "authn_level: 5000000000", "SC205", "5000000000", "does not fit into 32 bits"),
    ("pSecDesc: [{allow: CORP\\OpcUsers}]", "pSecDesc: {appid: Historian, dacl: []}", "SC401", "dacl: []", "`appid` stands alone"),
    ("pSecDesc: [{allow: CORP\\OpcUsers}]", "pSecDesc: {sacl: lable}", "SC204", "lable", "did you mean `label`?"),
    ("service: Kerberos", "service: Kerbros", "SC204", "Kerbros", "did you mean `KERBEROS`?"),
    ("authn_svc: NTLM, authn_level: PKT,", "authn_level: PKT_PRIVCY,", "SC204", "PRIVCY", "did you mean `PKT_PRIVACY`?"),
    ("authn_svc: NTLM, authn_level: PKT,", "imp_level: [A],", "SC203", "imp_level: [A]", "expected an impersonation level"),
    ("auth_info: {account: CORP\\bob}", "auth_info: CORP\\bob", "SC204", "auth_info: CORP", "write null, DEFAULT or"),
    ("auth_info: {account: CORP\\bob}", "auth_info: {acount: x}", "SC201", "acount", "did you mean `account`?"),
    ("auth_info: {account: CORP\\bob}", "principle: x", "SC201", "principle", "did you mean `principal`?"),
    ("{proxy: reader, as: copy}", "{as: copy}", "SC202", "{as: copy}", "the key `proxy` is missing"),
    ("{proxy: reader, as: copy}", "reader", "SC203", "CoCopyProxy: reader", "expected a mapping"),
    ("CoCopyProxy:", "CoCopyProxies:", "SC201", "CoCopyProxies", "did you mean `CoCopyProxy`?"),
    ("- Release: copy", "- call: rdr", "SC203", "- call: rdr", "write `pointer.Method`"),
    ("- Release: copy", "- CoRevertToself", "SC201", "CoRevertToself", "did you mean `CoRevertToSelf`?"),
    ("- Release: copy", "- callback:", "SC202", "- callback:", "`callback` needs parameters"),
    ("- Release: copy", "- {wait: 1 s, call: reader.ReadRaw}", "SC401", "{wait: 1 s", "one step cannot be `call` and `wait`"),
    ("- Release: copy", "- {id: lonely}", "SC202", "lonely", "the step does nothing"),
    ("- Release: copy", "- {wait: {poisson: 1 s}}", "SC201", "poisson", "`exponential`"),
    ("- Release: copy", "- {wait: {uniform: 1 s}}", "SC206", "uniform: 1", "takes 2 duration(s), not 1"),
    ("- Release: copy", "- {wait: {uniform: [3 s, 1 s]}}", "SC206", "[3 s", "exchange the two durations"),
    ("- Release: copy", "- wait:", "SC202", "- wait:", "`wait` needs parameters"),
    ("- Release: copy", "- QueryBlanket: {proxy: reader, null_outputs: [pAuthSvc]}", "SC204", "pAuthSvc", "did you mean `pAuthnSvc`?"),
    ("times: 2", "times: -2", "SC205", "times: -2", "at least 0"),
    ("times: 2, do:", "times: 2, doo:", "SC201", "doo:", "did you mean `do`?"),
    ("id: first-read", "id: first read", "SC204", "id: first read", "leave out blanks"),
    ("hresult: E_ACCESSDENIED", "hresult: E_ACCESDENIED", "SC204", "E_ACCES", "did you mean `E_ACCESSDENIED`?"),
    ("hresult: E_ACCESSDENIED", "stage: acess permission", "SC204", "acess", "did you mean `access permission`?"),
    ("hresult: E_ACCESSDENIED", "hresutl: S_OK", "SC201", "hresutl", "did you mean `hresult`?"),
    ("hresult: E_ACCESSDENIED", "authn_level: PKTT", "SC204", "PKTT", "did you mean `PKT`?"),
    ("{outcomes: {ok: 3}", "{outcomes: {okay: 3}", "SC204", "okay", "did you mean `ok`?"),
    ("{outcomes: {ok: 3}", "{outcomes: {ok: -3}", "SC205", "ok: -3", "at least 0"),
    ("latency: 2 ms", "latency: 2 sec", "SC206", "2 sec", "did you mean `s`?"),
    ("latency: 2 ms", "latancy: 2 ms", "SC201", "latancy", "did you mean `latency`?"),
]  # fmt: skip

REFERENCES = [
    ("{profile: panel}", "{profile: pannel}", "SC301", "pannel", "did you mean `panel`?"),
    ("extends: station", "extends: statoin", "SC301", "statoin", "did you mean `station`?"),
    ("station: {domain", "station: {extends: panel, domain", "SC304", "panel: {ext", "extend each other in a ring"),
    ("parent: corp.example", "parent: crop.example", "SC301", "crop.example", "no domain is called `crop.example`"),
    ("parent: corp.example", "parent: eu.corp.example", "SC304", "parent: eu", "each other's parents"),
    ("{netbios: PLANT}", "{netbios: CORP}", "SC303", "plant.example: ", "share the name `corp`"),
    ("{netbios: PLANT}", "{forest: eu.corp.example}", "SC403", "forest: eu", "is not the root of a forest"),
    ("{netbios: EU,", "{forest: plant.example,", "SC403", "forest: plant", "are in different forests"),
    ("{netbios: PLANT}", "{forest: nowhere.example}", "SC301", "nowhere", "the forest's root domain"),
    ("plant.example: {netbios", "'plant example': {netbios", "SC204", "'plant example'", "is no DNS name"),
    ("trusted: corp.example,", "trusted: corp.exmaple,", "SC301", "exmaple", "did you mean `corp.example`?"),
    ("trusted: corp.example,", "trusted: PLANT,", "SC403", "trusted: PLANT", "cannot have a trust with itself"),
    ("trusting: plant.example,", "trusting: EU,", "SC403", "trusting: EU", "are in one forest"),
    ("kind: external", "kind: shortcut", "SC403", "kind: shortcut", "write `kind: external` or `kind: forest`"),
    ("kind: external", "kind: realm", "SC403", "kind: realm", "give one of them `realm: true`"),
    ("trusted: corp.example, kind: external", "trusted: EU, kind: forest", "SC403", "kind: forest", "joins two forest roots"),
    ("kind: external}", "kind: external}\n  - {between: [PLANT, CORP]}", "SC303", "between: [PLANT", "twice, by a external trust"),
    ("  CORP\\ann: {groups", "  CROP\\ann: {groups", "SC301", "CROP", "did you mean `CORP`?"),
    ("  HMI01\\oper:", "  CORP\\Ann:", "SC303", "CORP\\Ann:", "is declared twice"),
    ("  HMI01\\oper:", "  oper:", "SC301", "  oper:", "write it as `DOMAIN\\user`"),
    ("{groups: [CORP\\OpcUsers]}", "{groups: [CORP\\OpcUser]}", "SC301", "OpcUser]", "did you mean `CORP\\OpcUsers`?"),
    ("{groups: [CORP\\OpcUsers]}", "{groups: [CORP\\bob]}", "SC403", "[CORP\\bob]", "is an account, not a group"),
    ("{members: [CORP\\ann,", "{members: [CORP\\anne,", "SC301", "anne", "did you mean `CORP\\ann`?"),
    ("domain: plant.example", "domain: plnt.example", "SC301", "plnt", "did you mean `plant.example`?"),
    ("domain: plant.example", "domain: PLANT\n    workgroup: X", "SC401", "workgroup: X", "in a domain or in a workgroup"),
    ("ws[01-03]: {", "ws[03-01]: {", "SC206", "ws[03-01]: {", "runs backwards"),
    ("  hmi01: {", "  ws01: {", "SC303", "ws[01-03]: {", "declared twice"),
    ("  hmi01: {", "  hmi.01: {", "SC204", "hmi.01", "is no machine name"),
    ("deny: [ANONYMOUS LOGON,", "deny: [ANONYMOUS LOGIN,", "SC301", "LOGIN", "did you mean `ANONYMOUS LOGON`?"),
    ("Historian.exe: {AppID: Historian}", "Historian.exe: {AppID: Historan}", "SC301", "Historan", "did you mean `Historian`?"),
    ("    appid: Historian\n", "    appid: Histroian\n", "SC301", "Histroian", "has no AppID"),
    ("machine: opc01", "machine: opc1", "SC301", "opc1\n", "did you mean `opc01`?"),
    ("machine: ws[01-03]", "machine: ws[01-02]", "SC401", "ws[01-02]", "3 process(es) cannot be dealt out to 2 machines"),
    ("account: SYSTEM", "account: SYSTM", "SC301", "SYSTM", "did you mean `SYSTEM`?"),
    ("account: SYSTEM", "account: CORP\\OpcUsers", "SC301", "CORP\\OpcUsers\n", "no account is called"),
    ("serves: [Historian]", "serves: [Historan]", "SC301", "Historan", "did you mean `Historian`?"),
    ("serves: [Historian]", "serves: {a.b: Historian}", "SC204", "a.b", "holds a dot"),
    ("object: server.Historian, interface: IHistorian, as: r}", "object: srver.Historian, interface: IHistorian, as: r}", "SC301", "srver",
     "did you mean `server.Historian`?"),
    ("interface: IHistorian, as: reader", "interface: IHistorain, as: reader", "SC301", "IHistorain", "did you mean `IHistorian`?"),
    ("- call: reader.ReadRaw", "- call: reader.ReadRow", "SC301", "ReadRow", "did you mean `ReadRaw`?"),
    ("- call: reader.ReadRaw", "- call: raeder.ReadRaw", "SC301", "raeder", "did you mean `reader`?"),
    ("- call: reader.ReadRaw", "- call: admin.Purge", "SC301", "- call: admin", "made only later"),
    ("- call: reader.ReadRaw", "- call: reader.Release", "SC301", "reader.Release", "a step of its own"),
    ("{from: reader, interface: IAdmin", "{from: reader, interface: IAdmim", "SC301", "IAdmim", "did you mean `IAdmin`?"),
    ("- Release: copy", "- Release: cpoy", "SC301", "cpoy", "did you mean `copy`?"),
    ("- Release: copy", "- CoMarshalInterface: {object: X, interface: Y}", "SC301", "object: X", "serves no object `X`"),
    ("- Release: copy", "- CoCreateInstance: {class: Histrian, interface: IAdmin, as: x}", "SC301", "Histrian", "`Historian`?"),
    ("- Release: copy", "- SetThreadToken: {account: CORP\\bop}", "SC301", "bop", "did you mean `CORP\\"),
    ("does: [CoImpersonateClient, CoRevertToSelf]", "does: [{call: redaer.ReadRaw}]", "SC301", "redaer", "did you mean `reader`?"),
    ("- Release: copy", "- {Release: copy, id: first-read}", "SC303", "Release: copy, id", "another id"),
    ("between: [hmi01, opc01]", "between: [hmi01, opc02]", "SC301", "opc02", "did you mean `opc01`?"),
]  # fmt: skip


def line_of(text: str, at: str) -> int:
    """Return the line in which a piece of a text begins, counted from 1."""
    return text[: text.index(at)].count("\n") + 1


@pytest.mark.parametrize(("old", "new", "code", "at", "says"), SHAPE)
def test_a_mistake_of_shape_is_the_only_thing_told(old: str, new: str, code: str, at: str, says: str) -> None:
    text = changed(old, new)
    found = complaints(text)
    told = [(str(item.code), item.line, says in str(item)) for item in found]
    assert told == [(code, line_of(text, at), True)], "\n".join(map(str, found))


@pytest.mark.parametrize(("old", "new", "code", "at", "says"), REFERENCES)
def test_a_wrong_reference_is_told_where_it_stands(old: str, new: str, code: str, at: str, says: str) -> None:
    """What rests on the wrong name may be told as well."""
    text = changed(old, new)
    found = complaints(text)
    told = [(str(item.code), item.line, says in str(item)) for item in found]
    assert (code, line_of(text, at), True) in told, "\n".join(map(str, found))


def test_the_base_itself_is_right() -> None:
    assert complaints(BASE) == ()


def test_everything_wrong_with_the_shape_is_told_at_once() -> None:
    text = changed("seed: 7", "seed: x").replace("until: 1 h", "untill: 1 h").replace("times: 2", "times: two")
    assert [item.code for item in complaints(text)] == ["SC203", "SC201", "SC203"]


def test_a_mistake_in_a_default_is_told_once_where_it_stands() -> None:
    text = changed("authn_level: CONNECT", "authn_level: CONECT")
    assert [(item.path, item.line) for item in complaints(text)] == [
        ("defaults.process.CoInitializeSecurity.authn_level", 9)
    ]


def test_a_mistake_in_a_profile_nobody_uses_is_told() -> None:
    text = changed("profiles:\n", "profiles:\n  spare: {script: [{wait: soon}]}\n")
    assert [(item.code, item.line) for item in complaints(text)] == [("SC206", 11)]


def test_not_more_is_told_than_can_be_read() -> None:
    text = changed("accounts:\n", "accounts:\n" + "".join(f"  NO\\u{n}:\n" for n in range(400)))
    found = complaints(text)
    assert len(found) == 51
    assert "and 350 more" in found[-1].problem


def test_a_name_that_is_both_a_domain_and_a_machine_is_ambiguous() -> None:
    text = changed("  hmi01: {profile: panel}", "  hmi01: {profile: panel}\n  CORP: {}")
    assert {item.code for item in complaints(text)} == {"SC302"}
    assert "write `corp.example\\user` for the domain" in complaints(text)[0].hint
