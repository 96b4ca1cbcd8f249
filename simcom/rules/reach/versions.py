"""COMVERSION at both ends: what a client announces, and whether the server takes it.

Source: MS-DCOM 1.7, 2.2.11, note <4>; public threads on Windows 10 2004 and Server 2022 for minors that are too low.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import fact, fails
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import VersionFacts
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.machines import ComVersion, MachineSettings
    from simcom.vocabulary.rulings import Input, Step

SPOKEN: dict[str, ComVersion] = {"win2000": (5, 6)}
"""What a generation of Windows speaks where it is not the latest (`ver-history`)."""

LATEST: ComVersion = (5, 7)
OLD_BELOW = 6
"""Minors below this one are too low for a server that refuses old ones: the sources name 5.1, and 5.6 is the oldest Windows of today's."""


@models("ver-history")
def com_version(machine: MachineSettings) -> ComVersion:
    """Return the version a machine speaks: as declared, else that of its Windows."""
    return machine.com_version or SPOKEN.get(machine.windows, LATEST)


def versions_between(
    client: MachineSettings, server: MachineSettings, announces: ComVersion | None = None
) -> VersionFacts:
    """Return the versions at two ends. ``announces`` is what a stack that is not Windows' own says, come what may."""
    spoken = announces or com_version(client)
    return VersionFacts(spoken, com_version(server), announces is None, server.old_versions_refused)


@models("ver-rule")
def announced(versions: VersionFacts) -> ComVersion:
    """Return the version a client writes into its requests: the lower of the two minors, if it negotiates at all."""
    (major, minor), (_, other) = versions.client, versions.server
    return (major, min(minor, other)) if versions.negotiates else versions.client


def versions_agree(facts: CallFacts) -> Step | None:
    """Refuse a call whose version the server does not take; it is the first thing an exporter looks at (`orpc-server-order`)."""
    versions = facts.versions
    if facts.local or versions.client == versions.server:
        return None
    return version_fails(versions, facts.client_machine.name, facts.server_machine.name)


@models("ver-rule", "H24")
def version_fails(versions: VersionFacts, client: str, server: str) -> Step | None:
    """Return the failure of two versions that do not go together, ``None`` where they do."""
    says, spoken = announced(versions), versions.server
    seen = (fact("client announces", _show(says)), fact("server speaks", _show(spoken)))
    if says[0] != spoken[0]:
        because = f"{client} speaks version {_show(says)} and {server} {_show(spoken)}: the majors differ"
        return _mismatch(because, *seen, side=Side.CLIENT if versions.negotiates else Side.SERVER)
    if says[1] > spoken[1]:
        because = (
            f"{client} announces version {_show(says)}, which is newer than the {_show(spoken)} that {server} speaks"
        )
        return _mismatch(because, *seen, side=Side.SERVER)
    if versions.old_refused and says[1] < OLD_BELOW:
        because = f"{client} announces version {_show(says)}, and {server} takes so old a one no longer"
        remedy = f"let the client announce {_show(spoken)}"
        where = {"stage": Stage.VERSION, "side": Side.SERVER, "also": ("ver-rule",), "remedy": remedy}
        return fails("H24", "RPC_E_INVALID_HEADER", because, *seen, **where)
    return None


def _mismatch(because: str, *seen: Input, side: Side) -> Step:
    """Return a mismatch of versions."""
    remedy = "let the client announce a version that the server speaks"
    where = {"stage": Stage.VERSION, "side": side, "also": ("H24",), "remedy": remedy}
    return fails("ver-rule", "RPC_E_VERSION_MISMATCH", because, *seen, **where)


def _show(version: ComVersion) -> str:
    return f"{version[0]}.{version[1]}"
