"""Object references as bytes: `decode` reads an OBJREF, `encode` writes one, `dissect` reads one field by field.

Source of every layout: [MS-DCOM] 2.2.18 and 2.2.19. `values` has the structures, `cursor` the checked reading of bytes,
`reading` and `writing` the two directions, `meanings` what each field says in words.
"""

from simcom.wire.cursor import LIMIT_BYTES, Field, WireError
from simcom.wire.reading import Dissection, decode, dissect
from simcom.wire.values import (
    DATAELEMENT,
    DUALSTRINGARRAY,
    OBJREF,
    OBJREF_CUSTOM,
    OBJREF_EXTENDED,
    OBJREF_HANDLER,
    OBJREF_STANDARD,
    SECURITYBINDING,
    STDOBJREF,
    STRINGBINDING,
)
from simcom.wire.writing import encode

__all__ = [
    "DATAELEMENT",
    "DUALSTRINGARRAY",
    "LIMIT_BYTES",
    "OBJREF",
    "OBJREF_CUSTOM",
    "OBJREF_EXTENDED",
    "OBJREF_HANDLER",
    "OBJREF_STANDARD",
    "SECURITYBINDING",
    "STDOBJREF",
    "STRINGBINDING",
    "Dissection",
    "Field",
    "WireError",
    "decode",
    "dissect",
    "encode",
]
