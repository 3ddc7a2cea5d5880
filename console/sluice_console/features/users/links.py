"""The address of a one-time link, as a person's browser reaches the console."""

from fastapi import Request

from sluice_console.core.settings import Settings


def link_to(request: Request, secret: str) -> str:
    """`https://sluice.example.com/password?token=pwd_…`"""
    settings: Settings = request.app.state.settings
    base = settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{base}/password?token={secret}"
