"""Which trusts one call's authentication crossed, and with how many exchanges."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from simcom.landscape.routes import Carrier

if TYPE_CHECKING:
    from simcom.analysis.proof import Proof
    from simcom.landscape.model import Trust
    from simcom.landscape.trusts import TrustGraph

CARRIERS = {"Kerberos": Carrier.KERBEROS, "NTLM": Carrier.NTLM}
"""Which trusts count for a mechanism; for any other, all of them."""

ASKED = {"Kerberos": "KDC", "NTLM": "DC"}
"""Whom the exchanges of a mechanism are with."""


def crossed(web: TrustGraph, ends: tuple[str, str], proved: Proof | None) -> tuple[Trust, ...] | None:
    """Return the trusts that a call's authentication crossed or, where nothing was crossed, would; ``None`` without a way."""
    carrier = Carrier.ANY if proved is None else CARRIERS.get(proved.mechanism, Carrier.ANY)
    domains = proved.domains if proved and proved.domains else None
    routes = [web.route(*pair, carrier) for pair in (pairwise(domains) if domains else [ends])]
    whole = [route for route in routes if route is not None]
    # a context may outlive the trusts it was built over
    return tuple(trust for route in whole for trust in route.trusts) if len(whole) == len(routes) else None


def route_words(ends: tuple[str, str], used: tuple[Trust, ...] | None) -> str:
    """Say whether the first domain accepts accounts of the second, given the trusts crossed (``None`` without a way)."""
    server, client = ends
    if server == client:
        return f"both ends are in {server}"
    if used is None:
        return f"{server} does not accept accounts of {client}: no trust"
    if any(trust.broken for trust in used):
        what = "the trust drawn thick is" if len(used) == 1 else "of the trusts drawn thick one is"
        return f"{what} broken: {server} can accept nobody of {client} by it, but for tickets already held"
    only = ", but only those allowed to authenticate to the server" if any(trust.selective for trust in used) else ""
    return f"{server} accepts accounts of {client} by the trusts drawn thick{only}"


def exchanges_over(trust: Trust, proved: Proof) -> int:
    """Count the exchanges that lead over a trust.

    Under Kerberos they are with the trusted side's KDC, which refers to the trusting side; under NTLM the trusting side's
    controller passes the question on to the trusted side's.
    """
    referrals = (one for one in proved.kdc if one.asked == trust.trusted and one.purpose.endswith(f" {trust.trusting}"))
    passed_on = (one for one in proved.dc if (one.asker, one.asked) == (trust.trusting, trust.trusted))
    return sum(one.count for found in (referrals, passed_on) for one in found)


def asked_words(proved: Proof | None) -> str:
    """Return the line that names the mechanism and counts its exchanges by the domain that was asked."""
    if proved is None:
        return ""
    if proved.context == "reused":
        return f"{proved.mechanism}: the context was there already, so nobody is asked again"
    counts = _counted(proved)
    total, each = sum(counts.values()), ", ".join(f"{name} {count}" for name, count in counts.items())
    kind = ASKED.get(proved.mechanism, "domain controller")
    asked = f"{total} exchange{'s' * (total != 1)} with {kind}s ({each})" if counts else f"no exchange with a {kind}"
    failed = f"; failed: {proved.error.cause}" if proved.error else ""
    return f"{proved.mechanism}: {asked}{failed}"


def _counted(proved: Proof) -> dict[str, int]:
    """Count the exchanges by the domain that was asked, in the order of first asking."""
    counts: dict[str, int] = {}
    for one in (*proved.kdc, *proved.dc):
        counts[one.asked] = counts.get(one.asked, 0) + one.count
    return counts
