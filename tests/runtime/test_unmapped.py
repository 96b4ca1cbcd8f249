"""Whether a process finds the AppID of the class it serves: by its executable's name, and in no other way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.activation_estate import APPID, MAY, activate, activations, call, hosts, launched
from runtime.calls_estate import ANN, ran

from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import Ace, Acl
from simcom.vocabulary.machines import AppSettings


@pytest.mark.parametrize(
    ("executables", "status", "told"),
    [((), "E_ACCESSDENIED", True), ((("server.exe", APPID),), "S_OK", False)],
    ids=["not mapped", "mapped"],
)
def test_the_list_of_an_appid_counts_where_the_executable_is_mapped(
    executables: tuple[tuple[str, str], ...],
    status: str,
    told: bool,  # noqa: FBT001  (a column)
) -> None:
    here, there = hosts()
    app = AppSettings(
        APPID, launch_permission=MAY, access_permission=Acl((Ace(ANN, ALL_ACCESS), Ace("SYSTEM", ALL_ACCESS)))
    )
    there = replace(there, applications=(app,), executables=executables)
    to = launched(initialize=None, executable="server.exe")
    row = ran(activations(activate("a"), call("c"), to=to, machines=(here, there)))["c"]
    assert (row.ruling.hresult.name, "not mapped to it" in row.ruling.decisive.remedy) == (status, told)
