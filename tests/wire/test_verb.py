"""``simcom objref``: every way to hand over a reference, what is printed, and errors in one line."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from cli.desk import simcom
from wire.blobs import EXAMPLES

from simcom.wire import LIMIT_BYTES

if TYPE_CHECKING:
    from pathlib import Path

DATA = EXAMPLES["standard"][0]
HEX = DATA.hex()
BASE64 = base64.b64encode(DATA).decode("ascii")

SPELLINGS = {
    "hexadecimal": HEX,
    "capitals with blanks": DATA.hex(" ").upper(),
    "C bytes": ", ".join(f"0x{byte:02x}" for byte in DATA),
    "escapes": "".join(f"\\x{byte:02x}" for byte in DATA),
    "base64": BASE64,
    "folded base64 in quotes": f'"{BASE64[:40]}\n{BASE64[40:]}"',
    "moniker": f"objref:{BASE64}:",
    "moniker in capitals": f"OBJREF:{BASE64}:",
}


@pytest.fixture(scope="module")
def printed() -> str:
    """Return what is printed of the example."""
    return simcom("objref", HEX).out


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_text_is_understood(name: str, printed: str) -> None:
    ran = simcom("objref", SPELLINGS[name])
    assert (ran.status, ran.err, ran.out) == (0, "", printed)


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_file_may_hold_a_text(name: str, printed: str, tmp_path: Path) -> None:
    path = tmp_path / "reference.txt"
    path.write_text(SPELLINGS[name] + "\n", encoding="utf-16" if name == "moniker" else "utf-8")
    assert simcom("objref", path).out == printed


def test_a_file_may_hold_the_bytes(printed: str, tmp_path: Path) -> None:
    path = tmp_path / "reference.bin"
    path.write_bytes(DATA)
    assert simcom("objref", path).out == printed


def test_every_field_is_printed_with_offset_and_meaning(printed: str) -> None:
    lines = printed.splitlines()
    assert lines[0] == "OBJREF_STANDARD, 96 bytes"
    assert [line.split()[:3] for line in lines[4:6]] == [
        ["8", "iid", "00000001-0000-0000-c000-000000000046"],
        ["24", "std.flags", "0x00000000"],
    ]
    assert [line.split(maxsplit=3)[3] for line in lines if "wTowerId" in line or "wAuthnSvc" in line] == [
        "ncacn_ip_tcp",
        "GSS_NEGOTIATE (Negotiate)",
        "WINNT (NTLM)",
    ]


def test_json_has_the_same_fields_and_whole_data() -> None:
    data = EXAMPLES["custom"][0] + bytes(100)
    record = json.loads(simcom("objref", data.hex(), "--format", "json").out)
    assert [record[key] for key in ("schema_version", "kind", "size", "left_bytes")] == [1, "OBJREF_CUSTOM", 151, 0]
    assert [(field["name"], field["offset"], field["size"]) for field in record["fields"]] == [
        ("signature", 0, 4), ("flags", 4, 4), ("iid", 8, 16), ("clsid", 24, 16),
        ("cbExtension", 40, 4), ("reserved", 44, 4), ("pObjectData", 48, 103),
    ]  # fmt: skip
    assert record["fields"][-1]["value"] == "c0ffee" + "00" * 100


def test_what_follows_a_reference_is_said() -> None:
    ran = simcom("objref", HEX + "000000")
    last = ran.out.splitlines()[-1].split()
    assert (ran.status, last[:3], " ".join(last[3:])) == (
        0, ["96", "(left", "over)"], "3 bytes that belong to no field",
    )  # fmt: skip


def test_a_hostile_address_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in simcom("objref", HEX.replace("53005200", "1b005200")).out


WRONG = {
    "deadbeef": "no object reference: at offset 0 expected signature 0x574f454d, found 0xefbeadde",
    "4d454f5": "hexadecimal `4d454f5` has 7 digits: a whole byte has two",
    HEX[:-2]: "no object reference: at offset 68 expected 28 bytes of saResAddr.StringBinding and SecBinding, found 27",
    "nowhere.bin": "`nowhere.bin` is neither a file nor an object reference: give hexadecimal",
    "": "`` is neither a file nor an object reference",
    "objref:::": "no object reference: at offset 0 expected 4 bytes of signature, found none",
    "objref:TUVPV?": "`TUVPV?` is no base64",
    "x" * 5000: "is neither a file nor an object reference",
    "a\nb\x1b": "`a\\nb\\x1b` is neither a file nor an object reference",
}


@pytest.mark.parametrize("text", WRONG)
def test_an_error_is_one_line_and_ends_with_two(text: str) -> None:
    ran = simcom("objref", text)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert WRONG[text] in ran.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\0\3", "holds no object reference: it begins with 4d5a9000, not with 4d454f57 (MEOW)"),
        (b"MEOW\1", "at offset 4 expected 4 bytes of flags, found 1"),
        (b" " * (6 * LIMIT_BYTES + 1), "is too long for an object reference"),
    ],
    ids=["binary", "cut", "long"],
)
def test_a_file_that_is_none_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    ran = simcom("objref", path)
    assert (ran.status, ran.out, words in ran.err, ran.err.count("\n")) == (2, "", True, 1)
