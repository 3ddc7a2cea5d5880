"""Where the console keeps its data, where it listens and what it refuses to take.

Every field can be set in the environment, `SLUICE_DATABASE_URL=postgresql://…`; the command line wins.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from sluice_console.core.errors import StartError

MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """Read once at the start; nothing changes it later."""

    model_config = SettingsConfigDict(env_prefix="SLUICE_", frozen=True, extra="ignore")

    data: Path = Path(".sluice/console")
    """The folder of the SQLite file and of `listening.json`; made with mode 0700 when it is missing."""
    database_url: str = ""
    """`postgresql://user:password@host/name`; empty: SQLite in the data folder."""
    secret_key: str = Field(default="", repr=False)
    """What private keys are sealed with, 32 bytes in base64; empty: `secret.key` in the data folder. Replicas
    that share a database need the same one."""
    http: str = "127.0.0.1:8080"
    xds: str = "127.0.0.1:18000"
    xds_tls: str = ""
    """For nodes with a token that know the console by its certificate; empty: no such port."""
    xds_mtls: str = ""
    """For nodes that show certificates of the console's own authority; empty: no such port."""
    metrics: str = ""
    """For Prometheus, without a token; empty: /metrics is on the port of pages and REST alone, for tokens."""
    log_format: Literal["text", "json"] = "text"
    envoy: str = "auto"
    """The binary that is asked about changes before they are published; `off`: none."""
    node_certificate_hours: float = Field(default=24, gt=0, le=24 * 90)
    public_url: str = ""
    """How browsers reach the console, `https://sluice.example.com`; makes cookies Secure when it is https."""
    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    max_module_bytes: int = Field(default=8 * MEGABYTE, ge=1024)
    require_signature: bool = False
    """Take only modules that are signed by one of the console's signing keys."""
    unconfined_builds: bool = False
    """Build and test filters that are written in the browser also where the machine cannot confine them:
    their authors may then do there whatever the console may."""
    max_body_bytes: int = Field(default=1 * MEGABYTE, ge=1024)
    rollout_tick_seconds: float = Field(default=1.0, gt=0)
    """How often rollouts that move by themselves are looked at."""

    webhook_networks: str = ""
    """Networks besides the internet that webhooks may lead to, `10.0.0.0/8, 192.168.7.1`."""

    @field_validator("webhook_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        split_networks(value)
        return value

    @property
    def allowed_networks(self) -> list[IPv4Network | IPv6Network]:
        return split_networks(self.webhook_networks)

    @field_validator("http", "xds", "xds_tls", "xds_mtls", "metrics")
    @classmethod
    def _is_address(cls, value: str, field: ValidationInfo) -> str:
        if value or field.field_name in ("http", "xds"):
            split_address(value)
        return value

    @property
    def has_authority(self) -> bool:
        """Whether there is a port for which the console needs a certificate of its own."""
        return bool(self.xds_tls or self.xds_mtls)

    @property
    def url(self) -> URL:
        """The database as SQLAlchemy's asynchronous drivers take it."""
        if not self.database_url:
            return URL.create("sqlite+aiosqlite", database=str(self.data / "console.db"))
        try:
            url = make_url(self.database_url)
        except ArgumentError as error:
            raise StartError(
                f"SLUICE_DATABASE_URL is not a database URL: {error}",
                "write postgresql://user:password@host:5432/name, or leave it empty for SQLite",
            ) from error
        match url.get_backend_name():
            case "postgresql":
                return url.set(drivername="postgresql+asyncpg")
            case "sqlite":
                return url.set(drivername="sqlite+aiosqlite")
            case other:
                raise StartError(
                    f"the console does not run on {other!r}", "use a postgresql:// or a sqlite:/// URL"
                )

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    def with_ports(self, http: str, xds: str) -> Self:
        """The same settings with the addresses that were really bound."""
        return self.model_copy(update={"http": http, "xds": xds})


def split_address(value: str) -> tuple[str, int]:
    """`"127.0.0.1:8080"` or `"[::1]:8080"` as host and port; port 0 asks the system for a free one."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{value!r} is not HOST:PORT, as in 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def split_addresses(value: str) -> list[tuple[str, int]]:
    """`"a.test:18000, b.test:18000"`: one address or several, each as host and port."""
    return [split_address(each.strip()) for each in value.split(",")]


def split_networks(value: str) -> list[IPv4Network | IPv6Network]:
    """`"10.0.0.0/8, ::1"`: one network or several, or single addresses."""
    return [ip_network(each.strip()) for each in value.split(",") if each.strip()]
