"""Where this console is, as browsers and a provider see it."""

from fastapi import Request

from sluice_console.core.errors import Invalid
from sluice_console.core.settings import Settings
from sluice_console.features.sign_in.asking import ProviderError, describe
from sluice_console.features.sign_in.schemas import ProviderIn

CALLBACK = "/sign-in/callback"


def redirect_uri_of(request: Request) -> str:
    """`https://sluice.example.com/sign-in/callback`, where the provider sends browsers back."""
    base = settings_of(request).public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{base}{CALLBACK}"


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def check_provider(request: Request, values: ProviderIn) -> None:
    """Raises `Invalid` at `issuer` where nothing answers that calls itself so."""
    try:
        await describe(values.issuer, settings_of(request).allowed_networks)
    except ProviderError as error:
        raise Invalid.field("issuer", str(error)) from error
