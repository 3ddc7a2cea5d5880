"""/api/recordings"""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile, status

from sluice_console.core.db import Db
from sluice_console.core.settings import MEGABYTE
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.recordings import service
from sluice_console.features.recordings.digests import Digests
from sluice_console.features.recordings.schemas import RecordingIn, RecordingOut
from sluice_console.features.schemas import Listing
from sluice_console.features.sealing import Sealing

router = APIRouter(prefix="/api/recordings", tags=["recordings"], responses=PROBLEMS)
FILE_LIMIT = 64 * MEGABYTE
"""An upload's body, whatever the settings take."""


@router.get("")
async def list_recordings(db: Db, window: ListWindow) -> Listing[RecordingOut]:
    """Newest first."""
    rows, total = await service.list_recordings(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[RecordingOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def start_recording(changes: ChangeLog, user: CurrentUser, values: RecordingIn) -> RecordingOut:
    """Nodes begin within a second or two, and no release is made. 409 while another one is under way."""
    async with changes.begin(user, values.reason) as change:
        row = await service.start_recording(change, values)
    return RecordingOut.model_validate(service.to_output(row))


@router.post("/upload", status_code=status.HTTP_201_CREATED)
async def upload_recording(
    changes: ChangeLog,
    vault: Sealing,
    user: CurrentUser,
    file: Annotated[UploadFile, File(description="JSON lines or HAR, in UTF-8")],
    name: Annotated[str, Form(max_length=100)] = "",
    keep_days: Annotated[int, Form(ge=1, le=90)] = 7,
) -> RecordingOut:
    """Requests of a file. Of what holds secrets by its name a digest is kept, as of what is recorded."""
    requests = await service.read_upload(await file.read(FILE_LIMIT), Digests.of(vault))
    async with changes.begin(user) as change:
        row = await service.store_upload(change, vault, name.strip(), requests, keep_days)
    return RecordingOut.model_validate(service.to_output(row))


@router.get("/{recording_id}")
async def show_recording(db: Db, recording_id: str) -> RecordingOut:
    return RecordingOut.model_validate(service.to_output(await service.find_recording(db, recording_id)))


@router.post("/{recording_id}/stop")
async def stop_recording(changes: ChangeLog, user: CurrentUser, recording_id: str) -> RecordingOut:
    """409 when it is over already."""
    async with changes.begin(user) as change:
        row = await service.stop_recording(change, recording_id)
    return RecordingOut.model_validate(service.to_output(row))


@router.delete("/{recording_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_recording(changes: ChangeLog, user: CurrentUser, recording_id: str) -> None:
    """With all that was recorded; what replays of it found stays."""
    async with changes.begin(user) as change:
        await service.delete_recording(change, recording_id)
