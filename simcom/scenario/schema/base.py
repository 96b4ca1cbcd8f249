"""What all forms share. A form is the shape of one mapping in the file; it becomes a plain value of the estate in `build_*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.values import wrong

if TYPE_CHECKING:
    from simcom.scenario.values import Json

SYNONYMS: dict[str, tuple[str, ...]] = {
    "security_descriptor": ("pSecDesc",),
    "auth_svc_count": ("cAuthSvc",),
    "auth_services": ("asAuthSvc",),
    "reserved1": ("pReserved1",),
    "auth_list": ("pAuthList",),
    "reserved3": ("pReserved3",),
    "proxy": ("pProxy",),
    "authn_svc": ("dwAuthnSvc",),
    "authz_svc": ("dwAuthzSvc",),
    "principal": ("server_princ_name", "pServerPrincName", "pwszServerPrincName"),
    "authn_level": ("dwAuthnLevel",),
    "imp_level": ("dwImpLevel", "dwImpersonationLevel"),
    "auth_info": ("pAuthInfo",),
    "identity": ("pAuthIdentityData",),
    "clsctx": ("context", "dwClsContext", "dwClsCtx"),
    "capabilities": ("dwCapabilities",),
    "complus": ("COM+ server application",),
}
"""Windows' own parameter names, by the key they may stand for."""


class Form(BaseModel):
    """A mapping with known keys. Nothing is converted silently, and unknown keys are refused."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True, protected_namespaces=()
    )

    with_synonyms: ClassVar[bool] = False
    """Whether Windows' parameter names are accepted beside ours."""

    @model_validator(mode="before")
    @classmethod
    def _rename(cls, value: Any) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
        if not (cls.with_synonyms and isinstance(value, dict)):
            return value
        known = {name: canonical for canonical in cls.file_keys() for name in SYNONYMS.get(canonical, ())}
        renamed: dict[str, Any] = {}
        for key, item in value.items():
            name = str(known.get(key, key))
            if name in renamed:
                raise wrong(
                    Code.NOT_TOGETHER, f"{quoted(key)} and {quoted(name)} are the same parameter", "keep one of them"
                )
            renamed[name] = item
        return renamed

    @classmethod
    def file_keys(cls) -> tuple[str, ...]:
        """Return the keys as a file spells them."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @classmethod
    def spellings(cls) -> frozenset[str]:
        """Return the keys and their synonyms."""
        others = (name for key in cls.file_keys() for name in SYNONYMS.get(key, ()) if cls.with_synonyms)
        return frozenset((*cls.file_keys(), *others))

    def given(self, key: str) -> bool:
        """Return whether the file (or a default) says anything about a field, null included."""
        return key in self.model_fields_set

    def overlaid(self, over: Form) -> Self:
        """Return a copy in which everything that another form gives stands over this one's, mapping within mapping."""
        update: dict[str, Any] = {}
        for name in over.model_fields_set:
            below, above = getattr(self, name), getattr(over, name)
            update[name] = below.overlaid(above) if isinstance(below, Form) and isinstance(above, Form) else above
        return self.model_copy(update=update)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Add the synonyms; a key with synonyms can no longer be required by itself."""
        answer: Json = handler(schema)
        body = handler.resolve_ref_schema(answer)
        properties = body.get("properties", {})
        for canonical in [key for key in properties if cls.with_synonyms and key in SYNONYMS]:
            for name in SYNONYMS[canonical]:
                properties[name] = properties[canonical] | {"description": f"Windows' name for `{canonical}`."}
            body["required"] = [key for key in body.get("required", []) if key != canonical]
        return answer
