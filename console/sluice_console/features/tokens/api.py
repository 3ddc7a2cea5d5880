"""/api/tokens"""

from fastapi import APIRouter, Response, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing
from sluice_console.features.tokens import service
from sluice_console.features.tokens.schemas import TokenIn, TokenMade, TokenOut

router = APIRouter(prefix="/api/tokens", tags=["tokens"], responses=PROBLEMS)


@router.get("")
async def list_tokens(db: Db, user: CurrentUser) -> Listing[TokenOut]:
    """Without their secrets, which nobody has any more. Members see their own."""
    rows = await service.list_tokens(db, user)
    return Listing(items=[TokenOut.model_validate(service.to_output(row)) for row in rows], total=len(rows))


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_token(changes: ChangeLog, user: CurrentUser, values: TokenIn) -> TokenMade:
    """`token` is shown this once."""
    async with changes.begin(user) as change:
        row, secret = await service.create_token(change, values)
    return TokenMade.model_validate({**service.to_output(row), "token": secret})


@router.delete("/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
async def revoke_token(changes: ChangeLog, user: CurrentUser, token_id: str) -> Response:
    async with changes.begin(user) as change:
        await service.revoke_token(change, token_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
