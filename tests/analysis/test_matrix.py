"""Cells of the outcome matrix, and how many processes are put together to fit a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.sample import CLIENT, DISPATCHED, STRANGER, UNKNOWN, call, result

from simcom.analysis.matrix import matrix

if TYPE_CHECKING:
    from simcom.runtime.rows import Row


def from_client(name: str) -> Row:
    """Return a call by a client process of this name."""
    return call(1, DISPATCHED, client=replace(CLIENT, process=name))


@pytest.mark.parametrize(
    ("calls", "text"),
    [
        ([call(1, DISPATCHED)], "A"),
        ([call(1, STRANGER)], "R"),
        ([call(1, UNKNOWN)], "U"),
        ([call(1, replace(STRANGER, stage="connect"))], "F"),
        ([call(1, STRANGER), call(2, STRANGER)], "2R"),
        ([call(1, STRANGER), call(2, DISPATCHED), call(3, DISPATCHED)], "2A 1R"),
    ],
)
def test_a_cell_has_a_letter_for_each_outcome(calls: list[Row], text: str) -> None:
    assert {key: cell.text for key, cell in matrix(calls).cells.items()} == {("viewer", "server"): text}


def test_the_sample_has_one_client_and_one_server() -> None:
    table = matrix(result().calls)
    assert (table.clients, table.servers, table.note) == (("viewer",), ("server",), "")


def test_rows_without_a_server_are_left_out() -> None:
    assert matrix([call(1, DISPATCHED, server=None)]).cells == {}


def test_processes_of_one_family_are_put_together_when_there_are_too_many() -> None:
    table = matrix([from_client(f"ws#{number}") for number in range(30)], most=5)
    assert table.clients == ("ws (30)",)
    assert table.note == "30 client processes drawn in 1 lines"
    assert table.cells["ws (30)", "server"].text == "30A"


def test_strangers_beyond_the_limit_become_others() -> None:
    table = matrix([from_client(name) for name in "abcdefgh"], most=5)
    assert table.clients == ("a", "b", "c", "d", "4 others")
    assert sum(count for cell in table.cells.values() for _, count in cell.counts) == 8
