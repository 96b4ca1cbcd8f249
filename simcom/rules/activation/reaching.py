"""From the client's RPCSS to the server's: the probe, and the method that carries the request.

Source: [MS-DCOM] 3.2.4.1.1.1, 3.2.4.1.1.2; MS KB 263607. Names, ways and versions are judged as for any call, in ``ladder``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Stage

if TYPE_CHECKING:
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.rulings import Step

FIRST_WITH_CREATE = 6
"""The minor version from which there is IRemoteSCMActivator (`ver-history`)."""

BEARING = ("act-binding-fallbacks", "act-events", "port-135")
"""What else bears on a resolver that cannot be reached."""


def called(facts: ActivationFacts) -> str:
    """Return the server's name as the caller wrote it, else its machine's."""
    return facts.request.server_name or facts.server_machine.name


@models("act-serveralive-unauth", "act-remote-machine-cache")
def server_alive(facts: ActivationFacts) -> Step | None:
    """Note the probe without security, which a machine that was reached before under this name need not answer again."""
    if facts.local:
        return None
    if facts.warm:
        because = f"{called(facts)} was reached before: no ServerAlive2 is needed"
        return notes("act-remote-machine-cache", because, stage=Stage.CONNECT)
    because = f"ServerAlive2 to {called(facts)}, without security and without a check of permissions"
    return notes("act-serveralive-unauth", because, stage=Stage.CONNECT)


@models("act-method-choice")
def method(facts: ActivationFacts) -> str:
    """Return the method that carries the request: RemoteActivation towards servers older than 5.6."""
    if not facts.local and facts.versions.server[1] < FIRST_WITH_CREATE:
        return "RemoteActivation"
    return "RemoteGetClassObject" if facts.request.factory else "RemoteCreateInstance"
