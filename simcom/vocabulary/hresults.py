"""HRESULTs: name, number and what the number says.

Source: win32 com-error-codes-1.md to -10.md, the system error code pages, and the Rpc section. An RPC or Win32 status n that passes
through COM becomes 0x80070000 + n (`vocab.hresult.win32-mapping`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hresult:
    """One status: ``name`` as in the header, ``value`` as an unsigned 32-bit number, ``text`` in a few words of ours."""

    name: str
    value: int
    text: str

    def __str__(self) -> str:
        """Return the name with its number, as people write it."""
        return f"{self.name} (0x{self.value:08X})"

    @property
    def ok(self) -> bool:
        """Whether the status is a success: the top bit is clear."""
        return self.value < FAILURE_BIT


FAILURE_BIT = 0x80000000
WIN32_FACILITY = 0x80070000


def from_win32(status: int) -> int:
    """Return the HRESULT number of a Win32 or RPC status (`vocab.hresult.win32-mapping`); 0 stays 0.

    >>> hex(from_win32(5))
    '0x80070005'
    """
    return WIN32_FACILITY + status if status else 0


_TABLE: tuple[tuple[str, int, str], ...] = (
    ("S_OK", 0x00000000, "success"),
    ("CO_S_NOTALLINTERFACES", 0x00080012, "not all the requested interfaces were available"),
    ("E_NOINTERFACE", 0x80004002, "no such interface supported"),
    ("E_POINTER", 0x80004003, "invalid pointer"),
    ("E_FAIL", 0x80004005, "unspecified failure"),
    ("CO_E_BAD_SERVER_NAME", 0x80004014, "the server name is malformed"),
    ("CO_E_WRONG_SERVER_IDENTITY", 0x80004015, "the class is configured to run as another identity"),
    ("CO_E_CREATEPROCESS_FAILURE", 0x80004018, "the server could not be started"),
    ("CO_E_RUNAS_CREATEPROCESS_FAILURE", 0x80004019, "the server could not be started as the configured identity"),
    ("CO_E_RUNAS_LOGON_FAILURE", 0x8000401A, "the configured identity cannot log on"),
    ("CO_E_LAUNCH_PERMSSION_DENIED", 0x8000401B, "the client may not launch this server"),
    ("CO_E_START_SERVICE_FAILURE", 0x8000401C, "the service cannot start"),
    ("CO_E_REMOTE_COMMUNICATION_FAILURE", 0x8000401D, "the machines cannot communicate"),
    ("CO_E_SERVER_START_TIMEOUT", 0x8000401E, "the server did not respond after launch"),
    ("CO_E_MALFORMED_SPN", 0x80004033, "the principal name found in negotiation is malformed"),
    ("CLASS_E_NOAGGREGATION", 0x80040110, "the class does not support aggregation"),
    ("REGDB_E_CLASSNOTREG", 0x80040154, "class not registered"),
    ("REGDB_E_IIDNOTREG", 0x80040155, "interface not registered"),
    ("CO_E_NOTINITIALIZED", 0x800401F0, "CoInitialize has not been called"),
    ("CO_E_CLASSSTRING", 0x800401F3, "invalid class string"),
    ("CO_E_OBJNOTREG", 0x800401FB, "object is not registered"),
    ("CO_E_OBJNOTCONNECTED", 0x800401FD, "object is not connected to server"),
    ("CONNECT_E_CANNOTCONNECT", 0x80040202, "the connection point could not be connected to the sink"),
    ("CO_E_ACTIVATIONFAILED", 0x8004E021, "the activation failed"),
    ("RPC_E_CALL_REJECTED", 0x80010001, "the call was rejected by the callee"),
    ("RPC_E_CALL_CANCELED", 0x80010002, "the call was cancelled"),
    ("RPC_E_WRONG_THREAD", 0x8001010E, "the interface was marshalled for a different thread"),
    ("RPC_E_SERVERFAULT", 0x80010105, "the server threw an exception"),
    ("RPC_E_DISCONNECTED", 0x80010108, "the object has disconnected from its clients"),
    ("RPC_E_CANTCALLOUT_ININPUTSYNCCALL", 0x8001010D, "an outgoing call cannot be made in an input-synchronous call"),
    ("RPC_E_SERVERCALL_RETRYLATER", 0x8001010A, "the message filter says that the application is busy"),
    ("RPC_E_VERSION_MISMATCH", 0x80010110, "the COM versions of client and server differ"),
    ("RPC_E_INVALID_HEADER", 0x80010111, "invalid ORPC header"),
    ("RPC_E_INVALID_OBJECT", 0x80010114, "the object does not exist"),
    ("RPC_E_CALL_PENDING", 0x80010115, "the call is pending"),
    ("RPC_E_CALL_COMPLETE", 0x80010117, "the call context is gone, the call is complete"),
    ("RPC_E_UNSECURE_CALL", 0x80010118, "impersonation on an unsecure call is not supported"),
    (
        "RPC_E_TOO_LATE",
        0x80010119,
        "security must be initialised before any interface is marshalled or unmarshalled, and only once",
    ),
    ("RPC_E_NO_GOOD_SECURITY_PACKAGES", 0x8001011A, "no security package is common to both sides"),
    ("RPC_E_ACCESS_DENIED", 0x8001011B, "access is denied"),
    ("RPC_E_REMOTE_DISABLED", 0x8001011C, "remote calls are not allowed"),
    ("RPC_E_INVALID_OBJREF", 0x8001011D, "the marshalled packet is malformed"),
    ("RPC_E_NO_CONTEXT", 0x8001011E, "there is no context for this call"),
    ("RPC_E_TIMEOUT", 0x8001011F, "the operation is not finished yet"),
    ("RPC_E_FULLSIC_REQUIRED", 0x80010121, "a fullsic principal name is required"),
    ("RPC_E_INVALID_STD_NAME", 0x80010122, "the principal name is not in msstd form"),
    ("CO_E_FAILEDTOIMPERSONATE", 0x80010123, "the system IAccessControl could not impersonate"),
    ("CO_E_FAILEDTOGETSECCTX", 0x80010124, "there is no server security context"),
    ("CO_E_FAILEDTOOPENTHREADTOKEN", 0x80010125, "the thread token cannot be opened"),
    ("CO_E_FAILEDTOGETTOKENINFO", 0x80010126, "the token cannot be read"),
    ("CO_E_TRUSTEEDOESNTMATCHCLIENT", 0x80010127, "the trustee is not the caller"),
    ("CO_E_FAILEDTOQUERYCLIENTBLANKET", 0x80010128, "the client blanket is unavailable"),
    ("CO_E_FAILEDTOSETDACL", 0x80010129, "the DACL cannot be set"),
    ("CO_E_ACCESSCHECKFAILED", 0x8001012A, "the access check returned false"),
    ("CO_E_WRONGTRUSTEENAMESYNTAX", 0x8001012C, "the trustee's name is not in the form DOMAIN\\user"),
    ("CO_E_INVALIDSID", 0x8001012D, "the trustee's SID is invalid"),
    ("CO_E_CONVERSIONFAILED", 0x8001012E, "the trustee's name could not be converted"),
    ("CO_E_NOMATCHINGSIDFOUND", 0x8001012F, "no SID matches the trustee's name"),
    ("CO_E_EXCEEDSYSACLLIMIT", 0x80010139, "the ACL is too long"),
    ("CO_E_ACESINWRONGORDER", 0x8001013A, "deny entries must stand before allow entries"),
    ("CO_E_ACNOTINITIALIZED", 0x8001013F, "the IAccessControl object is not initialised"),
    ("E_ACCESSDENIED", 0x80070005, "access is denied"),
    ("E_OUTOFMEMORY", 0x8007000E, "out of memory"),
    ("E_INVALIDARG", 0x80070057, "an argument is invalid"),
    ("ERROR_SEM_TIMEOUT", 0x80070079, "the semaphore timeout period has expired"),
    ("ERROR_LOGON_FAILURE", 0x8007052E, "unknown user name or bad password"),
    ("ERROR_BAD_IMPERSONATION_LEVEL", 0x80070542, "the impersonation level does not allow this"),
    ("ERROR_CANT_OPEN_ANONYMOUS", 0x80070543, "an anonymous token cannot be opened"),
    ("ERROR_TIME_SKEW", 0x80070576, "the clocks are too far apart"),
    ("RPC_S_UNKNOWN_IF", 0x800706B5, "the interface is unknown"),
    ("RPC_S_OUT_OF_RESOURCES", 0x800706B9, "not enough resources for the operation"),
    ("RPC_S_SERVER_UNAVAILABLE", 0x800706BA, "the RPC server is unavailable"),
    ("RPC_S_SERVER_TOO_BUSY", 0x800706BB, "the RPC server is too busy"),
    ("RPC_S_NO_CALL_ACTIVE", 0x800706BD, "no call is active on this thread"),
    ("RPC_S_CALL_FAILED", 0x800706BE, "the remote procedure call failed"),
    ("RPC_S_CALL_FAILED_DNE", 0x800706BF, "the remote procedure call failed and did not execute"),
    ("RPC_S_PROTOCOL_ERROR", 0x800706C0, "an RPC protocol error occurred"),
    ("RPC_S_PROCNUM_OUT_OF_RANGE", 0x800706D1, "the procedure number is out of range"),
    ("RPC_S_BINDING_HAS_NO_AUTH", 0x800706D2, "the binding carries no authentication"),
    ("RPC_S_UNKNOWN_AUTHN_SERVICE", 0x800706D3, "the authentication service is unknown"),
    ("RPC_S_UNKNOWN_AUTHN_LEVEL", 0x800706D4, "the authentication level is unknown"),
    ("RPC_S_INVALID_AUTH_IDENTITY", 0x800706D5, "the security context is invalid"),
    ("RPC_S_UNKNOWN_AUTHZ_SERVICE", 0x800706D6, "the authorization service is unknown"),
    ("RPC_S_CANNOT_SUPPORT", 0x800706E4, "the requested operation is not supported"),
    ("RPC_S_NO_CONTEXT_AVAILABLE", 0x800706E5, "no security context is available to allow impersonation"),
    ("ERROR_TRUSTED_DOMAIN_FAILURE", 0x800706FC, "the trust between the two domains failed"),
    ("ERROR_TRUSTED_RELATIONSHIP_FAILURE", 0x800706FD, "the machine's own secure channel failed"),
    ("RPC_S_CALL_CANCELLED", 0x8007071A, "the remote procedure call was cancelled"),
    ("RPC_S_UNSUPPORTED_AUTHN_LEVEL", 0x8007071D, "the authentication level is not supported"),
    ("RPC_S_NO_PRINC_NAME", 0x8007071E, "no principal name is registered"),
    ("RPC_S_SEC_PKG_ERROR", 0x80070721, "a security package specific error occurred"),
    ("OR_INVALID_OXID", 0x80070776, "the object exporter was not found"),
    ("OR_INVALID_OID", 0x80070777, "the object was not found"),
    ("OR_INVALID_SET", 0x80070778, "the ping set was not found"),
    ("CO_E_SERVER_EXEC_FAILURE", 0x80080005, "server execution failed"),
    ("CO_E_MISSING_DISPLAYNAME", 0x80080015, "the class has no display name for elevation"),
    ("CO_E_RUNAS_VALUE_MUST_BE_AAA", 0x80080016, "elevation needs the launching user"),
    ("CO_E_ELEVATION_DISABLED", 0x80080017, "elevation is not enabled for the class"),
    ("SEC_E_TARGET_UNKNOWN", 0x80090303, "the target is unknown or unreachable"),
    ("SEC_E_NO_IMPERSONATION", 0x8009030B, "the context does not allow impersonation"),
    ("SEC_E_LOGON_DENIED", 0x8009030C, "the logon attempt failed"),
    ("SEC_E_NO_CREDENTIALS", 0x8009030E, "no credentials are available"),
    ("SEC_E_NO_AUTHENTICATING_AUTHORITY", 0x80090311, "no authority could be contacted for authentication"),
    ("SEC_E_WRONG_PRINCIPAL", 0x80090322, "the target principal name is incorrect"),
    ("SEC_E_TIME_SKEW", 0x80090324, "the clocks are too far apart"),
    ("SEC_E_UNTRUSTED_ROOT", 0x80090325, "the certificate chain ends in an untrusted root"),
    ("SEC_E_DELEGATION_REQUIRED", 0x80090345, "delegation is not configured"),
    ("WBEM_E_ACCESS_DENIED", 0x80041003, "WMI: access is denied to the namespace or provider"),
    ("COMADMIN_E_SAFERINVALID", 0x80110822, "the software restriction trust level is invalid"),
)

HRESULTS: dict[str, Hresult] = {name: Hresult(name, value, text) for name, value, text in _TABLE}
"""Every status simcom knows, by name."""

BY_VALUE: dict[int, Hresult] = {status.value: status for status in HRESULTS.values()}
"""The same by number."""

ALIASES: dict[str, str] = {
    "ERROR_ACCESS_DENIED": "E_ACCESSDENIED",
    "E_OUT_OF_MEMORY": "E_OUTOFMEMORY",
    "RPC_S_CALLPENDING": "RPC_E_CALL_PENDING",
}
"""Other spellings of the same status (`L-34` for the second)."""

S_OK = HRESULTS["S_OK"]
E_ACCESSDENIED = HRESULTS["E_ACCESSDENIED"]
E_INVALIDARG = HRESULTS["E_INVALIDARG"]
E_NOINTERFACE = HRESULTS["E_NOINTERFACE"]


def read(word: str | int) -> Hresult:
    """Return the status named or numbered so; an unknown number is kept under its hexadecimal text.

    Signed numbers are taken as the same 32 bits. Raises ``ValueError`` for an unknown name.
    """
    if isinstance(word, int):
        number = word & 0xFFFFFFFF
        return BY_VALUE.get(number) or Hresult(f"0x{number:08X}", number, "a status simcom has no name for")
    name = ALIASES.get(word.strip().upper(), word.strip().upper())
    if name.startswith("0X"):
        return read(int(name, 16))
    if name not in HRESULTS:
        msg = f"unknown HRESULT `{word[:100]}`"
        raise ValueError(msg)
    return HRESULTS[name]
