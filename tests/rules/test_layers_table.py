"""The table of error layers, row by row as `err-table` has it: what the package says, the Win32 error and what the caller of COM sees.

A row that names several numbers stands here once for each, under the name that tells them apart.
"""

from __future__ import annotations

import pytest

from simcom.rules.logon.layers import CAUSES, layers, surfaced
from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.hresults import HRESULTS

NUMBERS = {
    "": 0,
    "SEC_E_LOGON_DENIED": 0x8009030C,
    "SEC_E_TARGET_UNKNOWN": 0x80090303,
    "SEC_E_NO_AUTHENTICATING_AUTHORITY": 0x80090311,
    "SEC_E_WRONG_PRINCIPAL": 0x80090322,
    "SEC_E_TIME_SKEW": 0x80090324,
    "SEC_E_DELEGATION_REQUIRED": 0x80090345,
    "SEC_E_NO_CREDENTIALS": 0x8009030E,
}
"""The SEC_E codes by name, as far as the vocabulary of statuses has them."""

LOGON, UNKNOWN = "SEC_E_LOGON_DENIED", "SEC_E_TARGET_UNKNOWN"
DENIED, PACKAGE = 0x80070005, 0x80070721

TABLE: tuple[tuple[str, int | None, int | None, str, int | None, int | None, int | None], ...] = (
    ("logon_denied", 0xC000006D, 24, LOGON, 1326, DENIED, DENIED),
    ("unknown_account", 0xC0000064, 6, LOGON, 1326, DENIED, DENIED),
    ("no_trust_path", None, 7, UNKNOWN, 1396, PACKAGE, None),
    ("no_authority", 0xC000005E, None, "SEC_E_NO_AUTHENTICATING_AUTHORITY", 1311, PACKAGE, DENIED),
    ("spn_unknown", None, 7, UNKNOWN, 1396, PACKAGE, None),
    ("wrong_principal", None, 41, "SEC_E_WRONG_PRINCIPAL", 1396, PACKAGE, None),
    ("time_skew", 0xC0000133, 37, "SEC_E_TIME_SKEW", 1398, PACKAGE, None),
    ("account_disabled", 0xC0000072, 18, LOGON, 1331, DENIED, DENIED),
    ("service_revoked", 0xC0000072, 19, LOGON, 1331, DENIED, DENIED),
    ("account_expired", 0xC0000193, 18, LOGON, 1793, DENIED, DENIED),
    ("account_locked", 0xC0000234, 18, LOGON, 1909, DENIED, DENIED),
    ("password_expired", 0xC0000071, 23, LOGON, 1330, DENIED, DENIED),
    ("must_change", 0xC0000224, 23, LOGON, 1907, DENIED, DENIED),
    ("account_restriction", 0xC000006E, None, LOGON, 1327, DENIED, DENIED),
    ("outside_logon_hours", 0xC000006F, 18, LOGON, 1328, DENIED, DENIED),
    ("workstation_not_allowed", 0xC0000070, None, LOGON, 1329, DENIED, DENIED),
    ("logon_type_not_granted", 0xC000015B, None, LOGON, 1385, DENIED, DENIED),
    ("selective_auth_denied", 0xC0000413, 12, LOGON, 1935, DENIED, DENIED),
    ("ntlm_blocked", 0xC0000418, None, "", 1937, None, DENIED),
    ("ntlm_blocked_by_client", 0xC0000418, None, "", 1937, None, PACKAGE),
    ("trust_broken", 0xC000018C, None, "", 1788, DENIED, DENIED),
    ("secure_channel_broken", 0xC000018D, None, "", 1789, DENIED, DENIED),
    ("mutual_auth_failed", None, None, "SEC_E_MUTUAL_AUTH_FAILED", 1397, PACKAGE, PACKAGE),
    ("delegation_refused", None, 13, "SEC_E_DELEGATION_REQUIRED", None, PACKAGE, None),
    ("no_credentials", None, None, "SEC_E_NO_CREDENTIALS", None, DENIED, DENIED),
    ("cert_untrusted_root", None, None, "SEC_E_UNTRUSTED_ROOT", None, PACKAGE, None),
    ("cert_unknown", None, None, "SEC_E_CERT_UNKNOWN", None, PACKAGE, None),
    ("cert_expired", None, None, "SEC_E_CERT_EXPIRED", None, PACKAGE, None),
    ("unknown_authn_service", None, None, "SEC_E_SECPKG_NOT_FOUND", 1747, 0x800706D3, 0x800706D3),
    ("no_common_service", None, None, "", None, 0x8001011A, 0x8001011A),
    ("malformed_spn", None, None, "", None, 0x80004033, None),
    ("unreachable", None, None, "", 1722, 0x800706BA, 0x800706BA),
    ("impersonate_on_unauthenticated", None, None, "", None, 0x80010118, 0x80010118),
)
"""Cause, NTSTATUS, Kerberos error, SEC_E, Win32, what surfaces of Kerberos and of NTLM; ``None`` where the row says nothing."""

