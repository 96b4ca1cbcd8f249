"""Access control lists and security descriptors as a file writes them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.values import Accepts, AceRights, Words, wrong


class AceForm(Form):
    """One entry of an access control list."""

    allow: Words = Field(
        default=[], description="Whom the entry lets in: one principal or a list of them.", examples=["Everyone"]
    )
    deny: Words = Field(default=[], description="Whom the entry keeps out: one principal or a list of them.")
    rights: AceRights | None = Field(
        default=None,
        description="Names of COM access rights; EXECUTE, which COM demands in each entry, is added to names. Default: every right. A "
        "number is kept exactly as written.",
        examples=[["EXECUTE_LOCAL", "EXECUTE_REMOTE"]],
    )
    mask: int | None = Field(
        default=None, ge=0, le=0xFFFFFFFF, description="The access mask exactly as it stands in the descriptor."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.given("allow") == self.given("deny"):
            raise wrong(
                Code.NOT_TOGETHER, "an entry needs one of `allow` and `deny`", "write for instance `{allow: Everyone}`"
            )
        if self.rights is not None and self.mask is not None:
            raise wrong(Code.NOT_TOGETHER, "`rights` and `mask` exclude each other", "keep one of them")
        return self


AclForm = Annotated[
    list[AceForm] | None,
    Field(
        description="An access control list. null: the NULL DACL, which admits everybody; []: the empty one, which admits nobody."
    ),
]


class DescriptorForm(Form):
    """Everything pSecDesc can point to."""

    dacl: AclForm = Field(
        default=None, description="The access control list of a SECURITY_DESCRIPTOR; null is the NULL DACL."
    )
    owner: bool | str | None = Field(
        default=True, description="The owner; false or null: not set, which COM refuses. Default: set."
    )
    group: bool | str | None = Field(
        default=True, description="The primary group; false or null: not set. Default: set."
    )
    absolute: bool = Field(
        default=True, description="Whether the descriptor is in absolute form, as COM demands. Default: true."
    )
    sacl: Literal["label", "other"] | None = Field(
        default=None,
        description="The system ACL: null (none), `label` (a mandatory label with NO_EXECUTE_UP) or `other`.",
    )
    access_control: AclForm = Field(
        default=None, alias="IAccessControl", description="An IAccessControl object that answers by this list."
    )
    appid: str | None = Field(
        default=None, description="A pointer to an AppID whose registry values are to be used (with EOAC_APPID)."
    )

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        kinds = {"appid": self.given("appid"), "IAccessControl": self.given("access_control")}
        named = [name for name, there in kinds.items() if there]
        if named and len(self.model_fields_set) > 1:
            raise wrong(
                Code.NOT_TOGETHER,
                f"`{named[0]}` stands alone in a security descriptor parameter",
                "delete the other keys",
            )
        return self


def _descriptor(value: object) -> object:
    return {"dacl": value} if isinstance(value, list) else value


Descriptor = Annotated[DescriptorForm | None, Accepts(_descriptor, ({"type": "array", "items": {"type": "object"}},))]
"""NULL, a list (the DACL of an ordinary descriptor) or the long form."""
