"""Ports, firewalls and registrations of classes as a file writes them: what of a machine can be reached, and what is there."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.values import Accepts, Json, Words, told, wrong

HIGHEST_PORT = 65535
_PORTS = re.compile(r"\s*([0-9]{1,5})\s*(?:-\s*([0-9]{1,5})\s*)?")
_ENDPOINT = re.compile(r"\s*ncacn_ip_tcp\s*,\s*0?\s*,\s*([0-9]{1,5})\s*", re.IGNORECASE)
_VERSION = re.compile(r"\s*([0-9]{1,3})\.([0-9]{1,3})\s*")
_PORT_JSON: Json = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": HIGHEST_PORT},
                              {"type": "string", "pattern": r"^\s*[0-9]+\s*(-\s*[0-9]+\s*)?$"}]}  # fmt: skip


def _range(value: object) -> tuple[int, int]:
    """Read one port or a range of ports, both ends included."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    match = _PORTS.fullmatch(text[:40]) if isinstance(text, str) else None
    if match is None:
        raise wrong(
            Code.BAD_QUANTITY, f"expected a port or a range of ports, not {told(value)}", "write `135` or `5000-5010`"
        )
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= HIGHEST_PORT:
        problem = f"{quoted(str(text))} is no range of ports"
        raise wrong(Code.OUT_OF_RANGE, problem, f"ports go from 1 to {HIGHEST_PORT}, and the lower one stands first")
    return first, last


def _one_range(value: object) -> tuple[int, int] | None:
    return None if value is None else _range(value)


def _version(value: object) -> tuple[int, int] | None:
    """Read a COMVERSION: major and minor with a point between them."""
    if value is None:
        return None
    text = str(value) if isinstance(value, float) else value
    match = _VERSION.fullmatch(text[:40]) if isinstance(text, str) else None
    if match is None:
        raise wrong(Code.BAD_QUANTITY, f"expected a version of DCOM, not {told(value)}", "write `5.7` or `5.6`")
    return int(match[1]), int(match[2])


def _endpoint(value: object) -> int | None:
    """Read the TCP port that an AppID's Endpoints pin a server to (fact port-static-appid)."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    found = [_ENDPOINT.fullmatch(item[:60]) if isinstance(item, str) else None for item in listed]
    if None in found or len(found) > 1:
        raise wrong(Code.UNKNOWN_VALUE, f"expected one TCP endpoint, not {told(value)}", "write `ncacn_ip_tcp,0,5000`")
    return next((_range(match[1])[0] for match in found if match), None)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


Range = Annotated[tuple[int, int], PlainValidator(_range), WithJsonSchema(_PORT_JSON)]
OneRange = Annotated[
    tuple[int, int] | None,
    PlainValidator(_one_range),
    WithJsonSchema({"anyOf": [*_PORT_JSON["anyOf"], {"type": "null"}]}),
]
Ranges = Annotated[list[Range], Accepts(_listed, tuple(_PORT_JSON["anyOf"]))]
"""One port, one range, or a list of both."""

Version = Annotated[
    tuple[int, int] | None,
    PlainValidator(_version),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[0-9]+[.][0-9]+\s*$"}, {"type": "null"}]}
    ),
]
Endpoint = Annotated[int | None, PlainValidator(_endpoint), WithJsonSchema({"type": ["string", "array", "null"]})]


class FirewallForm(Form):
    """What a machine's firewall lets in from other machines. Without a firewall everything comes in."""

    closed: Literal["drop", "reject"] = Field(
        default="drop",
        description="What becomes of the rest: `drop` leaves clients waiting, `reject` answers at once. Default: drop.",
    )
    open: Ranges = Field(
        default=[],
        description="Ports that are open: numbers and ranges. Default: none.",
        examples=[[135, "49152-65535"]],
    )
    processes: Words = Field(
        default=[],
        description="Processes of which every port is open; `RPCSS` is the resolver on port 135. Default: none.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise wrong(
                Code.MISSING_KEY, "the firewall says nothing", "write `{open: []}` to close every port, or delete it"
            )
        return self


IdentityWord = Literal["launching user", "interactive user", "specified user", "service"]


class RegistrationForm(Form):
    """What a machine's registry says of one class. A class that a process of the machine serves needs none."""

    registered: bool = Field(default=True, description="Whether the class is known on this machine. Default: true.")
    appid: str = Field(default="", alias="AppID", description="Its AppID. Default: that of the process that serves it.")
    process: str = Field(
        default="", description="The process that serves it. Default: the one that has an object of the class."
    )
    identity: IdentityWord | None = Field(
        default=None,
        description="Under whose identity its server is started. Default: as its AppID or that process says.",
    )
    remote_server: str = Field(
        default="",
        alias="RemoteServerName",
        description="The machine on which it is activated where the client names none. Default: this one.",
    )
    aggregatable: bool = Field(
        default=False, description="Whether its class factory takes an outer object. Default: false."
    )
