"""A sample request that a draft is tried with: in the emulated host, as `explain` runs released filters."""

import json
from dataclasses import dataclass
from typing import Any

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.language import tr
from sluice_console.features.explain.running import Module, Ran, run_filters
from sluice_console.features.explain.service import path_of, to_sent
from sluice_console.features.routes.matching import parse_request
from sluice_console.features.routes.pasted import read_pasted


@dataclass(frozen=True, slots=True)
class Sample:
    """`request` as it is pasted: a command line of curl, the head of a request, or an address."""

    request: str
    configuration: dict[str, Any] | None = None
    root_id: str = ""


def read_configuration(text: str) -> dict[str, Any] | None:
    """Raises `Invalid` at `configuration` for what is no JSON object."""
    if not text.strip():
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = tr("is not JSON: %(error)s", error=error)[:200]
        raise Invalid(message, fields=(FieldError("configuration", message),)) from None
    if not isinstance(value, dict):
        raise Invalid.field("configuration", tr("is a JSON object"))
    return value


async def try_sample(name: str, wasm: bytes, sample: Sample) -> Ran:
    """What becomes of it. Raises `Invalid` at `request`."""
    pasted = read_pasted(sample.request)
    request = parse_request(pasted.method, pasted.url, pasted.headers)
    configuration = "" if sample.configuration is None else json.dumps(sample.configuration)
    module = Module(name, wasm, configuration, sample.root_id)
    (ran,) = await run_filters([module], to_sent(request, path_of(pasted.url), pasted.body), {})
    return ran
