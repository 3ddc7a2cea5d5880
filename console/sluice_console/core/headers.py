"""Headers on every response: content security policy, no sniffing, no caching; and the form cookie."""

from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Plain ASGI, so that streams of events pass untouched."""

    def __init__(self, app: ASGIApp, form_cookie: str, secure: bool) -> None:
        self._app = app
        self._form_cookie = form_cookie
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
        cookie = scope.get("state", {}).get("form_cookie")
        if cookie:
            headers.append("Set-Cookie", self._form_cookie_header(cookie))

    def _form_cookie_header(self, value: str) -> str:
        cookie = SimpleCookie({self._form_cookie: value})
        morsel = cookie[self._form_cookie]
        morsel["path"] = "/"
        morsel["samesite"] = "Strict"
        morsel["max-age"] = "3600"
        morsel["httponly"] = True
        if self._secure:
            morsel["secure"] = True
        return morsel.OutputString()
