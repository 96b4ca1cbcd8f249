"""Steps that ask for objects, end them, or call without waiting: from the file to plain values, and what cannot be said."""

from __future__ import annotations

import pytest
from scenario.base_file import changed, complaints
from scenario.test_schema import BASE_STEP, step

from simcom.runtime import steps
from simcom.runtime.steps_activation import Activate, CancelCall, CoDisconnectObject, ExitProcess, FinishCall
from simcom.scenario.load import loads
from simcom.vocabulary.activation import ActivationRequest, CoAuthInfo
from simcom.vocabulary.blankets import AuthInfo

HERE = "- Release: copy"
CREATE = "CoCreateInstanceEx: {class: Historian, "
PAIR = ActivationRequest("Historian", ("IHistorian",), clsctx=0x14)


def activation(request: ActivationRequest, *names: str) -> Activate:
    """Return the step that the base's place for one makes of a request."""
    return Activate(*BASE_STEP, request, names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CoCreateInstanceEx: {class: Historian, interface: IHistorian, as: r}", activation(PAIR, "r")),
        (
            "CoCreateInstanceEx: {class: Historian, interfaces: [IHistorian, IAdmin], as: [r, a], server: opc01.plant.example}",
            activation(ActivationRequest("Historian", ("IHistorian", "IAdmin"), "opc01.plant.example", 0x14), "r", "a"),
        ),
        (
            f"{CREATE}interface: INobody, as: r, server: OPC01, clsctx: [CLSCTX_REMOTE_SERVER, ENABLE_CLOAKING], aggregated: true}}",
            activation(ActivationRequest("Historian", ("INobody",), "OPC01", 0x100010, aggregated=True), "r"),
        ),
        (
            "CoGetClassObject: {class: Historian, as: f, server: '\\\\opc01'}",
            activation(ActivationRequest("Historian", ("IClassFactory",), "\\\\opc01", 0x14, factory=True), "f"),
        ),
        (
            "CoCreateInstance: {class: Historian, interface: IHistorian, as: r, clsctx: ALL}",
            activation(ActivationRequest("Historian", ("IHistorian",), clsctx=0x17), "r"),
        ),
        (
            "CoCreateInstance: {class: Historian, interface: IHistorian, as: r, dwClsContext: 16}",
            activation(ActivationRequest("Historian", ("IHistorian",), clsctx=0x10), "r"),
        ),
        ("CoDisconnectObject: x", None),
        ("ExitProcess", ExitProcess(*BASE_STEP)),
    ],
)
def test_an_activation_is_a_request(text: str, expected: steps.Step | None) -> None:
    if expected is None:
        assert [str(item.code) for item in complaints(changed(HERE, f"- {text}"))] == ["SC301"]
    else:
        assert step(text) == expected


def test_credentials_of_an_activation_and_where_they_were_written() -> None:
    text = (
        "CoCreateInstanceEx: {class: Historian, interface: IHistorian, as: r, server: opc01, auth_info: {dwAuthnSvc: Kerberos, "
        "dwImpersonationLevel: IDENTIFY, dwAuthnLevel: NONE, pAuthIdentityData: {account: PLANT\\svc-opc, password: x}}}"
    )
    made = step(text)
    assert isinstance(made, Activate)
    said = made.request.auth_info
    assert said == CoAuthInfo(16, authn_level=1, imp_level=2, identity=AuthInfo("PLANT\\svc-opc", "x"))
    assert [name for name, _ in said.origins] == ["authn_svc", "authn_level", "imp_level", "identity"]
    assert {where.split(":")[0] for _, where in said.origins} == {"s.yaml"}


@pytest.mark.parametrize("text", ["null", "{}"])
def test_no_credentials_differ_from_credentials_of_defaults(text: str) -> None:
    made = step(f"CoCreateInstanceEx: {{class: Historian, interface: IHistorian, as: r, auth_info: {text}}}")
    assert isinstance(made, Activate)
    assert made.request.auth_info == (None if text == "null" else CoAuthInfo())


