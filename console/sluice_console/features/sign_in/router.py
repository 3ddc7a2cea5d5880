"""/sign-in/with and /sign-in/callback: to a provider and back"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from sluice_console.core.db import database_of
from sluice_console.core.errors import LockedOut, NotFound
from sluice_console.core.language import tr
from sluice_console.core.vault import VaultError
from sluice_console.features.frame import Door
from sluice_console.features.sealing import Sealing
from sluice_console.features.sign_in import flow, service
from sluice_console.features.sign_in.asking import ProviderError, describe
from sluice_console.features.sign_in.place import CALLBACK, redirect_uri_of, settings_of
from sluice_console.features.users import sessions
from sluice_console.features.users.service import count_try, forget_tries, network_of
from sluice_console.features.users.targets import own_target
from sluice_console.pages import PageView

router = APIRouter(prefix="/sign-in", include_in_schema=False)
TRIP_COOKIE = "sluice_trip"
Text = Annotated[str, Query(max_length=4096)]


@router.get("/with")
async def go_there(
    request: Request,
    page: Door,
    vault: Sealing,
    next_: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> Response:
    settings = settings_of(request)
    target = own_target(next_)
    try:
        _, client = await service.read_client(database_of(request), vault, redirect_uri_of(request))
        there = await describe(client.issuer, settings.allowed_networks)
    except (ProviderError, NotFound, VaultError) as error:
        return await _refuse(request, page, error, target)
    trip = flow.begin(target)
    response = RedirectResponse(flow.address_of(there, client, trip), 303)
    response.set_cookie(
        TRIP_COOKIE,
        flow.pack(vault, trip),
        max_age=flow.SECONDS,
        path=CALLBACK,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    return response


@router.get("/callback")
async def come_back(
    request: Request,
    page: Door,
    vault: Sealing,
    state: Text = "",
    code: Text = "",
    iss: Text = "",
    error: Text = "",
) -> Response:
    """One try of an address, as with a password; a code is good once at the provider."""
    database, target = database_of(request), "/"
    subject = f"provider:{network_of(request.client.host if request.client else '')}"
    try:
        trip = flow.unpack(vault, request.cookies.get(TRIP_COOKIE, ""), state)
        target = trip.next
        if error or not code:
            raise ProviderError(
                tr("The provider let nobody in (%(error)s).", error=error[:60] or tr("no code"))
            )
        await count_try(database, (subject,))
        provider, client = await service.read_client(database, vault, redirect_uri_of(request))
        if iss and iss != client.issuer:
            raise ProviderError(tr("The answer is from another provider than was asked."))
        networks = settings_of(request).allowed_networks
        claims = await flow.redeem(await describe(client.issuer, networks), client, trip, code, networks)
        response = page.go(trip.next)
        visitor, lifetime = sessions.visitor_of(request), sessions.lifetime_of(request)
        signed_in = await service.let_in(database, provider, claims, visitor, lifetime)
    except (ProviderError, NotFound, VaultError, LockedOut) as failure:
        return await _refuse(request, page, failure, target)
    sessions.set_cookies(request, response, signed_in)
    await forget_tries(database, subject)
    response.delete_cookie(TRIP_COOKIE, path=CALLBACK)
    return response


async def _refuse(request: Request, page: PageView, error: Exception, target: str) -> Response:
    """The sign-in page, with what went wrong; accounts with a password get in as before."""
    async with database_of(request).reading() as db:
        provider = await service.find_provider(db)
    locked = isinstance(error, LockedOut)
    response = page.show(
        "auth/sign_in.html",
        status=429 if locked else 403,
        next=target,
        login="",
        error=None,
        provider=provider,
        trouble=error.detail if isinstance(error, LockedOut | NotFound) else str(error),
    )
    response.delete_cookie(TRIP_COOKIE, path=CALLBACK)
    return response
