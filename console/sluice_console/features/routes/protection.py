"""What a route demands, over REST; stored in `models.Route.protection` with the issuers by id."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.envoy.protection_fields import MAXIMUM_BODY
from sluice_console.features.issuers.queries import find_issuer
from sluice_console.features.limits.schemas import By
from sluice_console.features.schemas import Input, Reference

_Text = Annotated[str, StringConstraints(max_length=500)]
_Token = Annotated[str, StringConstraints(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", max_length=100)]


class BasicUser(Input):
    """`digest` is the password's SHA-1 in base64, as `htpasswd -nbs NAME PASSWORD` prints it."""

    name: Annotated[str, StringConstraints(pattern=r"^[^:\x00-\x20]+$", max_length=100)]
    digest: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{27}=$")]


class Subject(Input):
    """Whom a rule is for: as in `envoy.ir.Subject`."""

    kind: Literal["anyone", "claim", "certificate", "address", "tenant", "header"]
    name: _Text = ""
    value: _Text = ""


class Rule(Input):
    """Lets a request of one of `subjects` through that has one of `methods` and fits one of `paths`."""

    subjects: Annotated[list[Subject], Field(min_length=1, max_length=50)] = [Subject(kind="anyone")]
    methods: Annotated[list[_Token], Field(max_length=20)] = []
    paths: Annotated[list[_Text], Field(max_length=50)] = []


class Security(Input):
    """`rules` null lets everybody through; an empty list denies everything."""

    issuers: Annotated[list[Reference], Field(max_length=10)] = []
    token_optional: bool = False
    users: Annotated[list[BasicUser], Field(max_length=1000)] = []
    rules: Annotated[list[Rule], Field(max_length=200)] | None = None


class RateLimit(Input):
    """`by` is empty for all clients together, `address`, `tenant`, `key`, or a header's name."""

    requests: Annotated[int, Field(ge=1, le=1_000_000_000)]
    seconds: Annotated[float, Field(ge=0.05, le=86_400)] = 1.0
    by: By = ""


class Cors(Input):
    origins: Annotated[list[_Text], Field(min_length=1, max_length=100)]
    methods: Annotated[list[_Token], Field(max_length=20)] = ["GET", "HEAD", "POST"]
    headers: Annotated[list[_Token], Field(max_length=50)] = []
    exposed: Annotated[list[_Token], Field(max_length=50)] = []
    credentials: bool = False
    max_age: Annotated[int, Field(ge=0, le=86_400)] = 600


class Protection(Input):
    """What a route lets in; `max_body` in bytes."""

    security: Security = Security()
    limits: Annotated[list[RateLimit], Field(max_length=10)] = []
    cors: Cors | None = None
    max_body: Annotated[int, Field(ge=1, le=MAXIMUM_BODY)] | None = None


async def to_column(db: AsyncSession, values: Protection) -> dict[str, Any]:
    """As it is stored; raises `Invalid` at an issuer that is not there."""
    column: dict[str, Any] = values.model_dump()
    ids = []
    for position, reference in enumerate(column["security"].pop("issuers")):
        try:
            ids.append((await find_issuer(db, reference)).id)
        except NotFound as error:
            path = f"protection.security.issuers.{position}"
            raise Invalid.field(path, tr("there is no issuer %(value)s", value=repr(reference))) from error
    column["security"]["issuer_ids"] = ids
    return column


def from_column(column: Mapping[str, Any] | None) -> dict[str, Any]:
    """As REST shows it: issuers by id, which is as good as their names when it is sent back."""
    if column is None:
        return Protection().model_dump()
    security = dict(column["security"])
    security["issuers"] = security.pop("issuer_ids")
    return {**column, "security": security}
