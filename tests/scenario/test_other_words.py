"""Words that are right elsewhere: what a complaint says of them, and where rule ids are checked."""

from __future__ import annotations

import pytest
from scenario.base_file import BASE, changed, complaints

from simcom.errors import Complaint, ScenarioError
from simcom.scenario.load import loads
from simcom.scenario.misnamed import other_kind
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel

NAMES = "the names are `DEFAULT`, `NONE`, `CONNECT`, `CALL`, `PKT`, `PKT_INTEGRITY`, `PKT_PRIVACY`"
SERVER = "dwAuthnLevel: NONE"
TOP = "network:\n"

WORDS = [
    # old, new, code, what the complaint says
    (SERVER, "dwAuthnLevel: RPC_C_IMP_LEVEL_IMPERSONATE", "SC204",
     f"`RPC_C_IMP_LEVEL_IMPERSONATE` is an impersonation level, not an authentication level; {NAMES}"),
    (SERVER, "imp_level: PKT_PRIVACY", "SC204", "`PKT_PRIVACY` is an authentication level, not an impersonation level"),
    (SERVER, "imp_level: NTLM", "SC204", "`NTLM` is an authentication service, not an impersonation level"),
    (SERVER, "imp_level: NONE", "SC204", "`NONE` is no impersonation level; the names are"),
    (SERVER, "capabilities: DELEGATE", "SC204", "`DELEGATE` is an impersonation level, not a capability"),
    (SERVER, "dwAuthnLevel: '6'", "SC204", "`6` in quotes is a text, not the number of an authentication level; remove the quotes"),
    (SERVER, "capabilities: ['0x40']", "SC204", "remove the quotes and the list"),
    ("authn_svc: NTLM", "authn_svc: '10'", "SC204", "remove the quotes"),
    ("EnableDCOM: N\n", "LegacyAuthenticationLevel: IMPERSONATE\n", "SC204", "is an impersonation level, not an auth"),
    ("EnableDCOM: N\n", "EnableDCOM: 0\n", "SC203", "expected text, not `0`; put it in quotes"),
    ("kind: external", "attributes: '4'", "SC204", "remove the quotes"),
    ("kind: external", "type: 5", "SC204", "write one of `DOWNLEVEL`, `UPLEVEL`, `MIT`, `DCE`"),
    ("kind: external", "type: true", "SC204", "not `true`"),
    ("seed: 7", "seed: '7'", "SC203", "expected a whole number, not the text `7`; remove the quotes"),
    (SERVER, "cAuthSvc: 0x80000000", "SC205", "at most 2147483647"),
    ("{copy_holds: original}", "{L-20: E_FAIL}", "SC201", "the switches of that entry: `ntlm_refused`, `kerberos_refused`"),
    ("{copy_holds: original}", "{l-08: original}", "SC201", "the switch of that entry: `copy_holds`"),
    ("{copy_holds: original}", "{L-99: original}", "SC201", "unknown key `L-99`"),
    (TOP, "vary: {}\nnetwork:\n", "SC201", "`vary` is not in this version; run the file once for each value"),
    ("    account: SYSTEM\n", "    account: SYSTEM\n    CoInitializeSecurity:\n", "SC202",
     "write `{}` for an explicit call with every parameter at its default, or remove the key for the implicit one"),
    ("process: {CoInitializeSecurity: {authn_level: CONNECT, imp_level: IDENTIFY}}", "process: {CoInitializeSecurity: }", "SC202",
     "`CoInitializeSecurity` is left blank"),
    ("    account: SYSTEM\n", "    account: SYSTEM\n    CoInitializeSecurity: explicit\n", "SC203", "expected a mapping"),
    ("- Release: copy", "- CoInitializeSecurity:", "SC202", "write `{}` for a call with every parameter at its default"),
    ("appid: Historian\n", "appid: Historan\n", "SC301", "did you mean `Historian`? if not, write a GUID in braces"),
    ("interface: IAdmin, as: admin", "interface: IMarshall, as: admin", "SC301", "did you mean `IMarshal`? if not, declare it"),
]  # fmt: skip

