"""The access check: does a list give a caller a right? Pure arithmetic over entries, in their order.

Source: win32 access-control-lists-for-com.md, SecAuthZ/how-dacls-control-access-to-an-object.md and
SecAuthZ/null-dacls-and-empty-dacls.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import ALL_ACCESS, ALL_LAUNCH, Right
from simcom.vocabulary.identities import ANONYMOUS, EVERYONE, Ace, Acl, Token, key

NEW_FORMAT_BITS = ALL_LAUNCH & ~Right.EXECUTE
FILTER = "uac-remote-token-filter"
CONTAINER_BITS = Right.EXECUTE_CONTAINER | Right.ACTIVATE_CONTAINER


@dataclass(frozen=True, slots=True)
class Answer:
    """What a list says: whether the right is given, by which rule and why; ``also`` names further rules that bear on it."""

    allowed: bool
    rule: str
    because: str
    also: tuple[str, ...] = ()


@models("authz.ace.execute-always", "authz.ace.no-mixing", "authz.ace.new-format", "authz.container-rights")
def defect(acl: Acl) -> tuple[str, str] | None:
    """Return the rule that an invalid list breaks and how, or ``None`` for a valid one."""
    aces = acl.aces or ()
    for ace in aces:
        if not ace.mask & Right.EXECUTE:
            return "authz.ace.execute-always", f"the entry for {ace.trustee} (mask {ace.mask:#x}) lacks EXECUTE"
        if ace.mask != Right.EXECUTE and not ace.mask & (NEW_FORMAT_BITS | CONTAINER_BITS):
            return (
                "authz.ace.new-format",
                f"the entry for {ace.trustee} (mask {ace.mask:#x}) names no right beside EXECUTE",
            )
    old = sum(ace.mask == Right.EXECUTE for ace in aces)
    if 0 < old < len(aces):
        return (
            "authz.ace.no-mixing",
            f"{old} of {len(aces)} entries are in the old format (mask 1 alone), the others in the new one",
        )
    return None


@models("authz.ace.old-format")
def granted(ace: Ace, *, launch: bool = False) -> int:
    """Return the rights an entry speaks of: mask 1 alone is the old format and means all of them."""
    if ace.mask == Right.EXECUTE:
        return int(ALL_LAUNCH if launch else ALL_ACCESS)
    return ace.mask


@models("authz.null-dacl", "authz.ace.order", "authz.ace.invalid-descriptor", "coinitsec.sd.null-dacl")
def check(acl: Acl, token: Token, right: Right, *, invalid_grants: str = "nothing", launch: bool = False) -> Answer:
    """Ask a list for one right; a list that is invalid grants nothing unless ``invalid_grants`` says otherwise (`L-23`)."""
    if acl.aces is None:
        return Answer(
            allowed=True, rule="authz.null-dacl", because="the DACL is NULL: everybody passes, anonymous included"
        )
    wrong = defect(acl)
    if wrong is not None:
        return Answer(
            allowed=invalid_grants == "everything",
            rule="authz.ace.invalid-descriptor",
            because=f"the list is invalid ({wrong[0]}): {wrong[1]}",
            also=(wrong[0],),
        )
    if not acl.aces:
        return Answer(allowed=False, rule="authz.null-dacl", because="the DACL is empty: nobody passes")
    return _walk(acl.aces, token, right, launch=launch)


@models("uac-remote-token-filter")
def kept_out(acl: Acl, token: Token, right: Right, machine: str, *, launch: bool = False) -> str:
    """Return the cure of a refusal that a local administrator owes to the filter of remote tokens alone; else an empty text."""
    lost = tuple(group for group, rule in token.lost if rule == FILTER)
    if not lost or not check(acl, replace(token, groups=(*token.groups, *lost)), right, launch=launch).allowed:
        return ""
    return (
        f"set LocalAccountTokenFilterPolicy to 1 on {machine}, or use a domain account that is an administrator there"
    )


def _walk(aces: tuple[Ace, ...], token: Token, right: Right, *, launch: bool) -> Answer:
    """Return the first entry's word that concerns the caller and the right."""
    mine = token.principals()
    for ace in aces:
        if key(ace.trustee) in mine and granted(ace, launch=launch) & right:
            word = "allowed" if ace.allow else "denied"
            because = f"{right.name} is {word} by the entry for {ace.trustee}"
            return Answer(allowed=ace.allow, rule="authz.ace.order", because=because, also=_format(ace))
    because = f"no entry gives {token.user} the right {right.name}"
    return Answer(allowed=False, rule=_silence(aces, token), because=because, also=_containers_only(aces, token))


@models("authz.ace.old-format", "authz.ace.new-format", "authz.container-rights")
def _format(ace: Ace) -> tuple[str, ...]:
    """Return the rules by which the entry that decided is read: mask 1 alone means everything, any other mask goes by its bits."""
    if ace.mask == Right.EXECUTE:
        return ("authz.ace.old-format",)
    container = ("authz.container-rights",) if ace.mask & CONTAINER_BITS else ()
    return ("authz.ace.new-format", *container)


def _containers_only(aces: tuple[Ace, ...], token: Token) -> tuple[str, ...]:
    """Return the rule behind an entry that names the caller and yet gives it nothing, because its rights are those of containers."""
    mine = token.principals()
    narrow = (ace for ace in aces if ace.mask & CONTAINER_BITS and not ace.mask & NEW_FORMAT_BITS)
    found = any(key(ace.trustee) in mine for ace in narrow)
    return ("authz.container-rights",) if found else ()


def _silence(aces: tuple[Ace, ...], token: Token) -> str:
    """Return the rule behind a list's silence: often that Everyone is not anonymous."""
    everyone = any(ace.allow and key(ace.trustee) == key(EVERYONE) for ace in aces)
    nobody = key(token.user) == key(ANONYMOUS) and key(EVERYONE) not in token.principals()
    return "authz.everyone-not-anonymous" if everyone and nobody else "authz.rights.call"
