"""How long a request may be, beyond which a server's RPC never hands it to anybody.

Source: MS-RPCE 3.3.3.5.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import fact, fails
from simcom.rules.transport.sizes import MAX_REQUEST, ORPCTHIS, too_long
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Step


@models("frag-sizes", "fault-mapping")
def request_fits(facts: CallFacts) -> Step | None:
    """Refuse a request that is longer than a server's RPC puts together; answers know no such limit, nor does the local transport."""
    size_bytes = ORPCTHIS + facts.sends_bytes
    if facts.local or not too_long(size_bytes):
        return None
    seen = (fact("arguments with ORPCTHIS", f"{size_bytes} bytes"), fact("most", f"{MAX_REQUEST} bytes"))
    because = (
        "the request is longer than the server's RPC puts together, which answers with fault 5 before COM looks at it"
    )
    words = {"stage": Stage.DISPATCH, "side": Side.SERVER, "also": ("fault-mapping",)}
    return fails("frag-sizes", "E_ACCESSDENIED", because, *seen, **words, remedy="send the data in several calls")
