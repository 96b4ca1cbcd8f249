r"""The decision table, rows 1 to 41, 44 and 45: what becomes of each call, what proves the caller, who arrives, and why not.

Rows 42 and 43 swap the roles of two processes; they run in whole estates, among the cases of trusts.
"""

from __future__ import annotations

from unittest.mock import ANY

import pytest
from rules.decision_rows import ROWS
from rules.domains_stand import end

from simcom.vocabulary.identities import ANONYMOUS

K, N = "kerberos", "ntlm"
HERE, CORP, OWN, GUEST, BOX = "PLANT\\ann", "CORP\\ann", "OPC01\\ann", "OPC01\\Guest", "CORP\\HMI01$"

Ending = tuple[str, str | None, str | None, str]
"""Outcome, mechanism, who arrives, cause; ``ANY`` where the row says only that it fails."""


def ok(mechanism: str | None, who: str) -> Ending:
    """Return a caller who was proved, or let through unproved."""
    return "ok", mechanism, who, ""


def no(mechanism: str | None, cause: str) -> Ending:
    """Return a refusal."""
    return "refused", mechanism, None, cause


def as_row_7(row: str) -> dict[str, Ending]:
    """Return the three endings among the server's own accounts."""
    words = {"mirrored": ok(N, OWN), "Guest": ok(N, GUEST), "neither": no(N, "logon_denied")}
    return {f"{row}, {name}": ending for name, ending in words.items()}


EXPECTED: dict[str, Ending] = {
    "1": ok(K, HERE),
    "2": ok(N, HERE),
    "3": ok(N, HERE),
    "4": no(K, "spn_unknown"),
    "5, n = 1": ok(K, CORP),
    "5, n = 2": ok(K, "LAB\\ann"),
    "5, n = 3": ok(K, "DEEP\\ann"),
    "6, FQDN": ok(K, CORP),
    "6, short name": ok(N, CORP),
    "6, other suffix": ok(N, CORP),
    "6, never": ok(N, CORP),
    **as_row_7("7"),
    "8": no(K, "no_trust_path"),
    **as_row_7("9 Nego"),
    **as_row_7("9 N"),
    "10": ok(None, ANONYMOUS),
    "11, KDC reached": ok(K, HERE),
    "11, KDC out of reach": ok(N, HERE),
    "12": ok(K, CORP),
    **as_row_7("13"),
    "14 Nego": ok(K, CORP),
    "14 N": ok(N, CORP),
    "15 Nego": no(K, "selective_auth_denied"),
    "15 K": no(K, "selective_auth_denied"),
    "15 N": no(N, "selective_auth_denied"),
    **as_row_7("16"),
    **as_row_7("17 Nego"),
    **as_row_7("17 N"),
    "18": no(K, ANY),
    "19 Nego": ok(N, OWN),
    "19 N": ok(N, OWN),
    "19, not mirrored": no(N, "logon_denied"),
    "20": no(N, "account_restriction"),
    **as_row_7("21 Nego"),
    **as_row_7("21 N"),
    "22, KDC reached": ok(K, HERE),
    "22, KDC out of reach": ok(N, HERE),
    "23, mirrored": ok(N, OWN),
    "23, denied": no(N, "logon_denied"),
    "24": ok(K, "PLANT\\HMI01$"),
    "25": ok(K, BOX),
    "26 Nego": ok(N, "PLANT\\HMI01$"),
    "26 N": ok(N, "PLANT\\HMI01$"),
    "26 N, before": ok(N, ANONYMOUS),
    "26, NETWORK SERVICE before": ok(N, "PLANT\\HMI01$"),
    "27": no(N, "logon_denied"),
    "27, before": ok(N, ANONYMOUS),
    "28": no(N, "logon_denied"),
    "28, before": ok(N, ANONYMOUS),
    "29 Nego": ok(N, ANONYMOUS),
    "29 N": ok(N, ANONYMOUS),
    "30": ok(N, HERE),
    "30, a stranger": ok(N, "HMI01\\ann"),
    "31 K": ok(K, HERE),
    "31 Nego": ok(K, HERE),
    "32": no(K, "no_authority"),
    "33": ok(N, "LAB\\ann"),
    "34, ticket held": ok(K, HERE),
    "34, new ticket": no(K, "account_disabled"),
    "35": no(N, "account_disabled"),
    "36, IP": no(K, ANY),
    "36, SPN missing": no(K, ANY),
    "37": no(K, "wrong_principal"),
    "38 Nego": no(K, "time_skew"),
    "38 K": no(K, "time_skew"),
    "39": no(N, "mutual_auth_failed"),
    "40": ok(K, HERE),
    "41": no(K, "delegation_refused"),
    "44": no(None, "no_common_service"),
    "45, nothing chosen": no(None, "no_common_service"),
    "45, chosen by SetBlanket": no(N, "unknown_authn_service"),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row(row: str) -> None:
    assert end(ROWS[row]) == EXPECTED[row]


def test_every_row_is_there() -> None:
    numbers = {int(name.split(",")[0].split()[0]) for name in ROWS}
    assert (list(EXPECTED), numbers) == (list(ROWS), {*range(1, 42), 44, 45})
