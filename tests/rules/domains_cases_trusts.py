"""Trusts in a logon, both ways: the way a referral takes, what stands on it, and roles that are swapped by a callback."""

from __future__ import annotations

from dataclasses import replace

from rules.calls_stand import absent, fires, shown, silent
from rules.domains_stand import (
    DENIED,
    HELD,
    KERBEROS,
    NEGOTIATE,
    NTLM,
    OWN,
    PACKAGE,
    STRANGER,
    WAY,
    asked,
    end,
    policies,
    ready,
    routes,
    target,
    user,
    way,
)
from runtime.calls_estate import (
    ANN,
    NETWORK,
    OTTO,
    SVC,
    call,
    client,
    estate,
    explicit,
    machine,
    ran,
    server,
    unmarshal,
)

from simcom.landscape.model import Terms, TrustKind, declared
from simcom.runtime.estate import Account, Script
from simcom.runtime.steps import SetBlanket
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.levels import AuthnLevel

EXTERNAL = {name: replace(one, kinds=("external",)) for name, one in routes(1).items()}
SHORT = target(named_by="short", principal="host/opc01")
CHANGED = {"target": target(key_changed=True)}
BROKEN, CHOOSY = routes(1, broken=True), routes(1, selective=True)
ALWAYS, NEVER = (Assumptions(kerberos_over_external=word) for word in ("always", "never"))
AT_NONE = SetBlanket("s", "", "sink", None, helper=True, request=BlanketRequest(0, authn_level=AuthnLevel.NONE))


def back(account: str, *, none: bool = False) -> tuple[str, str | None]:
    """Return the outcome of a server's callback to a client of CORP, and whom the client sees."""
    steps = (unmarshal("u", "client.sink", "ISink", "sink"), *((AT_NONE,) if none else ()))
    script = Script("", (*steps, call("c", "sink", "Tell", callback=True)))
    listens = client(initialize=explicit(AuthnLevel.NONE if none else AuthnLevel.CONNECT))
    accounts = (Account(ANN), Account(SVC), Account(OTTO), Account("CORP\\svc"))
    row = ran(estate(server(account=account, scripts=(script,)), listens, accounts=accounts))["c"].to_dict()
    return row["outcome"], row["caller"]


def blocked(*pairs: tuple[str, str]) -> tuple[str, str]:
    """Return the outcome and the mechanism of a negotiated call where these ways are shut."""
    network = replace(NETWORK, blocked=pairs)
    row = ran(estate(server(), client(unmarshal("u"), call("c")), network=network))["c"].to_dict()
    return row["outcome"], row["authentication"]["mechanism"]


def chosen(*holders: str) -> tuple[str, str | None]:
    """Return the outcome of a call over a selective trust, and the cause, where these hold Allowed to Authenticate."""
    trusts = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(selective=True))
    accounts = (Account(ANN, groups=("CORP\\Operators",)), Account(SVC, allowed_to_authenticate=holders), Account(OTTO))
    row = ran(estate(server(), client(unmarshal("u"), call("c")), trusts=trusts, accounts=accounts))["c"].to_dict()
    error = row["authentication"]["error"]
    return row["outcome"], error and error["detail"]


def out_of_step(service: int) -> tuple[str, str]:
    """Return the outcome and the cause of a call to a machine whose password no longer agrees with the directory."""
    machines = (machine("hmi01", "corp.example"), replace(machine("opc01", "plant.example"), secure_channel=False))
    asks = SetBlanket("s", "", "p", None, helper=True, request=BlanketRequest(service))
    calls = client(unmarshal("u"), asks, call("c"))
    row = ran(estate(server(account="SYSTEM"), calls, machines=machines))["c"].to_dict()
    return row["outcome"], row["authentication"]["error"]["detail"]


LOGIC, SELECTIVE, ROTATION, CHANNEL, PORTS, DISPUTED = (
    "kdc-referral-logic",
    "selective-authentication",
    "trust-password-rotation",
    "machine-secure-channel-broken",
    "ports-not-only-trust",
    "external-trust-kerberos-disagreement",
)
TO_KDC, TO_DC = ("hmi01", "corp.example"), ("plant.example", "corp.example")

