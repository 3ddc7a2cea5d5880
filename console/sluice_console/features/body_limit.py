"""How much and how slowly a client may send: less before it shows a cookie or a token, more for modules."""

import asyncio
import re

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sluice_console.core.errors import TooLarge
from sluice_console.core.language import tr
from sluice_console.core.settings import MEGABYTE, Settings
from sluice_console.features.access import SESSION_COOKIE
from sluice_console.features.problems import respond

ANONYMOUS_BYTES = 64 * 1024
BODY_SECONDS = 30.0
"""Between two pieces of a body."""

_UPLOAD = re.compile(r"/(api/)?(filters|recordings)(/.*)?")


class BodyLimit:
    """Plain ASGI. Refuses by Content-Length at once, otherwise as soon as the limit is passed."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        limit = self._limit_of(request)
        announced = request.headers.get("content-length", "0")
        if announced.isascii() and announced.isdigit() and int(announced) > limit:
            error = TooLarge(
                tr(
                    "The body has %(value)s bytes; here %(value2)s are taken.",
                    value=format(int(announced), ","),
                    value2=format(limit, ","),
                )
            )
            await respond(request, error)(scope, receive, send)
            return
        await self._app(scope, _limited(receive, limit), send)

    def _limit_of(self, request: Request) -> int:
        if SESSION_COOKIE not in request.cookies and "authorization" not in request.headers:
            return ANONYMOUS_BYTES
        if _UPLOAD.fullmatch(request.url.path):
            return self._settings.max_module_bytes + MEGABYTE
        return self._settings.max_body_bytes


def _limited(receive: Receive, limit: int) -> Receive:
    """What the application reads from; raises 413 or 408 while the body is being read."""
    size = 0
    complete = False

    async def receive_some() -> Message:
        nonlocal size, complete
        if complete:
            return await receive()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "The body came too slowly.") from None
        size += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if size > limit:
            raise HTTPException(413)
        return message

    return receive_some
