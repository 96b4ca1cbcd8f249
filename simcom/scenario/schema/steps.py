"""The steps of a script: one form for each function, and the mapping that holds exactly one of them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.activation import ClassObjectForm, CreateExForm, CreateForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.calls import BlanketForm, InitializeForm, MethodBlanketForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.durations import Length  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.expect import ExpectForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.parameters import (
    ClientBlanketForm,
    HelperCopyForm,
    HelperQueryForm,
    MarshalForm,
    MethodCopyForm,
    MethodQueryForm,
    NoParametersForm,
    QueryInterfaceForm,
    SwitchContextForm,
    TokenForm,
    UnmarshalForm,
)
from simcom.scenario.schema.shorthand import Cancel, Finish, OneCall, OneObject, OnePointer, Times  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, Json, wrong

_BARE = ("CoInitializeEx", "CoUninitialize", "CoQueryAuthenticationServices", "RevertToSelf", "CoGetCallContext",
         "CoQueryClientBlanket", "CoImpersonateClient", "CoRevertToSelf", "IServerSecurity::QueryBlanket",
         "IServerSecurity::ImpersonateClient", "IServerSecurity::RevertToSelf", "IsImpersonating",
         "IServerSecurity::IsImpersonating", "ExitProcess")  # fmt: skip
"""Functions that need no parameters, and may be written as their bare names."""

_BLANK = {"CoInitializeSecurity": "write `{}` for a call with every parameter at its default, or remove the step"}
"""What to write where a function of which all parameters have defaults is left blank."""


class RepeatForm(Form):
    """Steps done again and again."""

    times: Times = Field(default=None, description="How often; `forever` is until the run ends.")
    forever: bool = Field(default=False, description="true: the same as `times: forever`. Default: false.")
    steps: list[StepItem] = Field(alias="do", description="The steps.")

    @model_validator(mode="after")
    def _how_often(self) -> Self:
        if self.given("times") == self.forever:
            problem = "`repeat` needs one of `times` and `forever`"
            raise wrong(Code.MISSING_KEY, problem, "write `times: 10`, or `forever: true`")
        if self.endless and not _lets_time_pass(self.steps):
            problem = "steps repeated for ever let no time pass"
            raise wrong(Code.IMPOSSIBLE, problem, "put a `wait` of more than nothing among them")
        return self

    @property
    def endless(self) -> bool:
        """Whether it goes on until the run ends."""
        return self.times is None


def _lets_time_pass(forms: list[StepForm]) -> bool:
    """Tell whether steps are sure to take time: one of them waits, or repeats such steps."""
    return any(
        max(form.body.a_s, form.body.b_s) > 0
        if form.key == "wait"
        else form.key == "repeat" and _lets_time_pass(form.body.steps)
        for form in forms
    )


def _bare(value: object) -> object:
    return {value: None} if isinstance(value, str) else value


Nothing = NoParametersForm | None


def _step(alias: str, description: str) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    return Field(default=None, alias=alias, description=description)


class StepForm(Form):
    """One step: one of the functions, and what goes with it."""

    id: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        pattern=r"^[^#/\s]+$",
        description="A name for its rows. Default: `process/number`.",
    )
    expect: ExpectForm | None = Field(default=None, description="What must be true of the step's rows.")
    co_initialize_ex: Nothing = _step("CoInitializeEx", "Initialise COM on the thread.")
    co_uninitialize: Nothing = _step("CoUninitialize", "Leave COM.")
    initialize_security: InitializeForm | None = _step("CoInitializeSecurity", "Fix the process's security.")
    query_services: Nothing = _step("CoQueryAuthenticationServices", "Ask which services are registered.")
    marshal: MarshalForm | None = _step("CoMarshalInterface", "Marshal an interface.")
    unmarshal: UnmarshalForm | None = _step("CoUnmarshalInterface", "Turn a reference into a pointer.")
    create: CreateForm | None = _step(
        "CoCreateInstance", "Create an object, inside the process unless `clsctx` says otherwise."
    )
    create_ex: CreateExForm | None = _step("CoCreateInstanceEx", "Ask a machine for an object of a class.")
    class_object: ClassObjectForm | None = _step("CoGetClassObject", "Ask a machine for a class's own object.")
    disconnect: OneObject | None = _step("CoDisconnectObject", "Cut an object off from all its clients.")
    exit_process: Nothing = _step("ExitProcess", "End the process, in order.")
    query_interface: QueryInterfaceForm | None = _step("QueryInterface", "Ask for another interface of an object.")
    method_query: MethodQueryForm | None = _step("QueryBlanket", "IClientSecurity::QueryBlanket.")
    method_query_long: MethodQueryForm | None = _step("IClientSecurity::QueryBlanket", "The same as `QueryBlanket`.")
    helper_query: HelperQueryForm | None = _step("CoQueryProxyBlanket", "The helper of QueryBlanket.")
    method_set: MethodBlanketForm | None = _step("SetBlanket", "IClientSecurity::SetBlanket.")
    method_set_long: MethodBlanketForm | None = _step("IClientSecurity::SetBlanket", "The same as `SetBlanket`.")
    helper_set: BlanketForm | None = _step("CoSetProxyBlanket", "The helper of SetBlanket.")
    method_copy: MethodCopyForm | None = _step("CopyProxy", "IClientSecurity::CopyProxy.")
    method_copy_long: MethodCopyForm | None = _step("IClientSecurity::CopyProxy", "The same as `CopyProxy`.")
    helper_copy: HelperCopyForm | None = _step("CoCopyProxy", "The helper of CopyProxy.")
    add_ref: OnePointer | None = _step("AddRef", "IUnknown::AddRef on a pointer.")
    release: OnePointer | None = _step("Release", "IUnknown::Release on a pointer.")
    call: OneCall | None = _step("call", "Call a method: `pointer.Method`.")
    callback: OneCall | None = _step("callback", "The same, in the direction from server to client.")
    finish_call: Finish | None = _step("FinishCall", "Ask for the results of an asynchronous call.")
    cancel_call: Cancel | None = _step("CancelCall", "Cancel an asynchronous call.")
    set_thread_token: TokenForm | None = _step("SetThreadToken", "Put a token on the thread.")
    revert_to_self: Nothing = _step("RevertToSelf", "Take the thread's token off.")
    get_call_context: Nothing = _step("CoGetCallContext", "Ask for the context of the call being served.")
    query_client: ClientBlanketForm | None = _step("CoQueryClientBlanket", "Ask what the call being served used.")
    impersonate: Nothing = _step("CoImpersonateClient", "Take on the caller's identity.")
    co_revert_to_self: Nothing = _step("CoRevertToSelf", "Give the caller's identity back.")
    query_client_long: ClientBlanketForm | None = _step(
        "IServerSecurity::QueryBlanket", "The same as `CoQueryClientBlanket`."
    )
    impersonate_long: Nothing = _step("IServerSecurity::ImpersonateClient", "The same as `CoImpersonateClient`.")
    revert_long: Nothing = _step("IServerSecurity::RevertToSelf", "The same as `CoRevertToSelf`.")
    is_impersonating: Nothing = _step("IsImpersonating", "Ask whether the thread wears the caller's identity.")
    is_impersonating_long: Nothing = _step("IServerSecurity::IsImpersonating", "The same as `IsImpersonating`.")
    switch_context: SwitchContextForm | None = _step(
        "CoSwitchCallContext", "Put another context in the place of the call's own."
    )
    wait: Length | None = _step(
        "wait", "Let time pass: `5 s`, `{exponential: 5 s}`, `{uniform: [1 s, 2 s]}`, `{normal: [5 s, 1 s]}`."
    )
    repeat: RepeatForm | None = _step("repeat", "Do steps several times.")

    @classmethod
    def functions(cls) -> tuple[str, ...]:
        """Return every key that makes a step."""
        return cls.file_keys()[2:]

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        there = [self._alias(name) for name in self._fields_there()]
        if len(there) > 1:
            raise wrong(
                Code.NOT_TOGETHER,
                f"one step cannot be `{there[0]}` and `{there[1]}`",
                "make them two items of the list",
            )
        if not there:
            raise wrong(Code.MISSING_KEY, "the step does nothing", "give it a function, such as `call: pointer.Method`")
        if self.body is None and self.key not in _BARE:
            hint = _BLANK.get(self.key, "write them after it, as in `call: pointer.Method`")
            raise wrong(Code.MISSING_KEY, f"`{self.key}` needs parameters", hint)
        return self

    def _fields_there(self) -> list[str]:
        there = self.model_fields_set - {"id", "expect"}
        return list(there) if len(there) == 1 else [name for name in type(self).model_fields if name in there]

    @classmethod
    def _alias(cls, name: str) -> str:
        return cls.model_fields[name].alias or name

    @property
    def key(self) -> str:
        """The function's key as the file has it."""
        return self._alias(self._fields_there()[0])

    @property
    def body(self) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
        """What stands under the key."""
        return getattr(self, self._fields_there()[0])

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Say that a step has exactly one function."""
        answer: Json = handler(schema)
        handler.resolve_ref_schema(answer)["oneOf"] = [{"required": [key]} for key in cls.functions()]
        return answer


StepItem = Annotated[StepForm, Accepts(_bare, ({"enum": list(_BARE)},))]
"""A step, or the bare name of a function without parameters."""

RepeatForm.model_rebuild()
