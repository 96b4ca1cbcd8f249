"""What all pictures share: colours that colour-blind readers can tell apart, hatching for everybody else, saving."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GREEN, ORANGE, VERMILLION, BLUE, SKY, YELLOW, PURPLE, GREY = (
    "#009E73", "#E69F00", "#D55E00", "#0072B2", "#56B4E9", "#F0E442", "#CC79A7", "#999999",
)  # fmt: skip
"""The palette of Okabe and Ito."""

FACES = {Outcome.OK: GREEN, Outcome.REFUSED: VERMILLION, Outcome.FAILED: ORANGE, Outcome.UNDETERMINED: SKY}
HATCHES = {Outcome.OK: "", Outcome.REFUSED: "////", Outcome.FAILED: "....", Outcome.UNDETERMINED: "xxxx"}
"""How each outcome is drawn, with and without colour."""

DARK = "#555555"
"""For what is neither good nor bad."""

DOTS_PER_INCH = 120
LETTERS_PER_INCH = 10


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in inches, without a window and without touching matplotlib's global state."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")


def set_title(figure: Figure, title: str) -> None:
    """Write the title above a figure, on as many lines as its width needs."""
    lines = textwrap.wrap(title, int(figure.get_figwidth() * LETTERS_PER_INCH))
    figure.suptitle("\n".join(lines).replace("$", r"\$"), fontsize=11)


def rendered(figure: Figure, kind: str) -> bytes:
    """Return the picture as the bytes of a ``png`` or ``svg`` file: the same figure always gives the same bytes."""
    import matplotlib as mpl

    out = io.BytesIO()
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    with mpl.rc_context({"svg.hashsalt": "simcom", "svg.fonttype": "none"}):
        figure.savefig(out, format=kind, metadata=metadata)
    return out.getvalue()


def shortened(text: str, most: int = 22) -> str:
    """Return a label that fits, with its middle left out; a dollar sign is no mathematics here."""
    half = (most - 1) // 2
    short = text if len(text) <= most else f"{text[:half]}…{text[-half:]}"
    return short.replace("$", r"\$")
