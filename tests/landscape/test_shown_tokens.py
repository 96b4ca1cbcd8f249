"""What a caller's token has on the machine where it is shown, in running estates: a network logon's stays one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import ANN, OTTO, SVC, call, client, estate, explicit, panel, ran, server, unmarshal

from simcom.runtime.estate import Account, Group
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import CoImpersonateClient
from simcom.vocabulary.flags import Eoac

if TYPE_CHECKING:
    from simcom.runtime.rows import Row

NETWORK, INTERACTIVE = "NETWORK", "INTERACTIVE"
PASSING = (CoImpersonateClient("i", ""), unmarshal("u2", "log.quiet", name="q"), call("entry", "q"))
LOCAL = "OPC01\\ann"
ADMINISTRATORS = Group("OPC01\\Administrators", (LOCAL, OTTO))


def entry(whose: str, *, cloaking: Eoac = Eoac.DYNAMIC_CLOAKING) -> Row:
    """Return the row of the call that the historian makes within its machine for a caller from "afar" or "beside" it."""
    read = Interface("IHistorian", (Method("Read", does=PASSING),))
    quiet = Class("Quiet", (Interface("IHistorian", (Method("Read"),)),))
    script = (unmarshal("u"), call("first"))
    caller = {"afar": client(*script), "beside": panel(*script)}[whose]
    door = explicit(capabilities=cloaking)
    log = server(name="log", objects=(("quiet", "Quiet"),))
    one = estate(server(initialize=door), log, caller, classes=(Class("Historian", (read,)), quiet, Class("Sink")))
    return ran(one)["entry"]


@pytest.mark.parametrize(
    ("whose", "cloaking", "name", "has", "lacks"),
    [
        ("afar", Eoac.DYNAMIC_CLOAKING, ANN, NETWORK, INTERACTIVE),
        ("beside", Eoac.DYNAMIC_CLOAKING, OTTO, INTERACTIVE, NETWORK),
        ("afar", Eoac.NONE, SVC, INTERACTIVE, NETWORK),
    ],
)
def test_a_token_from_afar_is_a_network_logons(whose: str, cloaking: Eoac, name: str, has: str, lacks: str) -> None:
    """Fact token-by-logon-type: a cloaked call within one machine shows the token as it came, the process's own as it is."""
    row = entry(whose, cloaking=cloaking)
    assert row.caller is not None
    groups = row.caller.token.groups
    assert (row.caller.name, has in groups, lacks in groups) == (name, True, False)


@pytest.mark.parametrize(
    ("whose", "lost"), [("afar", (("BUILTIN\\Administrators", "uac-remote-token-filter"),)), ("beside", ())]
)
def test_the_token_tells_what_was_taken(whose: str, lost: tuple[tuple[str, str], ...]) -> None:
    """A local administrator loses Administrators over the network, and keeps it on the machine; the token says so."""
    accounts = tuple(Account(name, "secret") for name in (LOCAL, "HMI01\\ann"))
    script = (unmarshal("u"), call("a"))
    caller = {
        "afar": replace(client(*script), account="HMI01\\ann"),
        "beside": replace(panel(*script), account=LOCAL),
    }[whose]
    row = ran(estate(server(), caller, accounts=accounts, groups=(ADMINISTRATORS,)))["a"]
    assert row.caller is not None
    assert (row.caller.name, row.caller.token.lost) == (LOCAL, lost)
