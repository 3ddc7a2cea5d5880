"""What the nouns' REST schemas share: strictness, names, pages of lists, errors by field."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.text import is_storable
from sluice_console.models import Release

NAME_PATTERN = r"^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$"

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=100)]
"""Lower case, digits, `.`, `_`, `-`: names stand in URLs, in Envoy's statistics and in `node.cluster`."""
Description = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Reason = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""The id or the name of another object."""
TenantReference = Annotated[str, StringConstraints(max_length=100)]
"""The id or the name of the tenant that the object belongs to; empty: it belongs to none."""
Order = Annotated[int, Field(ge=0, le=100_000)]


class Input(BaseModel):
    """A request body. Unknown fields are refused, so that a typing error does not go unnoticed."""

    model_config = ConfigDict(extra="forbid", str_max_length=65_536)

    @model_validator(mode="before")
    @classmethod
    def _is_storable(cls, value: Any) -> Any:
        check_text(value)
        return value


def check_text(value: Any, place: str = "") -> None:
    """Raises ValueError where a text cannot be stored: PostgreSQL takes no NUL, UTF-8 no lone surrogate."""
    match value:
        case str() if not is_storable(value):
            fault = "has a character that cannot be stored: NUL, or half of a surrogate pair"
            raise ValueError(f"{place.lstrip('.')} {fault}".lstrip())
        case dict():
            for key, item in value.items():
                check_text(key, f"{place}: a name in it" if place else "a name in it")
                check_text(item, f"{place}.{key}")
        case list() | tuple():
            for position, item in enumerate(value):
                check_text(item, f"{place}.{position}")
        case _:
            pass


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ReleaseRef(Output):
    """A release that a change made."""

    id: str
    gateway: str
    number: int


class Changed(Output):
    """What every change answers besides the object: the releases that it published."""

    releases: list[ReleaseRef]


T = TypeVar("T")


class Listing(Output, Generic[T]):
    """A page of a list; `total` counts all that match."""

    items: list[T]
    total: int


class Times(Output):
    created_at: datetime
    updated_at: datetime


def to_release_refs(releases: Sequence[Release]) -> list[ReleaseRef]:
    return [ReleaseRef(id=item.id, gateway=item.gateway.name, number=item.number) for item in releases]


def to_field_errors(errors: Sequence[Any], skip: int = 0) -> tuple[FieldError, ...]:
    """Pydantic's errors as ours; `skip` drops the leading "body" that FastAPI adds."""
    return tuple(
        FieldError(
            ".".join(str(part) for part in error["loc"][skip:]) or "body",
            str(error["msg"]).removeprefix("Value error, "),
        )
        for error in errors
    )


def to_invalid(error: ValidationError) -> Invalid:
    """For forms: `RouteIn(**values)` raises Pydantic's error, the page wants ours."""
    fields = to_field_errors(error.errors(include_url=False, include_context=False, include_input=False))
    return Invalid(summary_of(fields), fields=fields)


def summary_of(fields: Sequence[FieldError]) -> str:
    if len(fields) == 1:
        return f"{fields[0].path}: {fields[0].message}"
    return f"{len(fields)} fields need a look."
