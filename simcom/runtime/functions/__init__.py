"""The functions a script can call, one handler for each kind of step.

A handler changes state at once, writes its row, and then lets the function's own time pass. A helper function takes three times as long
as the method it wraps: it queries for IClientSecurity, calls, and releases (`iclientsecurity.helpers-equivalent`).
"""

from __future__ import annotations

from typing import Any

from simcom.runtime import steps, steps_activation
from simcom.runtime.functions import (
    activation,
    asynchronous,
    blankets,
    calls,
    pointers,
    security,
    server,
    uninitialized,
)

HANDLERS: dict[type[steps.Step], Any] = {
    steps.CoInitializeEx: security.coinitialize_ex,
    steps.CoUninitialize: uninitialized.leave,
    steps.CoInitializeSecurity: security.coinitialize_security,
    steps.CoQueryAuthenticationServices: security.query_services,
    steps.CoMarshalInterface: pointers.marshal,
    steps.CoUnmarshalInterface: pointers.unmarshal,
    steps.CoCreateInstance: pointers.create,
    steps.AddRef: pointers.add_ref,
    steps.QueryInterface: calls.query_interface,
    steps.Release: calls.release,
    steps.Call: calls.call,
    steps_activation.Activate: activation.activate,
    steps_activation.CoDisconnectObject: activation.disconnect,
    steps_activation.ExitProcess: activation.exit_process,
    steps_activation.FinishCall: asynchronous.finish_call,
    steps_activation.CancelCall: asynchronous.cancel_call,
    steps.QueryBlanket: blankets.query_blanket,
    steps.SetBlanket: blankets.set_blanket,
    steps.CopyProxy: blankets.copy_proxy,
    steps.SetThreadToken: server.set_thread_token,
    steps.RevertToSelf: server.revert_to_self,
    steps.CoGetCallContext: server.get_call_context,
    steps.CoQueryClientBlanket: server.query_client_blanket,
    steps.CoImpersonateClient: server.impersonate_client,
    steps.CoRevertToSelf: server.co_revert_to_self,
    steps.IsImpersonating: server.is_impersonating,
    steps.CoSwitchCallContext: server.switch_call_context,
}
"""Who handles which step."""
