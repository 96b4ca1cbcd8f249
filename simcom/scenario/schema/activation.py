"""The parameters of the functions that ask for objects: CoCreateInstance, CoCreateInstanceEx and CoGetClassObject."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.bits import ELSEWHERE, Context
from simcom.scenario.schema.calls import AuthInfo, principal_name
from simcom.scenario.schema.parameters import Pointer  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Authorization, Capabilities, Impersonation, Level, Service, Words, wrong
from simcom.vocabulary.flags import Clsctx, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

CLASS_FACTORY = "IClassFactory"


class CoAuthInfoForm(Form):
    """COAUTHINFO: the activation's own security. What is left out has the value that programs usually write."""

    with_synonyms: ClassVar[bool] = True

    authn_svc: Service = Field(default=AuthnSvc.WINNT, description="The authentication service. Default: WINNT.")
    authz_svc: Authorization = Field(default=AuthzSvc.NONE, description="The authorization service. Default: NONE.")
    principal: Annotated[str | None, PlainValidator(principal_name), WithJsonSchema({"type": ["string", "null"]})] = (
        Field(
            default=None,
            description="The resolver's principal name; null: `RPCSS/` and the server's name. Default: null.",
        )
    )
    authn_level: Level = Field(
        default=AuthnLevel.DEFAULT, description="The authentication level of the activation. Default: DEFAULT."
    )
    imp_level: Impersonation = Field(
        default=ImpLevel.IMPERSONATE, description="The impersonation level of the activation. Default: IMPERSONATE."
    )
    identity: AuthInfo = Field(
        default=None,
        description="Whose credentials: `{account: CORP\\bob, password: ...}`; null: the process's own. Default: null.",
    )
    capabilities: Capabilities = Field(default=Eoac.NONE, description="EOAC bits. Default: NONE.")


class ActivationForm(Form):
    """What CoCreateInstanceEx and CoGetClassObject have alike."""

    with_synonyms: ClassVar[bool] = True

    class_: Pointer = Field(alias="class", description="The class.")
    server: Pointer | None = Field(
        default=None,
        description="COSERVERINFO's machine, by short name, DNS name or IP address. Default: none, so that the registry decides.",
        examples=["opc01", "opc01.plant.example"],
    )
    clsctx: Context = Field(
        default=ELSEWHERE, description="CLSCTX bits, by names or number. Default: LOCAL_SERVER and REMOTE_SERVER."
    )
    auth_info: CoAuthInfoForm | None = Field(
        default=None, description="COAUTHINFO; null: NULL, so that the process's settings decide. Default: null."
    )


class ClassObjectForm(ActivationForm):
    """The parameters of CoGetClassObject."""

    interface: Pointer = Field(
        default=CLASS_FACTORY, description="The interface of the class object. Default: IClassFactory."
    )
    name: Pointer = Field(alias="as", description="The name of the pointer, in this process.")


class CreateExForm(ActivationForm):
    """The parameters of CoCreateInstanceEx."""

    interface: Pointer | None = Field(
        default=None, description="The interface wanted; for several there is `interfaces`."
    )
    interfaces: list[Pointer] = Field(
        default=[], max_length=100, description="The interfaces wanted.", examples=[["IHistorian", "IAdmin"]]
    )
    name: Words = Field(
        alias="as", description="The name of the pointer, in this process; a list of them for several interfaces."
    )
    aggregated: bool = Field(default=False, description="Whether punkOuter is not NULL. Default: false.")

    @model_validator(mode="after")
    def _a_name_for_each(self) -> Self:
        if (self.interface is None) == (not self.interfaces):
            raise wrong(
                Code.NOT_TOGETHER, "an activation needs one of `interface` and `interfaces`", "keep one of them"
            )
        if len(self.name) != len(self.asked):
            problem = f"`as` names {len(self.name)} pointer(s) for {len(self.asked)} interface(s)"
            raise wrong(Code.NOT_TOGETHER, problem, "give each interface a name, in the same order")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """The interfaces wanted, in order."""
        return (self.interface,) if self.interface else tuple(self.interfaces)


class CreateForm(Form):
    """The parameters of CoCreateInstance: an object inside the process, unless the context says otherwise."""

    with_synonyms: ClassVar[bool] = True

    class_: Pointer = Field(alias="class", description="The class.")
    interface: Pointer = Field(description="The interface wanted.")
    name: Pointer = Field(alias="as", description="The name of the pointer, in this process.")
    clsctx: Context = Field(
        default=int(Clsctx.INPROC_SERVER),
        description="CLSCTX bits, by names or number; LOCAL_SERVER and REMOTE_SERVER ask for a server. Default: INPROC_SERVER.",
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.clsctx & (ELSEWHERE | Clsctx.INPROC_SERVER):
            problem = "a context with none of INPROC_SERVER, LOCAL_SERVER and REMOTE_SERVER is not modelled"
            raise wrong(Code.UNKNOWN_VALUE, problem, "write for instance `LOCAL_SERVER`")
        return self

    @property
    def in_process(self) -> bool:
        """Whether the object is made in this process and nowhere else."""
        return not self.clsctx & ELSEWHERE
