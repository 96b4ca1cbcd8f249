"""Two libraries of other authors read what `encode` writes; skipped where they are not installed.

Neither sees everything: impacket leaves every list of bindings as bytes, scapy fails over an array of no entries. What
they leave out is held by the tests beside this one.
"""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from wire.blobs import EXAMPLES

from simcom.wire import OBJREF_CUSTOM, OBJREF_STANDARD, decode, encode

STANDARDS = [name for name, (_, value) in EXAMPLES.items() if isinstance(value.u_objref, OBJREF_STANDARD)]
CUSTOMS = [name for name, (_, value) in EXAMPLES.items() if isinstance(value.u_objref, OBJREF_CUSTOM)]


@pytest.fixture(scope="module")
def impacket() -> Any:  # noqa: ANN401  (a module)
    """Return impacket's structures of DCOM."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("impacket.dcerpc.v5.dcomrt")


@pytest.fixture(scope="module")
def scapy() -> Any:  # noqa: ANN401  (a module)
    """Return scapy's structures of DCOM."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("scapy.layers.msrpce.msdcom")


@pytest.mark.parametrize("name", STANDARDS)
def test_impacket_reads_a_standard_reference(name: str, impacket: Any) -> None:  # noqa: ANN401
    value = EXAMPLES[name][1]
    seen = impacket.OBJREF_STANDARD(encode(value))
    std = value.u_objref.std
    assert (seen["flags"], seen["iid"]) == (1, value.iid.bytes_le)
    assert [seen["std"][field] for field in ("flags", "cPublicRefs", "oxid", "oid", "ipid")] == [
        std.flags, std.cPublicRefs, std.oxid, std.oid, std.ipid.bytes_le,
    ]  # fmt: skip
    assert decode(seen.getData()) == value


@pytest.mark.parametrize("name", CUSTOMS)
def test_impacket_reads_a_custom_reference(name: str, impacket: Any) -> None:  # noqa: ANN401
    body = EXAMPLES[name][1].u_objref
    seen = impacket.OBJREF_CUSTOM(encode(EXAMPLES[name][1]))
    assert (seen["clsid"], seen["cbExtension"]) == (body.clsid.bytes_le, body.cbExtension)
    assert (seen["ObjectReferenceSize"], seen["pObjectData"]) == (body.size, body.pObjectData)


def test_impacket_reads_a_handler(impacket: Any) -> None:  # noqa: ANN401
    data, value = EXAMPLES["handler"]
    seen = impacket.OBJREF_HANDLER(data)
    assert (seen["flags"], seen["clsid"], seen["saResAddr"]) == (2, value.u_objref.clsid.bytes_le, data[80:])


def test_impacket_reads_an_envoy_context(impacket: Any) -> None:  # noqa: ANN401
    data, value = EXAMPLES["extended"]
    seen = impacket.OBJREF_EXTENDED(data)
    assert (seen["flags"], seen["Signature1"], seen["nElms"], seen["Signature2"]) == (8, 0x4E535956, 1, 0x4E535956)
    assert seen["saResAddr"]["aStringArray"] == data[72:100]
    assert seen["ElmArray"] == value.u_objref.ElmArray.Data + bytes(3)


@pytest.mark.parametrize("name", ["standard", "several bindings", "handler", "extended"])
def test_scapy_reads_a_reference(name: str, scapy: Any) -> None:  # noqa: ANN401
    value = EXAMPLES[name][1]
    seen, body = scapy.OBJREF(encode(value)), value.u_objref
    std = seen.payload.std
    assert (seen.flags, seen.iid) == (value.flags, value.iid)
    assert [int(std.flags), std.cPublicRefs, std.oxid, std.oid, std.ipid] == [
        body.std.flags, body.std.cPublicRefs, body.std.oxid, body.std.oid, body.std.ipid,
    ]  # fmt: skip
    strings, securities = scapy._ParseStringArray(seen.payload.saResAddr)  # noqa: SLF001  (no public reader)
    assert [(one.wTowerId, one.aNetworkAddr) for one in strings if one.wTowerId] == [
        (one.wTowerId, one.aNetworkAddr) for one in body.saResAddr.StringBinding
    ]
    assert [(one.wAuthnSvc, one.aPrincName) for one in securities if one.wAuthnSvc] == [
        (one.wAuthnSvc, one.aPrincName) for one in body.saResAddr.SecBinding
    ]


def test_scapy_reads_an_envoy_context(scapy: Any) -> None:  # noqa: ANN401
    value = EXAMPLES["extended"][1]
    seen = scapy.OBJREF(encode(value)).payload.ElmArray
    element = value.u_objref.ElmArray
    assert (seen.dataID, seen.cbSize, seen.cbRounded, seen.Data) == (element.dataID, 5, 8, element.Data)


@pytest.mark.parametrize("name", ["standard", "several bindings", "handler", "extended"])
def test_scapy_writes_the_same_bytes(name: str, scapy: Any) -> None:  # noqa: ANN401
    data = encode(EXAMPLES[name][1])
    packet = scapy.OBJREF(data)
    packet.clear_cache()
    assert bytes(packet).hex(" ") == data.hex(" ")


@pytest.mark.parametrize("name", CUSTOMS)
def test_scapy_reads_a_custom_reference(name: str, scapy: Any) -> None:  # noqa: ANN401
    body = EXAMPLES[name][1].u_objref
    seen = scapy.OBJREF(encode(EXAMPLES[name][1])).payload
    assert (seen.clsid, seen.cbExtension, seen.reserved) == (body.clsid, body.cbExtension, body.size)
    assert bytes(seen.pObjectData) == body.pObjectData
