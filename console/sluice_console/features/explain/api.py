"""/api/explain"""

from typing import Any

from fastapi import APIRouter

from sluice_console.core.db import Db
from sluice_console.features.explain.comparison import compare
from sluice_console.features.explain.schemas import ExplainIn, ExplainOut
from sluice_console.features.explain.service import Explanation, explain, find_gateway_release
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.routes.pasted import read_pasted

router = APIRouter(prefix="/api/explain", tags=["explain"], responses=PROBLEMS)


@router.post("")
async def explain_request(db: Db, values: ExplainIn) -> ExplainOut:
    """What becomes of a request, without sending it: route, policies, and what released filters do."""
    gateway, pasted = await find_gateway(db, values.gateway), read_pasted(values.request)
    found = await explain(db, await find_gateway_release(db, gateway, values.release), pasted)
    other, differences = None, []
    if values.against:
        other = await explain(db, await find_gateway_release(db, gateway, values.against), pasted)
        lines = compare(other, found)
        differences = [f"{line.kind} {line.text.striptags()}" for line in lines if line.kind in "+-"]
    answer = {"explanation": to_output(found), "against": other and to_output(other)}
    return ExplainOut.model_validate({**answer, "differences": differences})


def to_output(found: Explanation) -> dict[str, Any]:
    """What `ExplanationOut` takes."""
    attempts = [
        {"route_id": item.route.id, "route": item.route.name, "refusal": item.refusal}
        for item in found.attempts
    ]
    names = ("ending", "host", "conditions", "policies", "filters", "not_reached", "targets")
    return {
        **{name: getattr(found, name) for name in names},
        "release": found.release.id,
        "number": found.release.number,
        "listener": found.listener.name if found.listener is not None else "",
        "attempts": attempts,
        "rollout": found.arm.why,
    }
