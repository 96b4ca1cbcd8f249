"""A run repeats itself: same estate, same seed, same bytes, whatever order Python's hashes come in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import NETWORK, call, client, estate, panel, server, unmarshal
from runtime.test_contexts import blanket

from simcom.runtime.estate import Account, Group, Script
from simcom.runtime.networks import Network
from simcom.runtime.running import unrolled
from simcom.runtime.steps import Duration, Repeat, SetThreadToken, Wait
from simcom.runtime.world import simulate
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from pathlib import Path

    from simcom.runtime.estate import Estate
    from simcom.runtime.steps import Step

CHILD = "from runtime.test_calls_repeat import written; print(written(7))"


def busy(*, random: bool) -> Estate:
    """Return an estate with several callers, groups and waits, which are drawn if ``random``."""
    wait = Wait("w", "", Duration(0.01, kind="exponential" if random else "constant"))
    script = (Repeat("", "", 5, (wait, call("c"))),)
    accounts = (Account("CORP\\ann", groups=("PLANT\\operators", "PLANT\\readers")), Account("PLANT\\otto"))
    groups = (Group("PLANT\\readers", ("CORP\\ann",)), Group("PLANT\\operators", ("PLANT\\readers",)))
    network = Network(latency=Duration(0.001, 0.002, "uniform")) if random else NETWORK
    processes = (server(threads=1), client(unmarshal("u"), *script), panel(unmarshal("pu"), *script))
    return estate(*processes, accounts=accounts, groups=groups, network=network)


def written(seed: int, *, random: bool = True) -> str:
    """Return every row of a run as JSON."""
    return json.dumps([row.to_dict() for row in simulate(busy(random=random), seed=seed).rows()])


@pytest.mark.parametrize("random", [True, False])
def test_the_same_seed_gives_the_same_bytes(*, random: bool) -> None:
    assert written(7, random=random) == written(7, random=random)


def test_another_seed_gives_other_times() -> None:
    one, other = (json.loads(written(seed)) for seed in (7, 8))
    ends = [[row["ended_s"] for row in rows if row["kind"] == "call"] for rows in (one, other)]
    assert len(ends[0]) == len(ends[1]) == 10
    assert set(ends[0]).isdisjoint(ends[1])


def test_without_anything_random_the_seed_does_not_matter() -> None:
    one, other = (json.loads(written(seed, random=False)) for seed in (7, 8))
    assert [row | {"seed": 0} for row in one] == [row | {"seed": 0} for row in other]


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_the_order_of_hashes_does_not_matter(root: Path, hash_seed: str) -> None:
    words = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root / "tests")}
    command = [sys.executable, "-W", "error", "-c", CHILD]
    child = subprocess.run(command, cwd=root, env=words, capture_output=True, text=True, check=True)
    assert child.stdout.strip() == written(7)


def test_one_more_process_leaves_the_waits_of_the_others_alone() -> None:
    def ends(one: Estate) -> list[float]:
        rows = simulate(one, seed=7).rows()
        return [row.ended_s for row in rows if row.client.process == "client" and row.kind == "call"]

    wait = Wait("w", "", Duration(0.01, kind="exponential"))
    script = (unmarshal("u"), Repeat("", "", 5, (wait, call("c"))))
    alone = estate(server(), client(*script))
    together = estate(server(), panel(*script), client(*script))
    assert ends(alone) == ends(together)


def test_a_loop_of_one_call_sees_another_thread_change_its_settings() -> None:
    """The other thread asks for a principal that is not the server's, in the middle of the loop."""
    wrong = blanket("s", authn_svc=AuthnSvc.GSS_KERBEROS, principal="nobody")
    calls = (unmarshal("u"), Repeat("", "", 6, (call("c"),)))
    scripts = (Script("one", calls), Script("other", (Wait("", "", Duration(0.0125)), wrong)))
    rows = simulate(estate(server(), client(scripts=scripts))).rows()
    found = [row.ruling.ok for row in rows if row.kind == "call"]
    assert (found[0], found[-1], sorted(found, reverse=True) == found) == (True, False, True)


def test_a_loop_of_one_call_sees_its_own_thread_change_its_token() -> None:
    """The second turn goes out as another account, whose settings cloak."""
    cloak = blanket("s", capabilities=int(Eoac.DYNAMIC_CLOAKING))
    turn = (call("c"), SetThreadToken("t", "", "CORP\\bob", ImpLevel.IMPERSONATE))
    accounts = (Account("CORP\\ann"), Account("CORP\\bob"), Account("PLANT\\svc-opc"), Account("PLANT\\otto"))
    one = estate(server(), client(unmarshal("u"), cloak, Repeat("", "", 2, turn)), accounts=accounts)
    callers = [row.caller.name for row in simulate(one).rows() if row.kind == "call"]
    assert callers == ["CORP\\ann", "CORP\\bob"]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (call("a"), "a"),
        (Repeat("", "", 3, (call("a"), call("b"))), "ababab"),
        (Repeat("", "", 2, (call("a"), Repeat("", "", 2, (call("b"),)))), "abbabb"),
        (Repeat("", "", 0, (call("a"),)), ""),
    ],
)
def test_repetitions_are_written_out(step: Step, expected: str) -> None:
    assert "".join(item.id for item in unrolled([step])) == expected