@pytest.mark.parametrize(
    ("text", "how", "noping"),
    [
        ("NORMAL", "normal", False),
        ("MSHLFLAGS_TABLESTRONG", "table strong", False),
        ("[TABLEWEAK, NOPING]", "table weak", True),
        ("4", "normal", True),
    ],
)
def test_flags_of_marshalling(text: str, how: str, noping: bool) -> None:  # noqa: FBT001  (an expected value)
    script = f"    appid: Historian\n    script: [{{CoMarshalInterface: {{object: Historian, interface: IAdmin, flags: {text}}}}}]\n"
    (made,) = loads(changed("    appid: Historian\n", script)).estate.processes[0].scripts[0].steps
    assert made == steps.CoMarshalInterface("server/1", made.place, "Historian", "IAdmin", how, noping)


def test_a_reference_from_elsewhere_and_a_damaged_one() -> None:
    text = "CoUnmarshalInterface: {object: server.Historian, interface: IAdmin, as: x, resolves: true, damaged: true}"
    made = step(text)
    assert isinstance(made, steps.CoUnmarshalInterface)
    assert (made.resolves, made.damaged) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("timeout: 5 s, cancel_after: 2 s", steps.Call(*BASE_STEP, "reader", "ReadRaw", timeout_s=5.0, cancel_s=2.0)),
        ("begin: pending", steps.Call(*BASE_STEP, "reader", "ReadRaw", begin="pending")),
        ("inputsync: true", steps.Call(*BASE_STEP, "reader", "ReadRaw", inputsync=True)),
    ],
)
def test_calls_with_an_end_of_their_own(text: str, expected: steps.Call) -> None:
    assert step(f"call: {{proxy: reader, method: ReadRaw, {text}}}") == expected


def test_an_asynchronous_call_is_finished_or_cancelled() -> None:
    text = "{call: {proxy: reader, method: ReadRaw, begin: p}}, {FinishCall: {call: p, wait: 1 s}}, {FinishCall: p}, {CancelCall: p}"
    estate = loads(changed(HERE, f"- repeat: {{times: 1, do: [{text}]}}")).estate
    made = estate.processes[1].scripts[0].steps[-1]
    assert isinstance(made, steps.Repeat)
    found = [(type(item), item) for item in made.steps[1:]]
    assert [(kind, item.call, getattr(item, "wait_s", "")) for kind, item in found] == [
        (FinishCall, "p", 1.0),
        (FinishCall, "p", None),
        (CancelCall, "p", ""),
    ]


def test_a_process_cuts_off_what_it_serves_and_what_an_activation_made() -> None:
    script = "    appid: Historian\n    script: [{CoDisconnectObject: server.Historian}, {CoDisconnectObject: {object: 'Historian#2'}}]\n"
    made = loads(changed("    appid: Historian\n", script)).estate.processes[0].scripts[0].steps
    assert [item.object for item in made if isinstance(item, CoDisconnectObject)] == ["Historian", "Historian#2"]


def test_a_pointer_to_what_an_activation_made() -> None:
    assert (
        complaints(
            changed(
                "object: server.Historian, interface: IHistorian, as: r}",
                "object: server.Historian#1, interface: IHistorian, as: r}",
            )
        )
        == ()
    )


@pytest.mark.parametrize(
    "text", ["repeat: {forever: true, do: [{wait: 1 s}]}", "repeat: {times: forever, do: [{wait: 1 s}]}"]
)
def test_for_ever_is_until_the_run_ends(text: str) -> None:
    made = step(text)
    assert isinstance(made, steps.Repeat)
    assert made.times is None


