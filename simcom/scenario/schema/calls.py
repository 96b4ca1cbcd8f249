"""The parameters of CoInitializeSecurity and of the SetBlanket family. Every one also goes by its Windows name."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from simcom.scenario.codes import Code
from simcom.scenario.schema.access import Descriptor  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.base import Form
from simcom.scenario.values import (
    Accepts,
    Authorization,
    Capabilities,
    Impersonation,
    Json,
    Level,
    Service,
    Words,
    told,
    wrong,
)
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc
from simcom.vocabulary.words import DEFAULT


class AuthInfoForm(Form):
    """Credentials: what pAuthInfo points to."""

    account: str | None = Field(
        default=None, description="Whose: any DOMAIN\\user text, declared or not.", examples=["CORP\\bob"]
    )
    password: str | None = Field(default=None, description="The password a program passes. Default: not declared.")
    extended: bool = Field(default=False, description="Whether it is the _EX form of the structure. Default: false.")
    packages: Words | None = Field(
        default=None,
        description="The PackageList of the _EX form; `!` before a name excludes a package (in quotes, as YAML asks). Default: none.",
        examples=[["kerberos"], ["!ntlm"]],
    )
    certificate: str | None = Field(default=None, description="The subject of a certificate (Schannel). Default: none.")


AuthInfo = AuthInfoForm | None


class _OrDefault:
    """Annotation: the word DEFAULT, which stands for the pointer value -1, beside the usual form."""

    @staticmethod
    def check(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        """Let DEFAULT through; a text other than that is a misspelling."""
        if isinstance(value, str) and value.upper().removeprefix("COLE_").startswith("DEFAULT"):
            return DEFAULT
        if isinstance(value, str):
            problem = f"{told(value)} is no pAuthInfo"
            raise wrong(Code.UNKNOWN_VALUE, problem, "write null, DEFAULT or `{account: CORP\\bob}`")
        return handler(value)

    @staticmethod
    def __get_pydantic_json_schema__(schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Offer the word beside the form."""
        return {"anyOf": [handler(schema), {"const": "DEFAULT"}]}


def principal_name(value: object) -> str | None:
    """Read a principal's name; the word DEFAULT is the pointer value -1."""
    if value is not None and not isinstance(value, str):
        raise wrong(Code.WRONG_TYPE, f"expected a principal's name, null or DEFAULT, not {told(value)}")
    return DEFAULT if value is not None and value.upper() in {"DEFAULT", "COLE_DEFAULT_PRINCIPAL"} else value


def _default_pointer() -> Any:  # noqa: ANN401  (a word where the type has a form; `blanket_request` tells them apart)
    return DEFAULT


def _service(value: object) -> object:
    return value if isinstance(value, dict) else {"service": value}


class AuthServiceForm(Form):
    """One entry of asAuthSvc: a service the process registers."""

    service: Service = Field(description="The authentication service: name or number.", examples=["WINNT"])
    authz_svc: Authorization = Field(default=AuthzSvc.NONE, description="The authorization service. Default: NONE.")
    principal: str | None = Field(default=None, description="The principal name; null: the process's own.")
    certificate: str | None = Field(
        default=None, description="The subject of the certificate (Schannel). Default: none."
    )


class AuthEntryForm(Form):
    """One entry of pAuthList: the identity to show when a service is chosen."""

    service: Service = Field(description="The authentication service: name or number.")
    authz_svc: Authorization = Field(default=AuthzSvc.NONE, description="The authorization service. Default: NONE.")
    auth_info: AuthInfo = Field(default=None, description="The credentials; null: the process's own.")


_NAMED: tuple[Json, ...] = ({"type": "string"}, {"type": "integer"})


def _none(value: object) -> object:
    return [] if value is None else value


AuthList = Annotated[list[Annotated[AuthEntryForm, Accepts(_service, _NAMED)]], Accepts(_none, ({"type": "null"},))]
"""pAuthList: NULL, or entries, of which the bare name of a service is the short form."""


