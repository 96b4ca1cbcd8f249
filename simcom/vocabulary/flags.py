"""Flag words: capabilities, access rights, activation contexts and their registry kin.

Source: sdk-api ne-objidl-eole_authentication_capabilities.md, ne-wtypesbase-clsctx.md; win32 access-control-lists-for-com.md,
appidflags.md, dcomscmremotecallflags.md.
"""

from __future__ import annotations

from simcom.vocabulary.words import WindowsFlags


class Eoac(WindowsFlags):
    """EOLE_AUTHENTICATION_CAPABILITIES."""

    NONE = 0x0
    MUTUAL_AUTH = 0x1
    SECURE_REFS = 0x2
    ACCESS_CONTROL = 0x4
    APPID = 0x8
    DYNAMIC = 0x10
    STATIC_CLOAKING = 0x20
    DYNAMIC_CLOAKING = 0x40
    ANY_AUTHORITY = 0x80
    MAKE_FULLSIC = 0x100
    REQUIRE_FULLSIC = 0x200
    AUTO_IMPERSONATE = 0x400
    DEFAULT = 0x800
    DISABLE_AAA = 0x1000
    NO_CUSTOM_MARSHAL = 0x2000
    RESERVED1 = 0x4000

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("EOAC_",)


CLOAKING = Eoac.STATIC_CLOAKING | Eoac.DYNAMIC_CLOAKING
"""Both cloaking bits."""

SET_BLANKET_ALLOWED = (
    Eoac.MUTUAL_AUTH
    | Eoac.STATIC_CLOAKING
    | Eoac.DYNAMIC_CLOAKING
    | Eoac.ANY_AUTHORITY
    | Eoac.MAKE_FULLSIC
    | Eoac.DEFAULT
)
"""What SetBlanket accepts (`setblanket.caps-allowed`)."""

KNOWN = 0x7FFF
"""Every bit that has a name."""

RESERVED = Eoac.DYNAMIC | Eoac.AUTO_IMPERSONATE | Eoac.RESERVED1
"""Bits that are reserved today (`coinitsec.caps.reserved`)."""


class Right(WindowsFlags):
    """A COM access right. EXECUTE must stand in every entry; alone it is the old format, which means all."""

    EXECUTE = 0x1
    EXECUTE_LOCAL = 0x2
    EXECUTE_REMOTE = 0x4
    ACTIVATE_LOCAL = 0x8
    ACTIVATE_REMOTE = 0x10
    EXECUTE_CONTAINER = 0x20
    ACTIVATE_CONTAINER = 0x40

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("COM_RIGHTS_",)


ALL_ACCESS = Right.EXECUTE | Right.EXECUTE_LOCAL | Right.EXECUTE_REMOTE
"""What mask 1 alone means in an access ACL (`authz.ace.old-format`)."""

ALL_LAUNCH = ALL_ACCESS | Right.ACTIVATE_LOCAL | Right.ACTIVATE_REMOTE
"""What mask 1 alone means in a launch ACL (`authz.ace.old-format`)."""


class Clsctx(WindowsFlags):
    """The activation contexts that touch security."""

    INPROC_SERVER = 0x1
    LOCAL_SERVER = 0x4
    REMOTE_SERVER = 0x10
    NO_CUSTOM_MARSHAL = 0x1000
    NO_FAILURE_LOG = 0x4000
    DISABLE_AAA = 0x8000
    ENABLE_AAA = 0x10000
    ENABLE_CLOAKING = 0x100000
    ACTIVATE_AAA_AS_IU = 0x800000

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("CLSCTX_",)


class AppIdFlags(WindowsFlags):
    """The AppIDFlags registry value."""

    ACTIVATE_IUSERVER_INDESKTOP = 0x1
    SECURE_SERVER_PROCESS_SD_AND_BIND = 0x2
    ISSUE_ACTIVATION_RPC_AT_IDENTIFY = 0x4

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("APPIDREGFLAGS_",)


class ScmFlags(WindowsFlags):
    """The DCOMSCMRemoteCallFlags registry value."""

    ACTIVATION_USE_ALL_AUTHNSERVICES = 0x1
    ACTIVATION_DISALLOW_UNSECURE_CALL = 0x2
    RESOLVE_USE_ALL_AUTHNSERVICES = 0x4
    RESOLVE_DISALLOW_UNSECURE_CALL = 0x8
    PING_USE_MID_AUTHNSERVICE = 0x10

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("DCOMSCM_",)
