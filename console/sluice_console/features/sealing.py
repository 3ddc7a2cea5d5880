"""The vault for routes that take secrets: `async def create(vault: Sealing, …)`."""

from typing import Annotated

from fastapi import Depends, Request

from sluice_console.core.vault import Vault


async def _vault_of(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


Sealing = Annotated[Vault, Depends(_vault_of)]
