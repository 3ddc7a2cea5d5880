"""The JSON Schema of the document, for editors and for checks without a console."""

from typing import Any

from sluice_console.features.configuration.schemas import Configuration

TITLE = "Sluice configuration"


def make_schema() -> dict[str, Any]:
    """Of a whole file, JSON Schema 2020-12; the same for every console of this version."""
    schema = Configuration.model_json_schema()
    for definition in schema["$defs"].values():
        definition.get("properties", {}).pop("reason", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": TITLE}
