"""Pictures: the same bytes every time, the words that must be in them, and sizes from nothing to many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.sample import CLIENT, DISPATCHED, STRANGER, call, estate, result

from simcom.analysis.trustmap import Arrow
from simcom.landscape.model import Domain, TrustKind, declared
from simcom.landscape.terms import Terms
from simcom.report.notebook import Result
from simcom.report.plot_style import rendered, shortened
from simcom.report.plot_trusts import label, spread, strokes
from simcom.vocabulary.rulings import Stage

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def shown(*more: object, **changes: object) -> Result:
    """Return the sample run as the Python face hands it out."""
    run = result(*more)  # type: ignore[arg-type]
    return Result(**{"estate": run.estate, "rows": run.rows, **changes})  # type: ignore[arg-type]


def words(figure: Figure) -> str:
    """Return the picture as SVG, in which texts are texts."""
    return rendered(figure, "svg").decode("utf-8")


@pytest.mark.parametrize("kind", ["matrix", "causes", "identity", "trusts"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_run_gives_the_same_bytes(kind: str, ending: str) -> None:
    first, second = (rendered(getattr(shown().plot, kind)(), ending) for _ in range(2))
    assert first == second


def test_the_matrix_tells_outcomes_by_letters() -> None:
    assert "1A 1R" in words(shown().plot.matrix())


def test_the_causes_name_status_and_rule() -> None:
    assert "1: E_ACCESSDENIED, trust.untrusted-domain (1)" in words(shown().plot.causes())


def test_the_trust_graph_draws_the_missing_link() -> None:
    text = words(shown().plot.trusts("viewer/2"))
    assert ("no trust" in text, "stroke-dasharray" in text) == (True, True)


def test_the_trust_graph_draws_the_route_a_call_used() -> None:
    trusting = replace(estate(), trusts=declared("plant.example", "corp.example", TrustKind.EXTERNAL))
    text = words(shown(estate=trusting).plot.trusts("viewer/2"))
    assert ("external, used" in text, "no trust" in text) == (True, False)


@pytest.mark.parametrize("kind", ["matrix", "causes"])
def test_a_run_without_calls_says_so_in_the_picture(kind: str) -> None:
    said = {"matrix": "no calls", "causes": "everything went through"}
    assert said[kind] in words(getattr(shown(rows=()).plot, kind)())


def test_forty_clients_and_thirty_causes_are_cut_to_what_can_be_read() -> None:
    stages = list(Stage)
    many = [
        call(
            number,
            replace(STRANGER, rule=f"rule.{number}", stage=stages[number % 13]),
            client=replace(CLIENT, process=f"station-{'abcdefgh'[number % 8] * (number + 1)}"),
        )
        for number in range(40)
    ]
    run = shown(*many)
    assert "client processes drawn in 24 lines" in words(run.plot.matrix())
    assert "27 rarer causes are not drawn" in words(run.plot.causes())


def test_thirty_domains_are_spread_apart() -> None:
    spots = list(spread([f"d{number}" for number in range(30)]).values())
    gaps = [abs(x - u) + abs(y - v) for i, (x, y) in enumerate(spots) for u, v in spots[:i]]
    assert min(gaps) > 1.5


def test_a_single_domain_can_be_drawn() -> None:
    one = replace(estate(), domains=(Domain("corp.example", "CORP", "corp.example"),), machines=estate().machines[:1])
    assert "corp.example" in words(shown(call(9, DISPATCHED), estate=one).plot.trusts())


def test_long_labels_keep_both_ends_and_dollars_are_no_formulas() -> None:
    assert shortened("a" * 20 + "middle" + "z" * 20, 11) == "aaaaa…zzzzz"
    assert shortened("$x$") == r"\$x\$"


FORTH, BACK = Arrow("a", "b", "forest"), Arrow("b", "a", "forest")


@pytest.mark.parametrize(
    ("arrows", "drawn"),
    [
        ((FORTH, BACK), [(FORTH, True)]),
        ((FORTH,), [(FORTH, False)]),
        ((FORTH, replace(BACK, kind="external")), [(FORTH, False), (replace(BACK, kind="external"), False)]),
        ((replace(FORTH, used=True), BACK), [(replace(FORTH, used=True), False), (BACK, False)]),
        (
            (replace(FORTH, broken=True), replace(BACK, broken=True)),
            [(replace(FORTH, broken=True), True)],
        ),
        ((FORTH, replace(BACK, broken=True)), [(FORTH, False), (replace(BACK, broken=True), False)]),
        ((FORTH, replace(BACK, selective=True)), [(FORTH, False), (replace(BACK, selective=True), False)]),
        ((FORTH, replace(BACK, enabled=False)), [(FORTH, False), (replace(BACK, enabled=False), False)]),
    ],
)
def test_two_opposite_trusts_are_one_arrow_unless_a_call_used_one(
    arrows: tuple[Arrow, ...], drawn: list[tuple[Arrow, bool]]
) -> None:
    assert strokes(arrows) == drawn


@pytest.mark.parametrize(
    ("arrow", "doubled", "said"),
    [
        (FORTH, False, "forest"),
        (replace(FORTH, broken=True), True, "forest, two-way, broken"),
        (replace(FORTH, selective=True, used=True), False, "forest, selective, used"),
        (replace(FORTH, selective=True, enabled=False), False, "forest, selective, disabled"),
    ],
)
def test_beside_its_kind_a_trust_says_what_is_special(arrow: Arrow, said: str, *, doubled: bool) -> None:
    assert label(arrow, "", doubled=doubled) == said


@pytest.mark.parametrize(("broken", "style"), [(False, "-"), (True, "--")])
def test_a_broken_trust_is_drawn_dashed(style: str, *, broken: bool) -> None:
    trusts = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(broken=broken))
    axes = shown(estate=replace(estate(), trusts=trusts)).plot.trusts("viewer/2").axes[0]
    assert [patch.get_linestyle() for patch in axes.patches] == [style]
    assert ("accepts accounts" in axes.get_title()) is not broken
