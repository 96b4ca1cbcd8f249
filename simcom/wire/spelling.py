"""Object references as people pass them on: hexadecimal, base64, or the display name of an OBJREF moniker."""

from __future__ import annotations

import base64
import binascii
import re

from simcom.errors import UsageError, quoted

MONIKER = "objref:"
"""What the display name of an OBJREF moniker begins with, in any case; base64 and a colon follow (win32, CreateObjrefMoniker)."""

FIRST_OF_BASE64 = "TUVPV"
"""How the signature begins in base64: what begins otherwise is no reference in base64."""

_BETWEEN = re.compile(r"[\s,;:{}-]+|\\x|\b0x", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)


def bytes_of(text: str) -> bytes:
    r"""Return the bytes that a text spells; `UsageError` if it is none of the spellings.

    Hexadecimal may be separated by blanks, commas or colons, with ``0x`` or ``\x`` before each byte. Base64 may be
    folded and its padding missing.
    """
    bare = text.strip().strip("\"'")
    if bare.lower().startswith(MONIKER):
        return _base64(bare[len(MONIKER) :].rstrip(":"))
    digits = _BETWEEN.sub("", bare)
    if _HEX.fullmatch(digits):
        return _hexadecimal(digits)
    if bare.startswith(FIRST_OF_BASE64):
        return _base64(bare)
    raise UsageError(
        f"{quoted(text)} is neither a file nor an object reference: give hexadecimal (4d454f57...), base64 (TUVPV...),"
        " an objref: moniker or a file"
    )


def _hexadecimal(digits: str) -> bytes:
    if len(digits) % 2:
        raise UsageError(f"hexadecimal {quoted(digits)} has {len(digits)} digits: a whole byte has two")
    return bytes.fromhex(digits)


def _base64(text: str) -> bytes:
    bare = "".join(text.split()).rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(
            f"{quoted(text)} is no base64: it is cut short, or has a character that base64 has not"
        ) from None
