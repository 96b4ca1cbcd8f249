"""The published JSON Schema of the scenario file, for editors and other programs. `scenario.schema.json` is its text."""

from __future__ import annotations

import json
from typing import Any

from simcom.scenario.schema.scenario import FORMAT, ScenarioForm

IDENTITY = f"simcom-scenario-{FORMAT}.schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of format 1 (draft 7, with `$defs` where that draft says `definitions`: both are only pointers).

    It is a little looser than the checks that `simcom check` makes: names that refer to one another, constants in other letter cases
    and combinations of keys are judged there.
    """
    body = _plain(ScenarioForm.model_json_schema())
    return {"$schema": DRAFT, "$id": IDENTITY, **body, "title": "simcom scenario"}


def text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _plain(node: Any) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    """Leave out the titles that only repeat a key's name."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _plain(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
