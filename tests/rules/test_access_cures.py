"""What would have admitted a caller whom the process's own list refuses."""

from __future__ import annotations

import pytest
from rules.calls_stand import ANN, EVERYBODY, SVC, judged, server

from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import SYSTEM, Ace, Acl
from simcom.vocabulary.machines import AppSettings

BUILT_IN = Acl((Ace(SVC, ALL_ACCESS), Ace(SYSTEM, ALL_ACCESS)))
ENTRY = f"an entry that allows {ANN} EXECUTE_REMOTE before any that denies it"
MAP = "AppID Hist has such a list, but server.exe is not mapped to it: write `server.exe: {AppID: Hist}` in the registry, or add "


@pytest.mark.parametrize(
    ("listed", "how", "expected"),
    [
        (Acl((Ace(ANN, ALL_ACCESS),)), "implicit", MAP + ENTRY),
        (EVERYBODY, "COM+", MAP + ENTRY),
        (EVERYBODY, "explicit", ENTRY),
        (BUILT_IN, "implicit", ENTRY),
        (None, "implicit", ENTRY),
    ],
    ids=["a list that admits", "COM+", "a process that reads no registry", "a list that refuses too", "no list"],
)
def test_a_list_under_an_appid_that_the_process_does_not_find(listed: Acl | None, how: str, expected: str) -> None:
    """`implicit.appid-by-exe`: the class is registered under it, and the process goes by its executable's name."""
    process = server(how=how, acl=BUILT_IN, acl_rule="implicit.acl.default-content")
    app = AppSettings("Hist", access_permission=listed)
    ruling = judged(server=process, unmapped=app, executable="server.exe")
    assert (ruling.hresult.name, ruling.decisive.remedy) == ("E_ACCESSDENIED", expected)
