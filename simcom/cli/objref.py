"""``simcom objref``: an object reference from the wire, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from simcom.cli.terminal import page, put_data, put_text
from simcom.errors import UsageError, quoted

if TYPE_CHECKING:
    from simcom.report.layout import Page
    from simcom.wire import Dissection

SPELLED = 6
"""Most characters in which one byte of a file in text form is spelled: `0x4d, `."""


@click.command(epilog="Exit status: 0 it is a reference, 2 it is none.")
@click.argument("source", metavar="TEXT|FILE")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="text for people, json for programs."
)
def objref(source: str, kind: str) -> None:
    """Print every field of a marshalled object reference (OBJREF), with its offset and its meaning.

    TEXT is hexadecimal (4d454f57...), base64 (TUVPV...) or the display name of a moniker (objref:TUVPV...:). A FILE
    holds the bytes themselves or such a text.
    """
    from simcom.wire import dissect

    found = dissect(_content(source))
    if kind == "json":
        from simcom.report.formats import to_json

        return put_data(to_json(record(found)))
    return put_text(told(found, page()))


def record(found: Dissection) -> dict[str, Any]:
    """Return a reference as a plain record: its form, its size without what is left over, and its fields."""
    from simcom.wire import LIMIT_BYTES
    from simcom.wire.meanings import BODIES, entries

    fields = [entry._asdict() for entry in entries(found, LIMIT_BYTES)]
    size = sum(one.size for one in found.fields)
    kind = BODIES[found.value.flags]
    return {"schema_version": 1, "kind": kind, "size": size, "left_bytes": found.left_bytes, "fields": fields}


def told(found: Dissection, paper: Page) -> str:
    """Return a reference as text: a heading, and a line for each field."""
    from simcom.report.layout import columns, printable
    from simcom.wire.meanings import BODIES, entries

    size = sum(one.size for one in found.fields)
    head = paper.paint(f"{BODIES[found.value.flags]}, {size} bytes", "head")
    rows = [[f"{one.offset:>6}", one.name, printable(one.value), printable(one.meaning)] for one in entries(found)]
    return "\n".join([head, *columns([["offset", "field", "value", "meaning"], *rows])]) + "\n"


def _content(source: str) -> bytes:
    """Return the bytes meant by an argument; a moniker is never a file, anything else is one if there is such a file."""
    import os

    from simcom.wire.spelling import MONIKER, bytes_of

    if source.lower().startswith(MONIKER) or not os.path.isfile(source):  # noqa: PTH113  (bears any text, also a very long one)
        return bytes_of(source)
    data = _read(source)
    return data if data.startswith(b"MEOW") else _spelled(source, data)


def _read(file: str) -> bytes:
    """Read a file, which must not be longer than any reference; `UsageError` if it is, or cannot be read."""
    from pathlib import Path

    from simcom.wire import LIMIT_BYTES

    try:
        with Path(file).open("rb") as stream:
            data = stream.read(SPELLED * LIMIT_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UsageError(f"cannot read {quoted(file)}: {reason}") from None
    if len(data) > SPELLED * LIMIT_BYTES:
        raise UsageError(f"{quoted(file)} is too long for an object reference; the limit is {LIMIT_BYTES} bytes")
    return data


def _spelled(file: str, data: bytes) -> bytes:
    """Return the bytes that a text file spells; `UsageError` if it is neither such a text nor a reference itself."""
    from simcom.wire.spelling import bytes_of

    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return bytes_of(data.decode(encoding))
    except UnicodeDecodeError:
        raise UsageError(
            f"{quoted(file)} holds no object reference: it begins with {data[:4].hex()}, not with 4d454f57 (MEOW)"
        ) from None
