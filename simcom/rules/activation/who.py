"""As whom an activation goes out: the process, its thread, or whoever COAUTHINFO names.

Source: win32 activation-security.md; sdk-api ne-wtypesbase-clsctx.md, ns-wtypesbase-coauthinfo.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, Clsctx

if TYPE_CHECKING:
    from simcom.vocabulary.activation import SettingsFacts
    from simcom.vocabulary.blankets import AuthInfo

PROCESS_OR_THREAD, BY_FLAG, BY_CREDENTIALS = (
    "act.identity.process-or-thread",
    "act.identity.clsctx-cloaking",
    "act.identity.coauthidentity",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The identity that is shown: its name, the rule that chose it, whether it is the thread's, the credentials if any."""

    name: str
    rule: str = PROCESS_OR_THREAD
    from_thread: bool = False
    credentials: AuthInfo | None = None


@models("act.identity.coauthidentity", "act-identity-client")
def shown(facts: SettingsFacts) -> Shown:
    """Return who is shown: explicit credentials over the network, else the thread's token where cloaking asks for it, else the process."""
    info = facts.request.auth_info
    if info is not None and info.identity is not None and not facts.local:
        return Shown(str(info.identity), BY_CREDENTIALS, credentials=info.identity)
    if facts.thread_token is None:
        return Shown(facts.account)
    if by_flag(facts):
        return Shown(facts.thread_token, BY_FLAG, from_thread=True)
    if _process_cloaks(facts):
        return Shown(facts.thread_token, from_thread=True)
    return Shown(facts.account)


@models("act.identity.clsctx-cloaking")
def by_flag(facts: SettingsFacts) -> bool:
    """Tell whether CLSCTX_ENABLE_CLOAKING makes this activation cloaked, which Windows knows from Vista on."""
    flagged = bool(facts.request.clsctx & Clsctx.ENABLE_CLOAKING)
    return flagged and facts.client_machine.windows not in BEFORE_VISTA


@models("act.identity.process-or-thread")
def _process_cloaks(facts: SettingsFacts) -> bool:
    """Tell whether the process set cloaking, static or dynamic, when it initialised its security."""
    return facts.client is not None and bool(facts.client.capabilities & CLOAKING)
