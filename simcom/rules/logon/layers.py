"""The one table of error layers: what went wrong, what the package says of it, and what the caller of COM sees.

A failure that the server's side detects reaches the client as access denied; one that the client's own package detects, and for
which RPC has no code of its own, as RPC_S_SEC_PKG_ERROR (`err-layers`). The last column is the recommendation of `err-table`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions

DENIED, PACKAGE = "E_ACCESSDENIED", "RPC_S_SEC_PKG_ERROR"


@dataclass(frozen=True, slots=True)
class Layers:
    """One cause in every layer: NTSTATUS, Kerberos error, SEC_E status, Win32 error and the HRESULT that surfaces.

    ``ntlm`` is the HRESULT where NTLM's failure surfaces otherwise than Kerberos', or empty; ``row`` the name of `err-table`'s row where
    this is one part of it.
    """

    cause: str
    status: str = ""
    kerberos: str = ""
    sspi: str = ""
    win32: int | None = None
    hresult: str = DENIED
    ntlm: str = ""
    row: str = ""

    @property
    def name(self) -> str:
        """The recommended name of the row of `err-table` that this is, or is a part of."""
        return self.row or self.cause


_LOGON = "SEC_E_LOGON_DENIED"
_ROWS = (
    Layers("logon_denied", "0xC000006D", "24 KDC_ERR_PREAUTH_FAILED", _LOGON, 1326),
    Layers("unknown_account", "0xC0000064", "6 KDC_ERR_C_PRINCIPAL_UNKNOWN", _LOGON, 1326, row="logon_denied"),
    Layers("no_trust_path", "", "7 KDC_ERR_S_PRINCIPAL_UNKNOWN", "SEC_E_TARGET_UNKNOWN", 1396, PACKAGE),
    Layers("no_authority", "0xC000005E", "", "SEC_E_NO_AUTHENTICATING_AUTHORITY", 1311, PACKAGE, DENIED),
    Layers("spn_unknown", "", "7 KDC_ERR_S_PRINCIPAL_UNKNOWN", "SEC_E_TARGET_UNKNOWN", 1396, PACKAGE),
    Layers("wrong_principal", "", "41 KRB_AP_ERR_MODIFIED", "SEC_E_WRONG_PRINCIPAL", 1396, PACKAGE),
    Layers("time_skew", "0xC0000133", "37 KRB_AP_ERR_SKEW", "SEC_E_TIME_SKEW", 1398, PACKAGE),
    Layers("account_disabled", "0xC0000072", "18 KDC_ERR_CLIENT_REVOKED", _LOGON, 1331),
    Layers("service_revoked", "0xC0000072", "19 KDC_ERR_SERVICE_REVOKED", _LOGON, 1331, row="account_disabled"),
    Layers("account_expired", "0xC0000193", "18 KDC_ERR_CLIENT_REVOKED", _LOGON, 1793),
    Layers("account_locked", "0xC0000234", "18 KDC_ERR_CLIENT_REVOKED", _LOGON, 1909),
    Layers("password_expired", "0xC0000071", "23 KDC_ERR_KEY_EXPIRED", _LOGON, 1330),
    Layers("must_change", "0xC0000224", "23 KDC_ERR_KEY_EXPIRED", _LOGON, 1907),
    Layers("account_restriction", "0xC000006E", "12 KDC_ERR_POLICY", _LOGON, 1327),
    Layers("outside_logon_hours", "0xC000006F", "18 KDC_ERR_CLIENT_REVOKED", _LOGON, 1328, row="account_restriction"),
    Layers("workstation_not_allowed", "0xC0000070", "12 KDC_ERR_POLICY", _LOGON, 1329, row="account_restriction"),
    Layers("logon_type_not_granted", "0xC000015B", "", _LOGON, 1385),
    Layers("selective_auth_denied", "0xC0000413", "12 KDC_ERR_POLICY", _LOGON, 1935),
    Layers("ntlm_blocked", "0xC0000418", "", "", 1937, DENIED),
    Layers("ntlm_blocked_by_client", "0xC0000418", "", "", 1937, PACKAGE, PACKAGE, row="ntlm_blocked"),
    Layers("trust_broken", "0xC000018C", "", "", 1788),
    Layers("secure_channel_broken", "0xC000018D", "", "", 1789, row="trust_broken"),
    Layers("mutual_auth_failed", "", "", "SEC_E_MUTUAL_AUTH_FAILED", 1397, PACKAGE, PACKAGE),
    Layers("delegation_refused", "", "13 KDC_ERR_BADOPTION", "SEC_E_DELEGATION_REQUIRED", None, PACKAGE),
    Layers("no_credentials", "", "", "SEC_E_NO_CREDENTIALS", None),
    Layers("cert_untrusted_root", "", "", "SEC_E_UNTRUSTED_ROOT", None, PACKAGE),
    Layers("cert_unknown", "", "", "SEC_E_CERT_UNKNOWN", None, PACKAGE),
    Layers("cert_expired", "", "", "SEC_E_CERT_EXPIRED", None, PACKAGE),
    Layers("unknown_authn_service", "", "", "SEC_E_SECPKG_NOT_FOUND", 1747, "RPC_S_UNKNOWN_AUTHN_SERVICE"),
    Layers("no_common_service", hresult="RPC_E_NO_GOOD_SECURITY_PACKAGES"),
    Layers("malformed_spn", hresult="CO_E_MALFORMED_SPN"),
    Layers("unreachable", win32=1722, hresult="RPC_S_SERVER_UNAVAILABLE"),
    Layers("impersonate_on_unauthenticated", hresult="RPC_E_UNSECURE_CALL"),
)

CAUSES: dict[str, Layers] = {row.cause: row for row in _ROWS}
"""Every cause by its name. Names beyond those of `err-table` split a row of it whose numbers differ."""


@models("err-layers", "err-table")
def layers(cause: str) -> Layers | None:
    """Return a cause in every layer, or None for a name that is no cause of a failed logon."""
    return CAUSES.get(cause)


@models("krb-account-state-errors")
def surfaced(cause: str, *, kerberos: bool, assume: Assumptions) -> str:
    """Return the HRESULT that the caller sees; the two general codes are those of `L-20` and can be assumed otherwise."""
    row = CAUSES[cause]
    code = row.hresult if kerberos else row.ntlm or row.hresult
    if kerberos:
        return assume.kerberos_refused if code == PACKAGE else code
    return assume.ntlm_refused if code == DENIED else code
