"""Switches for every point on which the sources disagree or are silent.

Each field names its entry in the catalogue of disagreements (``L-nn``), its choices (the first is the recommended one) and what it
decides. A scenario sets them under ``assume:``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _switch(entry: str, text: str, *choices: str) -> Any:  # noqa: ANN401  (dataclasses.field is typed so)
    """Return a field whose default is the first choice."""
    return field(default=choices[0], metadata={"entry": entry, "choices": choices, "text": text})


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One choice for each disputed point; the defaults are the recommended readings."""

    default_authn_level: str = _switch(
        "L-01",
        "whether CoInitializeSecurity with level DEFAULT may give NONE when the registry says NONE",
        "never_none",
        "registry",
    )
    default_acl: str = _switch(
        "L-02",
        "whether the built-in access ACL admits Administrators",
        "profile",
        "without_administrators",
        "with_administrators",
    )
    default_service: str = _switch(
        "L-03", "which service COM picks remotely from a list it chose itself", "profile", "first_common", "negotiate"
    )
    anonymous_remote_access: str = _switch(
        "L-05", "whether the default machine access limit lets ANONYMOUS LOGON in remotely", "profile", "no", "yes"
    )
    descriptor_with_level_none: str = _switch(
        "L-07", "a security descriptor together with level NONE in CoInitializeSecurity", "E_INVALIDARG", "accepted"
    )
    copy_holds: str = _switch("L-08", "what a CopyProxy copy starts with", "default", "original")
    imp_level_default: str = _switch(
        "L-09", "RPC_C_IMP_LEVEL_DEFAULT in CoInitializeSecurity", "E_INVALIDARG", "accepted"
    )
    service_none_above_none: str = _switch(
        "L-10", "SetBlanket with service NONE and a level above NONE", "E_INVALIDARG", "level_none"
    )
    service_default_level_none: str = _switch(
        "L-10", "SetBlanket with service DEFAULT and level NONE", "E_INVALIDARG", "accepted"
    )
    kerberos_principal: str = _switch(
        "L-11",
        "the code of a Kerberos call with a missing or wrong principal",
        "SEC_E_WRONG_PRINCIPAL",
        "RPC_S_SEC_PKG_ERROR",
    )
    foreign_proxy: str = _switch(
        "L-12", "a proxy of another object passed to IClientSecurity", "E_NOINTERFACE", "E_INVALIDARG"
    )
    service_not_offered: str = _switch(
        "L-13", "when a service the server did not register is noticed", "call", "SetBlanket"
    )
    ntlm_remote_delegate: str = _switch(
        "L-14", "SetBlanket with NTLM and DELEGATE on a remote proxy", "E_INVALIDARG", "accepted"
    )
    ntlm_anonymous: str = _switch("L-14", "SetBlanket with NTLM and ANONYMOUS", "accepted", "E_INVALIDARG")
    local_auth_info: str = _switch("L-15", "explicit credentials on a call within one machine", "used", "ignored")
    enable_dcom_code: str = _switch(
        "L-16", "the code when EnableDCOM is N", "documented_pair", "RPC_S_SERVER_UNAVAILABLE", "E_ACCESSDENIED"
    )
    impersonate_unsecure: str = _switch(
        "L-17", "ImpersonateClient on an unauthenticated call", "RPC_E_UNSECURE_CALL", "E_FAIL"
    )
    local_level_none: str = _switch(
        "L-18", "how a local call at level NONE arrives", "authenticated", "unauthenticated"
    )
    second_boundary: str = _switch(
        "L-19",
        "the code when a token may not cross a second machine boundary",
        "E_ACCESSDENIED",
        "RPC_S_SEC_PKG_ERROR",
    )
    ntlm_refused: str = _switch(
        "L-20",
        "the code when the server's side refuses an NTLM logon",
        "E_ACCESSDENIED",
        "ERROR_LOGON_FAILURE",
        "RPC_S_SEC_PKG_ERROR",
    )
    kerberos_refused: str = _switch(
        "L-20",
        "the code when Kerberos has no trust to follow",
        "RPC_S_SEC_PKG_ERROR",
        "E_ACCESSDENIED",
        "SEC_E_TARGET_UNKNOWN",
    )
    kerberos_over_external: str = _switch(
        "external-trust-kerberos-disagreement",
        "whether Kerberos crosses an external trust: auto is one hop to a server named by its DNS name in the trusting domain",
        "auto",
        "never",
        "always",
    )
    ip_address_target: str = _switch(
        "nego-falls-back",
        "whether a server reached by its IP address has no target name, or still the principal it registered",
        "no_target",
        "registered_principal",
    )
    constrained_delegation_level: str = _switch(
        "krb-delegation",
        "the level every hop needs for constrained and resource-based delegation, of which cloaking.md says DELEGATE as of all",
        "IMPERSONATE",
        "DELEGATE",
    )
    mutual_auth: str = _switch(
        "nego-must-not-fall-back",
        "EOAC_MUTUAL_AUTH set on a proxy: a demand as RPC takes it, or ignored as in CoInitializeSecurity",
        "demanded",
        "ignored",
    )
    negotiate_server: str = _switch(
        "nego-server-compat",
        "raw Kerberos or NTLM to a server that registered Negotiate alone",
        "accepted",
        "refused",
    )
    delegate_fallback: str = _switch(
        "nego-must-not-fall-back",
        "whether Negotiate at DELEGATE may fall back to NTLM, where it behaves as IMPERSONATE",
        "allowed",
        "refused",
    )
    auto_impersonate: str = _switch("L-21", "EOAC_AUTO_IMPERSONATE in CoInitializeSecurity", "E_INVALIDARG", "ignored")
    custom_unmarshal: str = _switch("L-22", "the code when custom unmarshalling is refused", "E_ACCESSDENIED", "E_FAIL")
    invalid_acl: str = _switch("L-23", "what an invalid ACL grants", "nothing", "everything")
    appid_other_parameters: str = _switch("L-24", "other parameters beside EOAC_APPID", "ignored", "E_INVALIDARG")
    default_imp_level: str = _switch("L-26", "the impersonation level of an implicit call", "registry", "IDENTIFY")
    access_denied: str = _switch("L-28", "how a refused access surfaces", "E_ACCESSDENIED", "RPC_E_ACCESS_DENIED")
    null_out_parameters: str = _switch(
        "L-29", "NULL for pAuthnSvc or pAuthzSvc in QueryBlanket", "accepted", "E_INVALIDARG"
    )
    anonymous_process: str = _switch(
        "L-31", "impersonation level ANONYMOUS as a process default", "promoted", "unsecured"
    )
    reinitialize: str = _switch("L-32", "CoInitializeSecurity again after CoUninitialize", "too_late", "accepted")
    bad_legacy_value: str = _switch("L-35", "a Legacy level outside its range", "absent", "E_INVALIDARG")
    call_floor: str = _switch(
        "H8b",
        "what the October 2022 floor of PKT_INTEGRITY raises on a client at P2b or later: `all` is also what SetBlanket assigns above NONE",
        "negotiated",
        "all",
        "none",
    )
    raise1_covers_coinit: str = _switch(
        "H12",
        "whether RaiseActivationAuthenticationLevel 1 raises a level given to CoInitializeSecurity",
        "no",
        "yes",
    )
    anonymous_activation: str = _switch(
        "H13", "an anonymous activation where the server enforces integrity", "acl", "refuse"
    )
    unpatched_activation_level: str = _switch(
        "H11",
        "the default activation level of Vista and later without the update: CONNECT, or PKT_INTEGRITY as note 81 says",
        "CONNECT",
        "PKT_INTEGRITY",
    )
    audit_10036: str = _switch(
        "H20", "event 10036 where enforcement is off on a server at P1b or later", "audit", "silent"
    )
    activation_refused: str = _switch(
        "H16",
        "the code of an activation whose unsecured retry was refused",
        "RPC_S_SERVER_UNAVAILABLE",
        "E_ACCESSDENIED",
    )
    coauthinfo_imp_level: str = _switch(
        "L-06",
        "an impersonation level below IMPERSONATE in COAUTHINFO of an unsecured activation",
        "RPC_S_SERVER_UNAVAILABLE",
        "replaced",
    )
    coauthinfo_default_service: str = _switch(
        "L-27", "RPC_C_AUTHN_DEFAULT in a COAUTHINFO structure", "WINNT", "GSS_NEGOTIATE"
    )
    register_timeout: str = _switch(
        "disagree-register-timeout", "how long a launched server may take to register its class", "120 s", "60 s"
    )
    rundown_latency: str = _switch(
        "disagree-rundown-latency", "when a lost client's objects go: missed pings after the last one", "360 s", "720 s"
    )
    unreachable_resolver: str = _switch(
        "disagree-unreachable-resolver",
        "the code of an unmarshal whose resolver cannot be reached",
        "OR_INVALID_OXID",
        "RPC_S_SERVER_UNAVAILABLE",
    )
    gone_exporter: str = _switch(
        "fail-table", "the code of an unmarshal whose exporter is gone", "OR_INVALID_OXID", "CO_E_OBJNOTCONNECTED"
    )
    ping_identity: str = _switch("ping-security", "whose credentials a ping carries", "application", "machine")
    system_in_acl: str = _switch(
        "authz.system-must-be-in-acl",
        "an activation into a server whose access list does not admit SYSTEM: remarked upon, or E_OUTOFMEMORY",
        "remarked",
        "required",
    )
    never_pinged: str = _switch(
        "rundown-never-pinged", "an object whose client dies before its first ping", "run_down", "kept"
    )


RECOMMENDED = Assumptions()
"""The recommended reading of every point."""


def switches() -> tuple[tuple[str, str, tuple[str, ...], str], ...]:
    """Return every switch as (name, entry, choices, text), in order."""
    return tuple(
        (item.name, item.metadata["entry"], item.metadata["choices"], item.metadata["text"])
        for item in fields(Assumptions)
    )
