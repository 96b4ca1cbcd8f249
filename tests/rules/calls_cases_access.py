"""Section H, both ways: access lists, machine limits, and what level NONE does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.calls_stand import SOMEBODY, absent, fires, host, judged, proxy, server, shown, silent

from simcom.rules.access import check, defect
from simcom.rules.initialization.initialize import initialize
from simcom.vocabulary.blankets import InitializeArguments, ProcessSecurity
from simcom.vocabulary.facts import InitializeFacts
from simcom.vocabulary.flags import Eoac, Right
from simcom.vocabulary.identities import (
    ANONYMOUS,
    EMPTY_DACL,
    EVERYONE,
    NULL_DACL,
    AccessControl,
    Ace,
    Acl,
    SecurityDescriptor,
    Token,
)
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import AppSettings, MachineSettings

if TYPE_CHECKING:
    from simcom.vocabulary.identities import Descriptor
    from simcom.vocabulary.rulings import Ruling

NONE, CONNECT, PKT = AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT
DENIED, ANN = "E_ACCESSDENIED", "CORP\\ann"


def listed(*masks: int, trustee: str = EVERYONE) -> Acl:
    """Return a list that allows a trustee, one entry for each mask."""
    return Acl(tuple(Ace(trustee, mask) for mask in masks))


def on_list(acl: Acl, **changes: object) -> Ruling:
    """Judge a call against a process with this list."""
    return judged(server=server(acl=acl), **changes)


def at_limit(acl: Acl | None, level: int = CONNECT, **changes: object) -> Ruling:
    """Judge a call against a machine with this limit and a process that checks nobody."""
    open_process = server(NONE, acl=None, acl_rule="coinitsec.sd.null")
    words = {"machine_access_restriction": acl, **changes}
    return judged(blanket=proxy(level), server=open_process, server_machine=host(**words))


def anonymous(acl: Acl, *, included: bool | None = None) -> Ruling:
    """Judge a remote call at NONE against a process at NONE with this list."""
    token = Token(ANONYMOUS, (EVERYONE,) if included else ())
    machine = host(everyone_includes_anonymous=included)
    return judged(blanket=proxy(NONE), server=server(NONE, acl=acl), server_machine=machine, anonymous_token=token)


def rule_of(*masks: int) -> str | None:
    """Return the rule that makes a list invalid."""
    wrong = defect(listed(*masks))
    return wrong[0] if wrong else None


def rights(*masks: int) -> tuple[bool, bool]:
    """Return whether a list lets everybody in locally and remotely."""
    token = Token(ANN, (EVERYONE,))
    local, remote = (check(listed(*masks), token, right) for right in (Right.EXECUTE_LOCAL, Right.EXECUTE_REMOTE))
    return local.allowed, remote.allowed


def registry(level: int, acl: Acl, launch: Acl | None = None) -> ProcessSecurity:
    """Return the security of a process that the registry initialises."""
    app = AppSettings("{1}", authn_level=level, access_permission=acl, launch_permission=launch)
    security: ProcessSecurity = initialize(InitializeFacts(MachineSettings("opc01"), "PLANT\\svc", app=app)).value
    return security


def explicit(descriptor: Descriptor, level: int, capabilities: int = Eoac.NONE) -> ProcessSecurity:
    """Return the security of a process that initialised itself."""
    arguments = InitializeArguments(descriptor, authn_level=level, capabilities=capabilities)
    security: ProcessSecurity = initialize(InitializeFacts(MachineSettings("opc01"), "PLANT\\svc", arguments)).value
    return security


def guarded(acl: Acl) -> Ruling:
    """Judge a call against a process that gave an IAccessControl."""
    return judged(server=explicit(AccessControl(acl), CONNECT, Eoac.ACCESS_CONTROL), blanket=proxy(PKT))


def described(acl: Acl) -> Ruling:
    """Judge a call against a process that gave a security descriptor."""
    return judged(server=explicit(SecurityDescriptor(acl), CONNECT), blanket=proxy(PKT))


def by_registry(level: int, acl: Acl, launch: Acl | None = None) -> Ruling:
    """Judge a call at PKT against a process of the registry's making."""
    return judged(server=registry(level, acl, launch), blanket=proxy(PKT))


def right_needed(*, local: bool) -> str:
    """Return the right that the machine limit was asked for."""
    last = judged(local=local).steps[-1]
    return next(item.value for item in last.inputs if item.name == "right needed")


ONLY_LOCAL = listed(0x3)
BOTH, DISTANCE, CALL_RIGHT = "authz.machine-and-process", "authz.distance", "authz.rights.call"
INVALID, ORDER, NULL = "authz.ace.invalid-descriptor", "authz.ace.order", "authz.null-dacl"
EVERY, NOBODY = "authz.everyone-not-anonymous", "authz.anonymous-is-level-none"
IGNORED, NO_SD, LIMIT = (
    "authz.none.process-level-ignores-acl",
    "authz.none.explicit-null-sd",
    "authz.none.machine-limit-applies",
)
OBJECT, KINDS = "authz.access-control-object", "authz.two-kinds"