class InitializeForm(Form):
    """The parameters of CoInitializeSecurity."""

    with_synonyms: ClassVar[bool] = True

    security_descriptor: Descriptor = Field(
        default=None,
        description="pSecDesc: null (NULL: no access check by the process), a list of entries (an ordinary descriptor with this DACL), "
        "`{dacl: ...}`, `{IAccessControl: ...}` or `{appid: ...}`. Default: null.",
    )
    auth_svc_count: int | None = Field(
        default=None,
        ge=-0x80000000,
        le=0x7FFFFFFF,
        description="cAuthSvc, even a wrong one such as -2. Default: as many as `auth_services` has, or -1 (COM chooses).",
    )
    auth_services: list[Annotated[AuthServiceForm, Accepts(_service, _NAMED)]] | None = Field(
        default=None,
        description="asAuthSvc: the services to register. Default: NULL.",
        examples=[["WINNT", "GSS_KERBEROS"]],
    )
    reserved1: Any = Field(
        default=None,
        description="pReserved1, which must be NULL: null, 0 or false. Anything else is not. Default: null.",
    )
    authn_level: Level = Field(
        default=AuthnLevel.DEFAULT, description="The authentication level, as client and as server. Default: DEFAULT."
    )
    imp_level: Impersonation = Field(
        default=ImpLevel.IDENTIFY, description="The impersonation level of calls made. Default: IDENTIFY."
    )
    auth_list: AuthList = Field(
        default=[],
        description="pAuthList: identities by service; a bare name is the process's own identity. null: none. Default: none.",
        examples=[["GSS_SCHANNEL"]],
    )
    capabilities: Capabilities = Field(
        default=Eoac.NONE, description="EOAC bits: names, a list of names, or a number. Default: NONE."
    )
    reserved3: Any = Field(
        default=None,
        description="pReserved3, which must be NULL: null, 0 or false. Anything else is not. Default: null.",
    )


class BlanketForm(Form):
    """The parameters of CoSetProxyBlanket. What is not given is the DEFAULT constant, which is negotiated anew."""

    with_synonyms: ClassVar[bool] = True

    proxy: str | None = Field(description="The pointer whose settings change; null is a NULL pointer.")
    authn_svc: Service = Field(
        default=AuthnSvc.DEFAULT, description="The authentication service. Default: DEFAULT (negotiated)."
    )
    authz_svc: Authorization = Field(
        default=AuthzSvc.DEFAULT, description="The authorization service. Default: DEFAULT."
    )
    principal: Annotated[str | None, PlainValidator(principal_name), WithJsonSchema({"type": ["string", "null"]})] = (
        Field(
            default=DEFAULT,
            description="The server's principal name: null is NULL, DEFAULT is COLE_DEFAULT_PRINCIPAL. Default: DEFAULT.",
        )
    )
    authn_level: Level = Field(
        default=AuthnLevel.DEFAULT, description="The authentication level. Default: DEFAULT (negotiated)."
    )
    imp_level: Impersonation = Field(
        default=ImpLevel.DEFAULT, description="The impersonation level. Default: DEFAULT (the process's)."
    )
    auth_info: Annotated[AuthInfo, WrapValidator(_OrDefault.check), _OrDefault()] = Field(
        default_factory=_default_pointer,
        description="The credentials: null is NULL (the process's own), DEFAULT is COLE_DEFAULT_AUTHINFO. Default: DEFAULT.",
    )
    capabilities: Capabilities = Field(default=Eoac.DEFAULT, description="EOAC bits. Default: DEFAULT (the process's).")


class MethodBlanketForm(BlanketForm):
    """The same for IClientSecurity::SetBlanket, which is asked of some pointer."""

    through: str | None = Field(
        default=None, description="Any pointer of the object whose IClientSecurity is asked. Default: the proxy itself."
    )