CASES = (
    fires(LOGIC, "no way to refer", asked(KERBEROS, STRANGER), PACKAGE),
    silent(LOGIC, "a way over three trusts", asked(KERBEROS, user(3))),
    fires(SELECTIVE, "Kerberos, the right is not granted", asked(KERBEROS, logon=CHOOSY), DENIED),
    fires(SELECTIVE, "NTLM, the right is not granted", asked(NTLM, logon=CHOOSY), DENIED),
    fires(SELECTIVE, "no fall back helps", asked(NEGOTIATE, logon=CHOOSY), DENIED),
    silent(SELECTIVE, "it is granted", asked(NEGOTIATE, logon={**CHOOSY, "may_authenticate": True})),
    silent(SELECTIVE, "a ticket was given before", asked(KERBEROS, logon={**CHOOSY, "tickets": HELD})),
    shown(SELECTIVE, "granted to nobody", lambda: (("refused", "selective_auth_denied"), chosen())),
    absent(SELECTIVE, "granted to a group of the caller's", lambda: (("ok", None), chosen("CORP\\Operators"))),
    fires(ROTATION, "Kerberos", asked(KERBEROS, logon=BROKEN), DENIED),
    fires(ROTATION, "NTLM", asked(NTLM, logon=BROKEN), DENIED),
    silent(ROTATION, "the passwords agree", asked(NTLM)),
    silent(ROTATION, "the server's own accounts need no trust", asked(NTLM, OWN, BROKEN)),
    fires(CHANNEL, "NTLM for a domain account", asked(NTLM, logon=policies(secure_channel=False)), DENIED),
    fires(CHANNEL, "a ticket that the server cannot read", asked(NEGOTIATE, logon=CHANGED), PACKAGE),
    silent(CHANNEL, "local accounts still work", asked(NTLM, OWN, policies(secure_channel=False))),
    silent(CHANNEL, "all is well", asked(NTLM)),
    shown(CHANNEL, "in an estate, by NTLM", lambda: (("refused", "secure_channel_broken"), out_of_step(NTLM))),
    shown(CHANNEL, "in an estate, negotiated", lambda: (("refused", "wrong_principal"), out_of_step(NEGOTIATE))),
    fires(PORTS, "no KDC in reach", asked(KERBEROS, logon={"kerberos": way(1, unreachable=WAY[1])}), PACKAGE),
    fires(
        PORTS, "no controller in reach of the server's", asked(NTLM, logon={"ntlm": way(1, unreachable=WAY[1])}), DENIED
    ),
    silent(
        PORTS,
        "a ticket that is held needs no KDC",
        asked(KERBEROS, logon={"kerberos": way(1, unreachable=WAY[1]), "tickets": HELD}),
    ),
    shown(PORTS, "the client's way to its KDC is shut: NTLM", lambda: (("ok", "ntlm"), blocked(TO_KDC))),
    shown(PORTS, "the controllers' way is shut: Kerberos", lambda: (("ok", "kerberos"), blocked(TO_DC))),
    absent(PORTS, "both are shut", lambda: (("refused", "ntlm"), blocked(TO_KDC, TO_DC))),
    fires(DISPUTED, "a short name", asked(KERBEROS, logon={**EXTERNAL, "target": SHORT}), PACKAGE),
    fires(DISPUTED, "a short name, negotiated", asked(NEGOTIATE, logon={**EXTERNAL, "target": SHORT})),
    fires(DISPUTED, "the textbook view", asked(KERBEROS, logon=EXTERNAL, assume=NEVER), PACKAGE),
    silent(DISPUTED, "one hop, by DNS name", asked(KERBEROS, logon=EXTERNAL)),
    silent(DISPUTED, "assumed always", asked(KERBEROS, logon={**EXTERNAL, "target": SHORT}, assume=ALWAYS)),
    silent(DISPUTED, "a forest trust", asked(KERBEROS)),
    absent(
        DISPUTED,
        "NTLM crosses in any case",
        lambda: (("ok", "ntlm", "CORP\\ann", ""), end(ready(NTLM, logon={**EXTERNAL, "target": SHORT}))),
    ),
    shown("edge-orientation", "row 42: nothing trusts the server's account", lambda: (("refused", None), back(SVC))),
    shown("edge-orientation", "row 42: NONE needs no trust", lambda: (("ok", ANONYMOUS), back(SVC, none=True))),
    absent(
        "edge-orientation", "row 43: CORP's account is at home there", lambda: (("ok", "CORP\\svc"), back("CORP\\svc"))
    ),
)
