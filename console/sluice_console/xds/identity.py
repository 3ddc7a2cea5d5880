"""A node's own certificate on its disk, and renewing it there while the old one is good.

The folder is what `sluice bootstrap --mtls` writes: `certificate.json`, which Envoy watches, the authority's
certificate, and the token. The key changes with every renewal and never leaves the machine.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
from cryptography import x509

from sluice.toolchain.private_files import check_own_folder, write_private
from sluice_console.core import clock
from sluice_console.core.auth.authority import CONSOLE_NAME, create_request
from sluice_console.envoy.console_tls import read_certificate_file, to_certificate_file
from sluice_console.xds.renewals import RENEW

CERTIFICATE = "certificate.json"
AUTHORITIES = "authorities.pem"
TOKEN = "token"
ANSWER_SECONDS = 10.0
RETRY_SECONDS = 60.0
_NAMED = ("grpc.ssl_target_name_override", CONSOLE_NAME)
_log = logging.getLogger(__name__)


class IdentityError(Exception):
    """The folder of a node's certificate cannot be used; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the folder held when it was read."""

    folder: Path
    chain: str
    key: str
    authorities: str
    token: str

    @classmethod
    def read(cls, folder: Path) -> Identity:
        """Raises IdentityError."""
        try:
            chain, key = read_certificate_file((folder / CERTIFICATE).read_text())
            x509.load_pem_x509_certificate(chain.encode())
            authorities, token = (folder / AUTHORITIES).read_text(), (folder / TOKEN).read_text()
        except OSError as error:
            raise IdentityError(f"{error.filename}: {error.strerror}") from error
        except ValueError as error:
            raise IdentityError(f"{folder / CERTIFICATE}: {error}") from error
        return cls(folder, chain, key, authorities, token.strip())

    @property
    def renewal(self) -> datetime:
        """When it is to be renewed: after half of its time."""
        certificate = x509.load_pem_x509_certificate(self.chain.encode())
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        return begins + (ends - begins) / 2

    def open_channel(self, console: str, options: tuple[tuple[str, Any], ...] = ()) -> Any:
        """To the console's port for certificates, HOST:PORT, which has to prove that it is the console."""
        credentials = grpc.ssl_channel_credentials(
            self.authorities.encode(), self.key.encode(), self.chain.encode()
        )
        return grpc.aio.secure_channel(console, credentials, options=(*options, _NAMED))


def write_identity(folder: Path, *, chain: str, key: str, authorities: str, token: str) -> None:
    """What `Identity.read` reads. Raises OSError, also for a folder that others may write to.

    One that is made here nobody else may look into.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_own_folder(folder)
    write_private(folder / AUTHORITIES, authorities)
    write_private(folder / TOKEN, token + "\n")
    write_private(folder / CERTIFICATE, to_certificate_file(chain, key))


async def renew(identity: Identity, console: str) -> Identity:
    """Ask the console, and put the answer into the folder. Raises AioRpcError, and OSError for the disk."""
    key, request = create_request()
    metadata = (("authorization", f"Bearer {identity.token}"),)
    async with identity.open_channel(console) as channel:
        call = channel.unary_unary(RENEW)
        chain = bytes(await call(request.encode(), metadata=metadata, timeout=ANSWER_SECONDS)).decode()
    write_private(identity.folder / CERTIFICATE, to_certificate_file(chain, key))
    return Identity.read(identity.folder)


async def renew_for_ever(folder: Path, console: str, note: Callable[[Identity], None]) -> None:
    """Renew whenever it is time, also what somebody else put into the folder; `note` gets what is there then.

    What goes wrong is in the log, and tried again every minute.
    """
    while True:
        try:
            identity = Identity.read(folder)
            if identity.renewal <= clock.now():
                identity = await renew(identity, console)
                _log.info("the certificate in %s was renewed", folder)
            note(identity)
            pause = (identity.renewal - clock.now()).total_seconds()
        except (IdentityError, OSError) as error:
            _log.error("the certificate in %s cannot be renewed: %s", folder, error)
            pause = RETRY_SECONDS
        except grpc.aio.AioRpcError as error:
            _log.error("the console does not renew the certificate in %s: %s", folder, error.details())
            pause = RETRY_SECONDS
        await asyncio.sleep(min(max(pause, 0.5), RETRY_SECONDS))
