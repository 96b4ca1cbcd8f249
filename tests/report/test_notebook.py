"""The Python face's results: printing, explaining, showing in notebooks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from analysis.sample import DISPATCHED, UNMET, call, result

from simcom.report.notebook import Result


def face(**changes: object) -> Result:
    """Return the sample run as the Python face hands it out."""
    run = result()
    return Result(**{"estate": run.estate, "rows": run.rows, **changes})  # type: ignore[arg-type]


def test_without_a_call_the_refused_one_is_explained() -> None:
    assert str(face().explain()).startswith("viewer/2: IHistorian::ReadRaw: REFUSED\n")


def test_an_unknown_call_raises_with_the_nearest_id() -> None:
    with pytest.raises(LookupError, match="did you mean `viewer/2`"):
        face().explain("viewer2")


def test_nothing_to_explain_is_said() -> None:
    with pytest.raises(LookupError, match="nothing happened in this run"):
        face(rows=()).explain()


def test_an_explanation_shows_itself_in_every_way() -> None:
    found = face().explain("viewer/4")
    assert found._repr_html_().startswith("<pre")
    assert found._repr_markdown_().startswith("````text\nviewer/4")
    assert found.to_dict()["row"]["id"] == "viewer/4"


def test_a_result_shows_itself_as_a_table_with_names_escaped() -> None:
    hostile = call(9, DISPATCHED, id="<script>")
    html = face(rows=(hostile,), unmet=(UNMET,))._repr_html_()
    assert ("&lt;script&gt;" in html, "<script>" in html, "1 expectation not met" in html) == (True, False, True)


def test_a_long_table_is_cut_and_says_so() -> None:
    html = face(rows=result().rows * 100)._repr_html_()
    assert ("and 200 more rows" in html, html.count("<tr>")) == (True, 201)


def test_a_result_keeps_its_class_when_parts_are_replaced() -> None:
    assert isinstance(replace(face(), run="x"), Result)


def test_printing_a_result_gives_its_table() -> None:
    assert str(face()).splitlines()[0] == "A client in an untrusted domain"
