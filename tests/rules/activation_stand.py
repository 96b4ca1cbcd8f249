r"""An activation made by hand in which everything is in order; each test changes what it is about.

CORP\ann on hmi01 (corp.example) asks opc01 (plant.example) for a Historian. PLANT trusts CORP. She is in opc01's Distributed COM Users,
so the default limits admit her, and the class's launch list admits everybody who has a name. opc01 is at patch P3, hmi01 at P2b.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rules.calls_stand import ANN, CALL, GROUPS, TRUSTED, services

from simcom.rules.activation.events import activation_events
from simcom.rules.activation.settings import activation_settings
from simcom.rules.ladder import judge_activation
from simcom.vocabulary.activation import (
    ActivationFacts,
    ActivationRequest,
    ApplicationFacts,
    CoAuthInfo,
    SettingsFacts,
)
from simcom.vocabulary.blankets import ProcessSecurity
from simcom.vocabulary.flags import ALL_LAUNCH
from simcom.vocabulary.identities import ANONYMOUS, DISTRIBUTED_COM_USERS, EVERYONE, Ace, Acl, Token
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import AccountFacts, CallFacts
    from simcom.vocabulary.rulings import Ruling

NONE, CONNECT, INTEGRITY, PRIVACY = (
    AuthnLevel.NONE,
    AuthnLevel.CONNECT,
    AuthnLevel.PKT_INTEGRITY,
    AuthnLevel.PKT_PRIVACY,
)

HMI = MachineSettings("hmi01", joined=True, domain="corp.example", patch="P2b")
OPC = MachineSettings("opc01", joined=True, domain="plant.example", patch="P3")

LAUNCHERS = Acl((Ace(EVERYONE, ALL_LAUNCH),))
EVERYBODY = Acl((Ace(EVERYONE, ALL_LAUNCH), Ace(ANONYMOUS, ALL_LAUNCH)))
"""A list that admits everybody who has a name, and one that admits nobody's name too."""

OPEN = {"machine_access_restriction": Acl(None), "machine_launch_restriction": Acl(None)}
"""A machine whose limits admit everybody."""

HISTORIAN = ApplicationFacts(
    "Historian", appid="{H}", launch_permission=LAUNCHERS, run_as="PLANT\\svc-opc", supports=("IHistorian", "IBrowse")
)
ASKED = ActivationRequest("Historian", ("IHistorian",), server_name="opc01")

HERSELF = Token(ANN, (*GROUPS, DISTRIBUTED_COM_USERS))
RESOLVER = ProcessSecurity(
    how="explicit",
    authn_level=AuthnLevel.NONE,
    imp_level=ImpLevel.IDENTIFY,
    services=services(AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT),
    com_chose=True,
    acl=None,
    acl_rule="coinitsec.sd.null",
)


def process(level: int = CONNECT, how: str = "implicit", **changes: Any) -> ProcessSecurity:  # noqa: ANN401
    """Return the security of the client's process; ``how`` "explicit" makes its level one that the program asked for."""
    return replace(RESOLVER, authn_level=level, how=how, **changes)


def info(level: int = AuthnLevel.DEFAULT, **changes: Any) -> CoAuthInfo:  # noqa: ANN401
    """Return a COAUTHINFO."""
    return replace(CoAuthInfo(authn_level=level), **changes)


@dataclass(frozen=True)
class Stand:
    """Everything an activation depends on. ``more`` are further fields of ``ActivationFacts``, ``token`` what she is on opc01."""

    request: ActivationRequest = ASKED
    client: ProcessSecurity | None = field(default_factory=process)
    client_machine: MachineSettings = HMI
    server_machine: MachineSettings = OPC
    application: ApplicationFacts = HISTORIAN
    account: AccountFacts = TRUSTED
    token: Token = HERSELF
    local: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    call: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def settled(self) -> Ruling:
        """Return the ruling on the settings."""
        words = {"account": ANN, "local": self.local, **self.settings}
        return activation_settings(SettingsFacts(self.request, self.client, self.client_machine, **words))

    def attempt(self, blanket: Blanket) -> CallFacts:
        """Return the call to the resolver under one blanket."""
        words = {"assume": self.settings["assume"]} if "assume" in self.settings else {}
        mine: dict[str, Any] = {
            "blanket": blanket,
            "server": RESOLVER,
            "account": self.account,
            "client_machine": self.client_machine,
            "server_machine": self.server_machine,
            "token": self.token,
            "local": self.local,
        }
        return replace(CALL, **{**mine, **words, **self.call})

    def facts(self) -> ActivationFacts:
        """Return all that the ladder looks at."""
        said = self.settled().value
        calls = tuple(self.attempt(blanket) for blanket in said.attempts)
        words = {"assume": self.settings["assume"]} if "assume" in self.settings else {}
        return ActivationFacts(
            self.request,
            said,
            attempts=() if self.local else calls,
            client=self.client,
            client_machine=self.client_machine,
            server_machine=self.server_machine,
            application=self.application,
            local=self.local,
            local_call=calls[0] if self.local else None,
            **{"process": "viewer.exe", "address": "10.0.0.7", **words, **self.more},
        )

    def judged(self) -> Ruling:
        """Judge the activation; a request that is refused at once is never gathered."""
        settled = self.settled()
        return judge_activation(self.facts(), settled) if settled.ok else settled

    def events(self) -> list[str]:
        """Return the event lines as "number machine", with a mark where they only audit."""
        lines = activation_events(self.facts(), self.judged())
        return [f"{line.number} {line.machine}{' audit' if line.audit else ''}" for line in lines]


def stand(**changes: Any) -> Stand:  # noqa: ANN401
    """Return the activation with something changed; ``client_patch`` and ``server_patch`` are shorthands."""
    patches = {side: changes.pop(f"{side}_patch") for side in ("client", "server") if f"{side}_patch" in changes}
    made = replace(Stand(), **changes)
    for side, patch in patches.items():
        machine = f"{side}_machine"
        made = replace(made, **{machine: replace(getattr(made, machine), patch=patch)})
    return made


def asking(**changes: Any) -> ActivationRequest:  # noqa: ANN401
    """Return the request with something changed."""
    return replace(ASKED, **changes)


def hosted(**changes: Any) -> MachineSettings:  # noqa: ANN401
    """Return the server's machine with something changed."""
    return replace(OPC, **changes)


def app(**changes: Any) -> ApplicationFacts:  # noqa: ANN401
    """Return the class's registration with something changed."""
    return replace(HISTORIAN, **changes)