CASES = [pytest.param(*row, id=row[0]) for row in TABLE]


def number(text: str) -> int | None:
    """Return the number of an NTSTATUS or, before its name, of a Kerberos error."""
    return int(text.split(maxsplit=1)[0], 0) if text else None


@pytest.mark.parametrize(("cause", "status", "error", "sspi", "win32", "kerberos", "ntlm"), CASES)
def test_a_row(
    cause: str,
    status: int | None,
    error: int | None,
    sspi: str,
    win32: int | None,
    kerberos: int | None,
    ntlm: int | None,
) -> None:
    row = layers(cause)
    assert row is not None
    said = status, error, sspi, win32
    # a column of which the row of the fact says nothing may hold more than the fact
    assert (number(row.status), error and number(row.kerberos), row.sspi, row.win32) == said
    surfaces = {"kerberos": kerberos, "ntlm": ntlm}
    got = {name: HRESULTS[surfaced(cause, kerberos=name == "kerberos", assume=RECOMMENDED)].value for name in surfaces}
    assert {name: got[name] for name, value in surfaces.items() if value is not None} == {
        name: value for name, value in surfaces.items() if value is not None
    }


def test_the_table_is_all_there_is() -> None:
    assert sorted(CAUSES) == sorted(row[0] for row in TABLE)


@pytest.mark.parametrize("name", sorted(NUMBERS.keys() - {""}))
def test_the_codes_of_the_package(name: str) -> None:
    assert HRESULTS[name].value == NUMBERS[name]


@pytest.mark.parametrize(
    ("cause", "kerberos", "assume", "expected"),
    [
        ("no_trust_path", True, Assumptions(kerberos_refused="SEC_E_TARGET_UNKNOWN"), "SEC_E_TARGET_UNKNOWN"),
        ("no_authority", True, Assumptions(kerberos_refused="E_ACCESSDENIED"), "E_ACCESSDENIED"),
        ("logon_denied", False, Assumptions(ntlm_refused="ERROR_LOGON_FAILURE"), "ERROR_LOGON_FAILURE"),
        ("logon_denied", True, Assumptions(ntlm_refused="ERROR_LOGON_FAILURE"), "E_ACCESSDENIED"),
        ("ntlm_blocked_by_client", False, Assumptions(ntlm_refused="ERROR_LOGON_FAILURE"), "RPC_S_SEC_PKG_ERROR"),
    ],
)
def test_the_two_general_codes_can_be_assumed_otherwise(
    cause: str,
    kerberos: bool,  # noqa: FBT001  (a column of the table)
    assume: Assumptions,
    expected: str,
) -> None:
    assert surfaced(cause, kerberos=kerberos, assume=assume) == expected


def test_a_name_that_is_no_cause() -> None:
    assert layers("nothing_wrong") is None
