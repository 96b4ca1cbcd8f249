"""RPC stacks that are not Windows' own: at which level they activate and call, and which version they announce.

They speak TCP to port 135 even on their own machine (`H10`), prove their users by NTLM, make one attempt with the settings they were
written for, and know nothing of the raise of levels. What a table entry does not say is taken as Windows has it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.steps import fact, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Ruling
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.machines import ComVersion

OLD_MINOR: ComVersion = (5, 1)
"""What the Samba-4 tools announced before they were changed (`H24`)."""
MODERN: ComVersion = (5, 7)


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack: the level of its activations, the version it announces, and how it comes by the level of its calls.

    ``follows_hint``: calls go at the level the server's hint asks for; else they go as the activation did. ``announces`` is the COMVERSION
    it sends come what may.
    """

    name: str
    level: int
    announces: ComVersion = MODERN
    follows_hint: bool = False


_TABLE = (
    Stack("impacket", AuthnLevel.PKT_PRIVACY, follows_hint=True),
    Stack("wmic", AuthnLevel.CONNECT, OLD_MINOR),
    Stack("wmic [sign]", AuthnLevel.PKT_INTEGRITY),
    Stack("openvas-smb", AuthnLevel.CONNECT),
    Stack("openvas-smb [sign]", AuthnLevel.PKT_INTEGRITY),
    Stack("libwmiclient", AuthnLevel.CONNECT, OLD_MINOR),
    Stack("j-interop", AuthnLevel.CONNECT),
    Stack("node-dcom", AuthnLevel.CONNECT),
    Stack("pan-os", AuthnLevel.CONNECT),
    Stack("sharp-wmiexec", AuthnLevel.CONNECT),
)
"""The stacks of `H23`. "Below PKT_INTEGRITY" stands as CONNECT; the old minor version of libwmiclient is inferred from its descent."""

STACKS: dict[str, Stack] = {stack.name: stack for stack in _TABLE}
"""Every stack simcom knows, by name."""


@models("H23")
def stack_named(name: str) -> Stack | None:
    """Return a stack by name; ``None`` for Windows' own (an empty name) and for names that are not in the table.

    Examples
    --------
    >>> stack_named("impacket").level == AuthnLevel.PKT_PRIVACY
    True
    >>> stack_named("") is None
    True
    """
    return STACKS.get(name.casefold())


def activation_level(name: str) -> int:
    """Return the level at which a stack activates; 0 for Windows' own."""
    stack = stack_named(name)
    return stack.level if stack else 0


@models("H23")
def call_level(stack: Stack, hint: int, service: int) -> int:
    """Return the level of a stack's calls on an exporter that gave this hint.

    Impacket turns a hint from CONNECT to PKT_INTEGRITY into PKT_INTEGRITY with NTLM and into PKT_PRIVACY with Kerberos, and leaves NONE.
    """
    if not stack.follows_hint:
        return stack.level
    if hint == AuthnLevel.NONE:
        return hint
    ntlm = service == AuthnSvc.WINNT and hint != AuthnLevel.PKT_PRIVACY
    return AuthnLevel.PKT_INTEGRITY if ntlm else AuthnLevel.PKT_PRIVACY


@models("H23")
def spoken(stack: Stack, negotiated: Ruling, hint: int) -> Ruling:
    """Replace what Windows would negotiate by what a stack does: its own level, by NTLM unless that is NONE."""
    blanket: Blanket = negotiated.value
    level = call_level(stack, hint, AuthnSvc.WINNT)
    service = AuthnSvc.NONE if level == AuthnLevel.NONE else AuthnSvc.WINNT
    because = f"{stack.name} negotiates nothing: its calls go at {AuthnLevel.show(level)}"
    because += f", from the server's hint {AuthnLevel.show(hint)}" if stack.follows_hint else ", as its activations do"
    said = notes("H23", because, fact("stack", stack.name), fact("hint", AuthnLevel.show(hint)))
    steps = (*negotiated.steps[:-1], said, *negotiated.steps[-1:])
    return Ruling(
        steps, replace(blanket, authn_level=level, authn_svc=service, principal=None, principal_service=service)
    )
