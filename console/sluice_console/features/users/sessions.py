"""Sessions of browsers: the service's answers as cookies."""

from datetime import timedelta

from fastapi import Request, Response

from sluice_console.core.db import database_of
from sluice_console.core.settings import Settings
from sluice_console.features.access import FORM_COOKIE, SESSION_COOKIE, current_user
from sluice_console.features.users import passwords, service
from sluice_console.features.users.service import SignedIn, Visitor

DEVICE_COOKIE = "sluice_device"
DEVICE_SECONDS = 90 * 86_400


async def sign_in(request: Request, response: Response, login: str, password: str) -> SignedIn:
    """Opens a session and puts its cookie into `response`. Raises `NotSignedIn` or `LockedOut`."""
    signed_in = await service.sign_in(
        database_of(request), login, password, visitor_of(request), lifetime_of(request)
    )
    set_cookies(request, response, signed_in)
    return signed_in


async def set_up(request: Request, response: Response, token: str, login: str, password: str) -> SignedIn:
    """Makes the first account with the printed link and signs it in."""
    signed_in = await service.set_up(
        database_of(request), token, login, password, visitor_of(request), lifetime_of(request)
    )
    set_cookies(request, response, signed_in)
    return signed_in


async def use_link(request: Request, response: Response, token: str, password: str) -> SignedIn:
    """Sets the password of the account that the link is for, and signs it in."""
    signed_in = await passwords.use_link(
        database_of(request), token, password, visitor_of(request), lifetime_of(request)
    )
    set_cookies(request, response, signed_in)
    return signed_in


async def sign_out(request: Request, response: Response) -> None:
    await service.sign_out(database_of(request), current_user(request))
    response.delete_cookie(SESSION_COOKIE)


def set_cookies(request: Request, response: Response, signed_in: SignedIn) -> None:
    settings: Settings = request.app.state.settings
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.cookie,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    response.set_cookie(
        DEVICE_COOKIE,
        signed_in.device,
        max_age=DEVICE_SECONDS,
        path="/sign-in",
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
    )
    response.delete_cookie(FORM_COOKIE)


def lifetime_of(request: Request) -> timedelta:
    settings: Settings = request.app.state.settings
    return timedelta(hours=settings.session_hours)


def visitor_of(request: Request) -> Visitor:
    address = request.client.host if request.client else ""
    return Visitor(address, request.headers.get("user-agent", ""), request.cookies.get(DEVICE_COOKIE, ""))