CASES = (
    shown(
        KINDS, "a launch list bears on no call", lambda: ("S_OK", by_registry(PKT, NULL_DACL, EMPTY_DACL).hresult.name)
    ),
    absent(KINDS, "an access list does", lambda: (DENIED, by_registry(PKT, EMPTY_DACL, NULL_DACL).hresult.name)),
    fires(BOTH, "the machine's limit refuses", lambda: at_limit(EMPTY_DACL), DENIED),
    fires(BOTH, "both let the call in", lambda: on_list(SOMEBODY)),
    silent(BOTH, "the level was too low for either", lambda: judged(server=server(PKT)), DENIED),
    shown(DISTANCE, "a remote call", lambda: ("EXECUTE_REMOTE", right_needed(local=False))),
    absent(DISTANCE, "a local one", lambda: ("EXECUTE_LOCAL", right_needed(local=True))),
    fires(DISTANCE, "local rights for a remote call", lambda: on_list(ONLY_LOCAL), DENIED),
    silent(DISTANCE, "no list was asked", lambda: judged(server=server(PKT)), DENIED),
    fires(CALL_RIGHT, "local rights for a local call", lambda: on_list(ONLY_LOCAL, local=True)),
    silent(CALL_RIGHT, "no list was asked", lambda: judged(server=server(PKT)), DENIED),
    shown("authz.ace.execute-always", "mask 6", lambda: ("authz.ace.execute-always", rule_of(0x6))),
    absent("authz.ace.execute-always", "mask 7", lambda: (None, rule_of(0x7))),
    shown("authz.ace.old-format", "mask 1 is everything", lambda: ((True, True), rights(0x1))),
    absent("authz.ace.old-format", "mask 3 is local only", lambda: ((True, False), rights(0x3))),
    shown("authz.ace.new-format", "rights go by bit", lambda: ((False, True), rights(0x5))),
    shown(
        "authz.ace.new-format", "EXECUTE with a bit that is no right", lambda: ("authz.ace.new-format", rule_of(0x81))
    ),
    absent("authz.ace.new-format", "mask 1 alone is the old format", lambda: (None, rule_of(0x1))),
    shown("authz.ace.no-mixing", "1 and 7", lambda: ("authz.ace.no-mixing", rule_of(0x1, 0x7))),
    absent("authz.ace.no-mixing", "1 and 1", lambda: (None, rule_of(0x1, 0x1))),
    absent("authz.ace.no-mixing", "3 and 7", lambda: (None, rule_of(0x3, 0x7))),
    shown("authz.container-rights", "a container's right is a right", lambda: (None, rule_of(0x21))),
    shown("authz.container-rights", "but not that of an ordinary caller", lambda: ((False, False), rights(0x21))),
    absent("authz.container-rights", "the bit above is no right", lambda: ("authz.ace.new-format", rule_of(0x81))),
    fires(INVALID, "a mixed list grants nothing", lambda: on_list(listed(0x1, 0x7)), DENIED),
    silent(INVALID, "a list of one format", lambda: on_list(listed(0x7))),
    fires(ORDER, "an entry lets the caller in", lambda: on_list(SOMEBODY)),
    silent(ORDER, "no entry is about the caller", lambda: described(listed(0x7, trustee="PLANT\\otto")), DENIED),
    fires(NULL, "the empty list", lambda: at_limit(EMPTY_DACL), DENIED),
    fires(NULL, "the NULL list, for nobody in particular", lambda: anonymous(NULL_DACL)),
    silent(NULL, "a list with entries", lambda: at_limit(SOMEBODY)),
    fires(EVERY, "Everyone on a current machine", lambda: anonymous(SOMEBODY), DENIED),
    silent(EVERY, "EveryoneIncludesAnonymous is 1", lambda: anonymous(SOMEBODY, included=True)),
    silent(EVERY, "an authenticated caller", lambda: on_list(SOMEBODY)),
    fires(NOBODY, "remote", lambda: anonymous(NULL_DACL)),
    silent(NOBODY, "local", lambda: judged(blanket=proxy(NONE), local=True)),
    silent(NOBODY, "CONNECT", judged),
    fires(IGNORED, "the registry says NONE", lambda: by_registry(NONE, EMPTY_DACL)),
    silent(IGNORED, "the registry says CONNECT", lambda: by_registry(CONNECT, EMPTY_DACL), DENIED),
    fires(NO_SD, "NONE and NULL", lambda: judged(server=explicit(None, NONE))),
    silent(NO_SD, "CONNECT and NULL", lambda: judged(server=explicit(None, CONNECT))),
    fires(LIMIT, "xp-sp2 has no remote anonymous", lambda: at_limit(None, NONE, windows="xp-sp2"), DENIED),
    fires(LIMIT, "server-2003-sp1 has", lambda: at_limit(None, NONE, windows="server-2003-sp1")),
    silent(LIMIT, "somebody calls", lambda: at_limit(None, windows="xp-sp2")),
    fires(OBJECT, "the object refuses", lambda: guarded(EMPTY_DACL), DENIED),
    fires(OBJECT, "the object admits", lambda: guarded(SOMEBODY)),
    silent(OBJECT, "a descriptor refuses", lambda: described(EMPTY_DACL), DENIED),
)
