"""Refuse clients by their user agent.

    {"block": ["badbot", "scrapy"], "allow": ["goodbot"], "block_empty": true}

Texts are looked for anywhere in `user-agent`, in any case; `allow` wins.
"""

from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response

blocked = Counter("bot_blocked_total", "Requests refused by user agent.")


@dataclass(frozen=True)
class Config:
    """Parts of user agents."""

    block: list[str] = field(metadata={"description": "Refuse agents that contain one of these."})
    allow: list[str] = field(default_factory=list, metadata={"description": "Let these through in any case."})
    block_empty: bool = field(default=False, metadata={"description": "Refuse requests without user agent."})


class BotBlock(HttpFilter[Config], on_error="continue"):
    def on_request_headers(self, request: Request) -> Response | None:
        agent = " ".join(request.headers.get_all("user-agent")).lower()
        if any(part.lower() in agent for part in self.config.allow):
            return None
        if any(part.lower() in agent for part in self.config.block) or (
            self.config.block_empty and not agent.strip()
        ):
            blocked.increment()
            return Response(403, body="automated clients are not welcome here\n", details="bot_blocked")
        return None
