"""Throw bytes at the decoder of object references, led by coverage: ``python tests/wire/fuzz_objref.py -runs=200000``.

Needs the extra ``fuzz``. It ends with a trace of the first input that the decoder answers with anything but a value or its own error.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["simcom.wire"]):
    from simcom.errors import SimcomError
    from simcom.wire import decode, encode


def one_input(data: bytes) -> None:
    """Decode some bytes; what decodes must encode again, and decode to the same value."""
    try:
        value = decode(data)
    except SimcomError:
        return
    if decode(encode(value)) != value:
        msg = f"{data.hex()} changes on its way through the encoder"
        raise AssertionError(msg)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
