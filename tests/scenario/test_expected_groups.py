"""Groups that are expected of a caller who was proved to be nobody."""

from __future__ import annotations

import pytest

from simcom.scenario.expectations import Expectation, check


@pytest.mark.parametrize(
    ("key", "names", "caller", "is_met"),
    [
        ("without_groups", ["Everyone"], "ANONYMOUS LOGON", True),
        ("groups", ["Everyone"], "ANONYMOUS LOGON", False),
        ("groups", [], "ANONYMOUS LOGON", True),
        ("without_groups", ["Everyone"], None, False),
    ],
)
def test_a_nobody_has_no_groups(key: str, names: list[str], caller: str | None, *, is_met: bool) -> None:
    """A proof without a name gives a token without groups; without a caller there is no token at all."""
    row = {
        "id": "c",
        "kind": "call",
        "caller": caller,
        "authentication": {"mechanism": "ntlm", "groups": [], "error": None},
    }
    assert (check([Expectation("c", "s.yaml:9:9", ((key, names),))], [row]) == ()) is is_met