MISTAKES = [
    # step, code, what the complaint says
    (f"{CREATE}as: r}}", "SC401", "an activation needs one of `interface` and `interfaces`"),
    (f"{CREATE}interface: IAdmin, interfaces: [IAdmin], as: r}}", "SC401", "keep one of them"),
    (f"{CREATE}interfaces: [IAdmin, IHistorian], as: r}}", "SC401", "`as` names 1 pointer(s) for 2 interface(s)"),
    (f"{CREATE}interface: IAdmn, as: r}}", "SC301", "did you mean `IAdmin`?"),
    (f"{CREATE}interface: IAdmin, as: r, server: opc1}}", "SC301", "no machine is reached as `opc1`; did you mean `opc01`?"),
    (f"{CREATE}interface: IAdmin, as: r, server: 10.0.0.5}}", "SC301", "add it to some machine's `aliases`"),
    (f"{CREATE}interface: IAdmin, as: r, server: zz}}", "SC301", "list it under `network: {unknown_names: ...}`"),
    (f"{CREATE}interface: IAdmin, as: r, clsctx: REMOTE_SERVR}}", "SC204", "did you mean `REMOTE_SERVER`?"),
    (f"{CREATE}interface: IAdmin, as: r, clsctx: true}}", "SC203", "expected a context of an activation"),
    (f"{CREATE}interface: IAdmin, as: r, auth_info: {{authn_level: PKT_PRIVCY}}}}", "SC204", "did you mean `PKT_PRIVACY`?"),
    (f"{CREATE}interface: IAdmin, as: r, authn_level: PKT}}", "SC201", "it belongs in `auth_info`"),
    (f"{CREATE}interface: IAdmin, as: r, auth_info: {{dwAuthnLvl: 5}}}}", "SC201", "did you mean `dwAuthnLevel`?"),
    ("CoCreateInstanceEx: {class: Historan, interface: IAdmin, as: r}", "SC301", "did you mean `Historian`?"),
    ("CoGetClassObject: {class: Historan, as: r}", "SC301", "did you mean `Historian`?"),
    ("CoGetClassObject: {class: Historian, interface: IClassFactry, as: r}", "SC301", "did you mean `IClassFactory`?"),
    ("CoCreateInstance: {class: Historian, interface: IAdmin, as: r, clsctx: 0}", "SC204", "write for instance `LOCAL_SERVER`"),
    ("CoMarshalInterface: {object: x, interface: IAdmin, flags: [TABLESTRONG, TABLEWEAK]}", "SC401", "exclude each other"),
    ("CoMarshalInterface: {object: x, interface: IAdmin, flags: TABLESTRNG}", "SC204", "did you mean `TABLESTRONG`?"),
    ("FinishCall: nothing", "SC301", "no asynchronous call is called `nothing`"),
    ("CancelCall: nothing", "SC301", "begin it, as in"),
    ("call: {proxy: reader, method: ReadRaw, timeout: 0 s}", "SC205", "longer than no time"),
    ("repeat: {do: []}", "SC202", "`repeat` needs one of `times` and `forever`"),
    ("repeat: {times: 3, forever: true, do: []}", "SC202", "`repeat` needs one of `times` and `forever`"),
    ("repeat: {forever: true, do: [{call: reader.ReadRaw}]}", "SC403", "steps repeated for ever let no time pass"),
    ("repeat: {times: forever, do: [{wait: 0 s}]}", "SC403", "put a `wait` of more than nothing among them"),
    ("repeat: {times: 1000001, do: []}", "SC205", "at most 1000000"),
    ("repeat: {times: often, do: []}", "SC203", "write a whole number, or `forever`"),
    ("ExitProcess: {code: 1}", "SC201", "unknown key `code`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "says"), MISTAKES)
def test_a_mistake_is_told_once(text: str, code: str, says: str) -> None:
    found = complaints(changed(HERE, f"- {text}"))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


def test_for_ever_needs_an_end() -> None:
    text = changed(HERE, "- repeat: {forever: true, do: [{wait: 1 s}]}").replace("until: 1 h\n", "")
    (found,) = complaints(text)
    assert (str(found.code), "add `until: ...`" in found.hint) == ("SC402", True)


def test_a_class_factory_has_its_own_methods() -> None:
    text = "- CoGetClassObject: {class: Historian, as: f}\n      - call: f.%s"
    assert complaints(changed(HERE, text % "CreateInstance")) == ()
    (found,) = complaints(changed(HERE, text % "CreateInstanc"))
    assert "did you mean `CreateInstance`?" in str(found)