NEW = "- CoCreateInstance: {class: Historian, interface: IAdmin, as: x, context: %s}"
CONTEXTS = [
    ("INPROC_HANDLER", "none of INPROC_SERVER, LOCAL_SERVER and REMOTE_SERVER is not modelled"),
    ("SECURE_REFS", "`SECURE_REFS` is a capability, not a context of an activation"),
    ("INPROC_SERVR", "did you mean `INPROC_SERVER`?"),
    ("true", "expected a context of an activation by name or number, not `true`"),
]


@pytest.mark.parametrize(("old", "new", "code", "says"), WORDS)
def test_a_word_that_is_right_elsewhere_is_told_so(old: str, new: str, code: str, says: str) -> None:
    found = complaints(changed(old, new))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


@pytest.mark.parametrize(("text", "says"), CONTEXTS)
def test_a_context_is_one_of_those_known(text: str, says: str) -> None:
    found = complaints(changed("- Release: copy", NEW % text))
    assert [says in str(item) for item in found] == [True], "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("word", "wanted", "kind"),
    [
        ("rpc_c_authn_level_pkt", ImpLevel, "authentication level"),
        ("EXECUTE_LOCAL", Eoac, "access right"),
        ("SECURE_REFS", AuthnLevel, "capability"),
        ("PKT", AuthnLevel, ""),
        ("NONE", ImpLevel, ""),
        ("nothing", ImpLevel, ""),
    ],
)
def test_what_a_word_is_elsewhere(word: str, wanted: type[AuthnLevel | ImpLevel | Eoac], kind: str) -> None:
    assert other_kind(word, wanted) == kind


RULES = ("call.min-level", "trust.untrusted-domain")


def judged(old: str, new: str, rules: tuple[str, ...] = RULES) -> tuple[Complaint, ...]:
    """Return what is wrong with a changed base where these are the rules there are."""
    try:
        loads(changed(old, new), "s.yaml", known_rules=rules)
    except ScenarioError as error:
        return error.complaints
    return ()


EXPECT = "expect: {hresult: E_ACCESSDENIED,"
UNKNOWN = [
    (EXPECT, "expect: {decided_by: call.min-levl,", "call.min-levl", "did you mean `call.min-level`?"),
    (EXPECT, "expect: {decided_by: x,", "x,", "`simcom rules` lists them"),
    (EXPECT, "expect: {rules: [call.min-level, call.minlevel],", "call.minlevel]", "did you mean `call.min-level`?"),
    (EXPECT, "expect: {rules: call.minlevel,", "call.minlevel,", "did you mean `call.min-level`?"),
    ("{outcomes: {ok: 3}", "{causes: {call.min-leve: 1}", "call.min-leve:", "did you mean `call.min-level`?"),
    ("does: [CoImpersonateClient,", "does: [{CoImpersonateClient: , expect: {decided_by: y}},", "y}}", "no rule has the id `y`"),
    ("{pSecDesc:", "{expect: {decided_by: z}, pSecDesc:", "z}, pSec", "no rule has the id `z`"),
    ("{call: admin.Purge}", "{call: admin.Purge, expect: {decided_by: w}}", "w}}", "no rule has the id `w`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "says"), UNKNOWN)
def test_an_expectation_of_an_unknown_rule_is_told_where_it_stands(old: str, new: str, at: str, says: str) -> None:
    line, column = _place(changed(old, new), at)
    found = judged(old, new)
    assert [(str(item.code), item.line, item.column) for item in found] == [("SC204", line, column)]
    assert says in str(found[0])


def _place(text: str, at: str) -> tuple[int, int]:
    """Return line and column, from 1, at which a piece that the text has once begins."""
    start = text.index(f" {at}") + 1 if f" {at}" in text else text.index(at)
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


@pytest.mark.parametrize("new", [f"{EXPECT} decided_by: call.min-level,", f"{EXPECT} rules: [trust.untrusted-domain],"])
def test_known_rules_may_be_expected(new: str) -> None:
    assert judged(EXPECT, new) == ()


def test_without_a_catalogue_no_id_is_checked() -> None:
    assert judged(EXPECT, "expect: {decided_by: whatever,", ()) == ()


def test_a_repeated_process_is_complained_about_once() -> None:
    text = BASE.replace("    account: CORP\\ann\n", "    account: CORP\\ann\n    count: 3\n")
    with pytest.raises(ScenarioError) as raised:
        loads(text.replace(EXPECT, "expect: {decided_by: q,"), known_rules=RULES)
    assert len(raised.value.complaints) == 1
