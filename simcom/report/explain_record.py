"""One step explained as a plain record, for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcom.analysis.explained import Explained
    from simcom.analysis.proof import Proof
    from simcom.vocabulary.rulings import Ruling

SCHEMA_VERSION = 1
"""Changes when the meaning of the record's keys does."""


def explain_record(explained: Explained) -> dict[str, Any]:
    """Return the explanation with every step; what is not there is ``None`` or empty, never left out."""
    row, settings, twin = explained.row, explained.settings, explained.twin
    return {
        "schema_version": SCHEMA_VERSION,
        "row": row.to_dict(),
        "steps": steps(row.ruling),
        "settings": {"row": settings.to_dict(), "steps": steps(settings.ruling)} if settings else None,
        "proof": _proof(explained.proof),
        "activation": asdict(explained.activation) if explained.activation else None,
        "remedy": row.ruling.decisive.remedy if not row.ruling.ok else "",
        "twin": {"id": twin.id, "differences": [asdict(one) for one in explained.differences]} if twin else None,
        "disputed": [asdict(one) for one in explained.disputed],
        "citations": [asdict(one) for one in explained.citations],
        "also": [asdict(one) for one in explained.also],
    }


def _proof(proof: Proof | None) -> dict[str, Any] | None:
    """Return how the caller was proved, its trusts spelt out; ``None`` where nobody was to be proved."""
    return None if proof is None else {**asdict(proof), "trusts": [asdict(trust) for trust in proof.trusts]}


def steps(ruling: Ruling) -> list[dict[str, Any]]:
    """Return the steps of a ruling in order."""
    return [
        {
            "rule": step.rule,
            "verdict": str(step.verdict),
            "because": step.because,
            "stage": str(step.stage),
            "side": str(step.side),
            "basis": str(step.basis),
            "inputs": [asdict(one) for one in step.inputs],
            "hresult": step.hresult,
            "disputed": step.disputed,
            "remedy": step.remedy,
            "cause": step.cause,
        }
        for step in ruling.steps
    ]
