"""Answers with a page: the whole page or the part that htmx asked for, decided here and nowhere else.

    @router.get("/rollouts")
    async def list_rollouts(page: Page, db: Db) -> HTMLResponse:
        rollouts = await queries.list_rollouts(db)
        return page.show("rollouts/list.html", part="rollouts/_table.html", rollouts=rollouts)

The same address gives both, so every page works without script and `Vary: HX-Request` keeps them apart.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.errors import ConsoleError
from sluice_console.core.language import LANGUAGES, Language, current
from sluice_console.models import Gateway
from sluice_console.rendering.environment import environment

Tone = Literal["ok", "warn", "bad", "info", "idle"]

HEADERS: Mapping[str, str] = {"Cache-Control": "no-store", "Vary": "HX-Request, Accept-Language, Cookie"}
"""Besides what `core.headers` puts on every response: policy, no sniffing, no framing."""
TOAST_COOKIE = "sluice_toast"
THEME_COOKIE = "sluice_theme"
GATEWAY_COOKIE = "sluice_gateway"
_ONLY_ONCE = ("/sign-in/callback",)


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to what one just did, shown once on the next page."""

    title: str
    text: str = ""
    tone: Tone = "ok"
    undo: int = 0
    """The row of the audit log that takes it back; 0: none does, and no button is offered."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: who, which gateway, and the counts beside the navigation."""

    csrf: str
    identity: Identity | None = None
    gateway: Gateway | None = None
    gateways: tuple[Gateway, ...] = ()
    connected: int = 0
    rollouts: int = 0
    rejections: int = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list; `number` counts from 1."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return min(self.total, self.offset + 1)

    @property
    def last(self) -> int:
        return min(self.total, self.offset + self.size)


@dataclass(frozen=True, slots=True)
class PageView:
    """One request for a page; templates see it as `page`."""

    request: Request
    frame: Frame
    headers: dict[str, str] = field(default_factory=dict)

    def show(
        self, template: str, *, part: str | Mapping[str, str] | None = None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page, or its `part` when htmx asks; a mapping names the part by the id of htmx's target."""
        name = self._part_of(part) or template
        body = environment().get_template(name).render(page=self, **values)
        response = HTMLResponse(
            body, status, headers={**HEADERS, "Content-Language": current().tag, **self.headers}
        )
        if name == template:
            self._set_cookies(response)
        return response

    def go(self, url: str, toast: Toast | None = None) -> Response:
        """After a change: to the page that shows it. htmx is told, a browser is redirected."""
        response: Response
        if self.is_htmx:
            response = Response(status_code=204, headers={**HEADERS, "HX-Redirect": url})
        else:
            response = RedirectResponse(url, 303, headers=dict(HEADERS))
        if toast is not None:
            response.set_cookie(TOAST_COOKIE, _pack(toast), max_age=60, httponly=True, samesite="lax")
        return response

    @property
    def is_htmx(self) -> bool:
        return self.request.headers.get("hx-request") == "true"

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def section(self) -> str:
        return self.path.split("/")[1] or "overview"

    @property
    def host(self) -> str:
        return self.request.headers.get("host", "")

    @property
    def dialog(self) -> str:
        """The dialog that the address opens, `?dialog=abort`."""
        return self.request.query_params.get("dialog", "")

    @property
    def theme(self) -> str:
        theme = self.request.cookies.get(THEME_COOKIE, "")
        return theme if theme in ("light", "dark") else ""

    @property
    def language(self) -> Language:
        return current()

    @property
    def other_languages(self) -> list[Language]:
        """None where nothing leads back to the page: it answers a form, or is shown this once."""
        if self.request.method != "GET" or self.path in _ONLY_ONCE:
            return []
        return [language for language in LANGUAGES.values() if language != current()]

    @property
    def address(self) -> str:
        """Where a change of the language comes back to."""
        return f"{self.path}?{self.request.url.query}" if self.request.url.query else self.path

    @property
    def toast(self) -> Toast | None:
        return _unpack(self.request.cookies.get(TOAST_COOKIE, ""))

    def may_change_for(self, tenant_id: str | None) -> bool:
        """Whether whoever looks may change what belongs to the tenant, or to none."""
        return self.identity is not None and self.identity.may_for(tenant_id, Role.OPERATOR)

    @property
    def csrf(self) -> str:
        return self.frame.csrf

    @property
    def identity(self) -> Identity | None:
        return self.frame.identity

    @property
    def gateway(self) -> Gateway | None:
        return self.frame.gateway

    @property
    def gateways(self) -> tuple[Gateway, ...]:
        return self.frame.gateways

    @property
    def connected(self) -> int:
        return self.frame.connected

    @property
    def rollouts(self) -> int:
        return self.frame.rollouts

    @property
    def rejections(self) -> int:
        return self.frame.rejections

    def _part_of(self, part: str | Mapping[str, str] | None) -> str | None:
        headers = self.request.headers
        whole = headers.get("hx-request-type") == "full" or "hx-history-restore-request" in headers
        if part is None or not self.is_htmx or whole:
            return None
        if isinstance(part, str):
            return part
        return part.get(headers.get("hx-target", "").rpartition("#")[2])

    def _set_cookies(self, response: Response) -> None:
        if TOAST_COOKIE in self.request.cookies:
            response.delete_cookie(TOAST_COOKIE)
        if self.gateway is not None and "gateway" in self.request.query_params:
            year = 365 * 86_400
            response.set_cookie(
                GATEWAY_COOKIE, self.gateway.name, max_age=year, httponly=True, samesite="lax"
            )


def show_error(request: Request, error: ConsoleError) -> Response:
    """A page that says what failed and leads back; for what no form could show at its field."""
    page = PageView(request, Frame(csrf=""))
    response = page.show("errors/error.html", status=error.status, error=error, back=_back(request))
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _back(request: Request) -> str:
    """Where the person came from, if that was one of our own pages."""
    referer = urlsplit(request.headers.get("referer", ""))
    query = f"?{referer.query}" if referer.query else ""
    return referer.path + query if referer.netloc == request.headers.get("host") else "/"


def _pack(toast: Toast) -> str:
    text = json.dumps([toast.title, toast.text, toast.tone, toast.undo])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _unpack(cookie: str) -> Toast | None:
    """None for anything that `_pack` did not write; the text is escaped like all other text."""
    try:
        title, text, tone, undo = json.loads(base64.urlsafe_b64decode(cookie.encode()))
    except (ValueError, binascii.Error, TypeError):
        return None
    if tone not in ("ok", "warn", "bad", "info", "idle") or not isinstance(undo, int):
        return None
    return Toast(str(title), str(text), tone, undo)
