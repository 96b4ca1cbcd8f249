"""The structures of an object reference, each under the name that [MS-DCOM] 2.2.18 and 2.2.19 give it.

The values are plain: what a reference may hold is checked where it becomes bytes (`simcom.wire.writing`) or comes from
them (`simcom.wire.reading`).
"""
# ruff: noqa: N801, N815  (names of structures and fields are the specification's)

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from uuid import UUID

SIGNATURE = 0x574F454D
"""The first four bytes of every reference, in ASCII `MEOW` (`objref-header`)."""

EXTENDED_SIGNATURE = 0x4E535956
"""Stands twice in an OBJREF_EXTENDED (`objref-extended`)."""

SORF_NOPING = 0x1000
"""The only bit of `STDOBJREF.flags` with a meaning: the client shall not ping the object (`stdobjref-flags`)."""

DEFAULT_AUTHN = 0xFF
"""RPC_C_AUTHN_DEFAULT as a number of RPC, which no binding may carry (`securitybinding`)."""

NO_AUTHZ = 0xFFFF
"""The authorization service of every security binding: none (`securitybinding`)."""


@dataclass(frozen=True, slots=True)
class STRINGBINDING:
    """One way to reach a machine or a process (`stringbinding`); 2.2.19.3.

    ``wTowerId`` is the protocol (7 is TCP), ``aNetworkAddr`` is ``name`` for a resolver and ``name[port]`` for an
    exporter. Tower 0 is the empty binding: it has no address and stands alone.
    """

    wTowerId: int = 0
    aNetworkAddr: str = ""


@dataclass(frozen=True, slots=True)
class SECURITYBINDING:
    """One security package that a server accepts (`securitybinding`); 2.2.19.4.

    An empty ``aPrincName`` means that no principal name shall be used. Service 0 is NONE: it stands alone, has no
    further fields, and means that calls are made without security. ``wAuthzSvc`` is what the specification calls
    reserved: sent as 0xFFFF and ignored on receipt.
    """

    wAuthnSvc: int = 0
    wAuthzSvc: int = NO_AUTHZ
    aPrincName: str = ""


@dataclass(frozen=True, slots=True)
class DUALSTRINGARRAY:
    """Where a server is and how to authenticate to it, each list by preference (`dsa-layout`); 2.2.19.1.

    Each list has one binding at least; the smallest array has one empty binding of either kind, as here by default.
    Two empty tuples stand for the array of zero entries that references for the same machine carry.
    """

    StringBinding: tuple[STRINGBINDING, ...] = (STRINGBINDING(),)
    SecBinding: tuple[SECURITYBINDING, ...] = (SECURITYBINDING(),)


@dataclass(frozen=True, slots=True)
class STDOBJREF:
    """Which interface of which object, and how many public references come with it (`stdobjref-layout`); 2.2.18.2."""

    flags: int
    cPublicRefs: int
    oxid: int
    oid: int
    ipid: UUID


@dataclass(frozen=True, slots=True)
class DATAELEMENT:
    """A marshalled envoy context (`objref-extended`); 2.2.18.8. ``Data`` is without the padding to eight bytes."""

    dataID: UUID
    Data: bytes


@dataclass(frozen=True, slots=True)
class OBJREF_STANDARD:
    """The usual reference (`objref-standard`); 2.2.18.4. ``saResAddr`` is of the server's resolver, without endpoints."""

    flag: ClassVar[int] = 1
    std: STDOBJREF
    saResAddr: DUALSTRINGARRAY


@dataclass(frozen=True, slots=True)
class OBJREF_HANDLER:
    """A reference that names a class for the client to use as its handler (`objref-handler`); 2.2.18.5."""

    flag: ClassVar[int] = 2
    std: STDOBJREF
    clsid: UUID
    saResAddr: DUALSTRINGARRAY


@dataclass(frozen=True, slots=True)
class OBJREF_CUSTOM:
    """An object that marshalled itself; only the class ``clsid`` can read ``pObjectData`` (`objref-custom`); 2.2.18.6.

    ``cbExtension`` is sent as 0 and ignored on receipt. ``size`` is the specification's reserved word: any number may
    stand there, Windows writes the size of the data and others that size and 8 more. Nothing is cut by it.
    """

    flag: ClassVar[int] = 4
    clsid: UUID
    cbExtension: int
    size: int
    pObjectData: bytes


@dataclass(frozen=True, slots=True)
class OBJREF_EXTENDED:
    """A standard reference with an envoy context (`objref-extended`); 2.2.18.7. There is always one element."""

    flag: ClassVar[int] = 8
    std: STDOBJREF
    saResAddr: DUALSTRINGARRAY
    ElmArray: DATAELEMENT


Body = OBJREF_STANDARD | OBJREF_HANDLER | OBJREF_CUSTOM | OBJREF_EXTENDED
"""What may follow the header."""


@dataclass(frozen=True, slots=True)
class OBJREF:
    """A marshalled interface pointer: the interface it is for, and one of four bodies (`objref-header`); 2.2.18."""

    iid: UUID
    u_objref: Body

    @property
    def signature(self) -> int:
        """Return the number that begins every reference."""
        return SIGNATURE

    @property
    def flags(self) -> int:
        """Return which body follows: STANDARD 1, HANDLER 2, CUSTOM 4 or EXTENDED 8."""
        return self.u_objref.flag
