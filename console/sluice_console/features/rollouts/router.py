"""/rollouts"""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Conflict
from sluice_console.core.language import marked, tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments.queries import list_attachments
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import Form
from sluice_console.features.frame import Page
from sluice_console.features.rollouts import queries, service
from sluice_console.features.rollouts.api import give_command
from sluice_console.features.rollouts.gates import to_gates
from sluice_console.features.rollouts.measures import Measures
from sluice_console.features.rollouts.picture import describe_window, label_of, to_picture, to_shares
from sluice_console.features.rollouts.subjects.naming import sides_of
from sluice_console.features.routes.queries import count_routes
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.pages import Slice, Toast
from sluice_console.rendering.diffs import to_diff
from sluice_console.rollouts.states import Observations

router = APIRouter(prefix="/rollouts", include_in_schema=False)
ROWS = 50
_DONE = {
    "start": marked("started"),
    "pause": marked("paused"),
    "resume": marked("resumed"),
    "next": marked("moved on"),
    "promote": marked("promoted"),
    "approve": marked("approved"),
}


@router.get("")
async def list_rollouts(
    page: Page, db: Db, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    rows, total, movable = [], 0, False
    if page.gateway is not None:
        gateway_id, offset = page.gateway.id, (number - 1) * ROWS
        found, total = await queries.list_rollouts(db, gateway_id=gateway_id, offset=offset, limit=ROWS)
        rows = list(found)
        attached = bool(await list_attachments(db, gateway_id=gateway_id))
        movable = attached or bool(await count_routes(db, gateway_id))
    return page.show(
        "rollouts/list.html",
        part={"live": "rollouts/_table.html"},
        rows=sorted(rows, key=lambda row: row.state not in LIVE_STATES),
        slice=Slice(number, ROWS, total),
        movable=movable,
        to_shares=to_shares,
        label_of=label_of,
        sides_of=sides_of,
    )


@router.get("/{rollout_id}")
async def show_rollout(request: Request, page: Page, db: Db, user: CurrentUser, rollout_id: str) -> Response:
    measures: Measures = request.app.state.measures
    row = await queries.find_rollout(db, rollout_id)
    seen = measures.observe(row) if row.state in LIVE_STATES else Observations()
    return page.show(
        "rollouts/detail.html",
        part={"live": "rollouts/_rollout.html"},
        picture=to_picture(row, await queries.list_events(db, row.id), seen),
        gates=to_gates(row, measures.history(row.id)) if row.state in LIVE_STATES else (),
        charts=row.state in LIVE_STATES,
        window_words=describe_window(row.window),
        may_approve=service.may_approve(user, row),
        rollout=row,
        configuration_diff=to_diff(_to_json(row.old_configuration), _to_json(row.new_configuration)),
    )


@router.post("/{rollout_id}/{verb}")
async def command_rollout(
    request: Request,
    page: Page,
    changes: ChangeLog,
    user: CurrentUser,
    rollout_id: str,
    verb: Literal["start", "pause", "resume", "next", "promote", "abort", "approve"],
    sent: Form,
) -> Response:
    measures: Measures = request.app.state.measures
    try:
        await give_command(changes, measures, user, rollout_id, verb, sent.text("reason").strip())
    except Conflict as error:
        return page.go(f"/rollouts/{rollout_id}", Toast(tr("That did not fit"), error.detail, "warn"))
    if verb == "abort":
        return page.go(
            f"/rollouts/{rollout_id}",
            Toast(
                tr("Aborted"),
                tr("All requests are served as before again."),
                "info",
            ),
        )
    return page.go(f"/rollouts/{rollout_id}", Toast(tr("The rollout was %(verb)s", verb=tr(_DONE[verb]))))


def _to_json(configuration: dict[str, Any]) -> str:
    return json.dumps(configuration, indent=2, sort_keys=True, ensure_ascii=False)
