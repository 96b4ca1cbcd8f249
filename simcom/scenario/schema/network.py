"""The network as a file writes it: latencies, cuts, names that do not resolve, and what waiting costs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.durations import Length, Lifetime, Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.firewall import Ranges  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, NullIsEmpty, wrong

ANY = "*"
"""What stands for any machine."""

Text = Annotated[str, Field(min_length=1, max_length=255)]


class LinkForm(Form):
    """The latency of one pair of machines."""

    between: list[Text] = Field(min_length=2, max_length=2, description="The two machines; host ranges are accepted.")
    latency: Length = Field(description="One-way latency between them: a duration or a distribution.")


class BlockForm(Form):
    """Controllers that somebody cannot reach, by a firewall or a broken line."""

    from_: Text = Field(
        alias="from", description="Who: a machine, a host range, or a domain (its machines and controllers)."
    )
    to: Text = Field(description="The domain whose controllers cannot be reached from there.")


class CutForm(Form):
    """Machines that cannot reach each other. A host range stands for each of its machines, a star for any machine."""

    between: list[Text] = Field(
        default=[],
        min_length=2,
        max_length=2,
        description="The two ends, cut in both directions.",
        examples=[["hmi01", "opc01"]],
    )
    from_: Text = Field(
        default="", alias="from", description="Instead of `between`: whose connections do not get through."
    )
    to: Text = Field(default="", description="Where those connections lead.")
    how: Literal["drop", "reject"] = Field(
        default="drop",
        description="What becomes of packets: `drop` leaves clients waiting, `reject` answers at once. Default: drop.",
    )
    ports: Ranges = Field(default=[], description="Ports that are cut: numbers and ranges. Default: all.")

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        one_way = bool(self.from_) and bool(self.to)
        if bool(self.between) == one_way or bool(self.from_) != bool(self.to):
            hint = "write `between: [hmi01, opc01]`, or `from: hmi01` and `to: opc01` for one direction"
            raise wrong(Code.MISSING_KEY, "a cut needs `between`, or `from` and `to`", hint)
        return self


class UnknownNameForm(Form):
    """A name that does not resolve."""

    from_: Text = Field(alias="from", description="On which machine; host ranges are accepted.")
    name: Text = Field(description="The name, as clients write it.")


class PingForm(Form):
    """The pings by which servers know that clients live. Windows lets nobody change them."""

    period: Lifetime = Field(default=120.0, description="How often a client's machine pings. Default: 120 s.")
    missed: int = Field(
        default=3, ge=1, le=1000, description="After how many missed pings a client counts as lost. Default: 3."
    )


class CryptoForm(Form):
    """What protecting a byte costs each end."""

    integrity: Seconds = Field(default=0.0, description="Signing it. Default: nothing.", examples=["2 ns"])
    privacy: Seconds = Field(default=0.0, description="Sealing it. Default: nothing.", examples=["5 ns"])


def _bare_name(value: object) -> object:
    return {"from": ANY, "name": value} if isinstance(value, str) else value


class NetworkForm(Form):
    """One-way latencies, the time of local work, what is cut, and who cannot reach whose controllers."""

    latency: Length | None = Field(
        default=None, description="Between any two machines. Default: 350 us.", examples=["2 ms"]
    )
    local: Length | None = Field(default=None, description="Between two processes of one machine. Default: 50 us.")
    stub: Length | None = Field(default=None, description="What a proxy needs to marshal a call. Default: nothing.")
    links: list[LinkForm] = Field(default=[], description="Pairs of machines with a latency of their own.")
    blocked: list[BlockForm] = Field(
        default=[],
        description="Controllers that cannot be reached from somewhere. Default: none.",
        examples=[[{"from": "hmi01", "to": "plant.example"}]],
    )
    unreachable: Seconds | None = Field(
        default=None, description="What an attempt to reach an unreachable controller costs. Default: 5 s."
    )
    cuts: list[CutForm] = Field(
        default=[],
        description="Machines that cannot reach each other from the start. Default: none.",
        examples=[[{"between": ["hmi01", "opc01"]}]],
    )
    unknown_names: list[Annotated[UnknownNameForm, Accepts(_bare_name, ({"type": "string"},))]] = Field(
        default=[],
        description="Names that do not resolve: a name, or a machine and a name that does not resolve there. Default: none.",
        examples=[["opc01.plant.example"]],
    )
    syn: Seconds | None = Field(default=None, description="What an address costs that never answers. Default: 21 s.")
    refused: Seconds | None = Field(default=None, description="What an address costs that refuses. Default: nothing.")
    keepalive: Seconds | None = Field(
        default=None,
        description="After how long a call notices that its server's machine has vanished. Default: 722 s.",
    )
    ping: Annotated[PingForm, NullIsEmpty] = Field(
        default=PingForm(), description="How often pings go, and how many may be missed."
    )
    per_byte: Seconds | None = Field(
        default=None, description="What a byte costs on the wire. Default: nothing.", examples=["8 ns"]
    )
    crypto: Annotated[CryptoForm, NullIsEmpty] = Field(
        default=CryptoForm(), description="What protecting a byte costs."
    )
