"""What a field says in words."""

from __future__ import annotations

from uuid import UUID

import pytest
from wire.blobs import EXAMPLES

from simcom.wire.cursor import Field, Value
from simcom.wire.meanings import entries
from simcom.wire.reading import Dissection, dissect


def meaning(name: str, value: Value, size: int = 4) -> str:
    """Return the words for a field with this name and value."""
    found = Dissection(EXAMPLES["standard"][1], (Field(name, 0, size, value),), 0)
    return entries(found)[0].meaning


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("flags", 2, "OBJREF_HANDLER follows"),
        ("iid", UUID("00000143-0000-0000-c000-000000000046"), "IRemUnknown2"),
        ("iid", UUID("00000143-0000-0000-c000-000000000047"), "an interface without a well-known name"),
        ("clsid", UUID("00000143-0000-0000-c000-000000000047"), "a class without a well-known name"),
        ("clsid", UUID("00000339-0000-0000-c000-000000000046"), "CLSID_ActivationPropertiesOut"),
        ("std.flags", 0, "the client pings the object"),
        ("std.flags", 0x1000, "SORF_NOPING: the client does not ping the object"),
        ("std.flags", 0x280, "the client pings the object; 0x280 is ignored"),
        ("std.cPublicRefs", 0, "none comes with it (table marshalling): the client asks with RemAddRef"),
        ("std.cPublicRefs", 5, "5 public, come with it and must be released later"),
        ("std.ipid", UUID("00000001-0abc-ffff-0102-030405060708"),
         "one interface of the object; from Windows: process 2748 (low 16 bits), the MTA"),
        ("std.ipid", UUID("00000001-0abc-0000-0102-030405060708"),
         "one interface of the object; from Windows: process 2748 (low 16 bits), the neutral apartment"),
        ("std.ipid", UUID("00000001-0abc-0010-0102-030405060708"),
         "one interface of the object; from Windows: process 2748 (low 16 bits), the STA of thread 16"),
        ("saResAddr.StringBinding[1].wTowerId", 8, "ncadg_ip_udp"),
        ("saResAddr.StringBinding[0].wTowerId", 0, "empty: no string binding"),
        ("saResAddr.StringBinding[0].wTowerId", 99, "unknown protocol"),
        ("saResAddr.StringBinding[0].aNetworkAddr", "10.0.0.1[5000]",
         "host 10.0.0.1, endpoint 5000: an exporter's form"),
        ("saResAddr.StringBinding[0].aNetworkAddr", "fe80::1", "host without endpoint: a resolver's form"),
        ("saResAddr.SecBinding[0].wAuthnSvc", 0, "NONE: calls are made without security"),
        ("saResAddr.SecBinding[0].wAuthnSvc", 16, "GSS_KERBEROS (Kerberos)"),
        ("saResAddr.SecBinding[0].wAuthnSvc", 68, "NETLOGON"),
        ("saResAddr.SecBinding[0].wAuthnSvc", 22, "22, undocumented but seen"),
        ("saResAddr.SecBinding[0].wAuthnSvc", 77, "77"),
        ("saResAddr.SecBinding[0].wAuthzSvc", 0xFFFF, "none; reserved"),
        ("saResAddr.SecBinding[0].wAuthzSvc", 0, "ignored; 0xffff is sent"),
        ("saResAddr.SecBinding[0].aPrincName", "", "no principal name"),
        ("saResAddr.SecBinding[0].aPrincName", "host/a", "the principal name to ask for"),
        ("saResAddr.wNumEntries", 0, "no bindings at all"),
        ("reserved", 11, "ignored; Windows writes the size of the data"),
    ],
)  # fmt: skip
def test_a_field_is_told(name: str, value: Value, words: str) -> None:
    assert meaning(name, value) == words


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_field_of_an_example_is_without_words(name: str) -> None:
    assert [entry.name for entry in entries(dissect(EXAMPLES[name][0])) if not entry.meaning] == []
