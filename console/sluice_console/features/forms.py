"""Forms of the pages: what was typed, kept as text, and errors by field in words for people.

What was typed goes to the same Pydantic schemas as REST; when they or a service refuse it, the page is shown
again with nothing lost:

    try:
        async with changes.begin(user, form.text("reason")) as change:
            gateway = await service.create_gateway(change, GatewayIn(**values))
    except REFUSED as error:
        refusal = Refusal.of(error)
        return page.show("gateways/new.html", status=refusal.status, form=form, refusal=refusal)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from sluice_console.core.errors import Conflict, ConsoleError, FieldError, Invalid, NotFound, TooLarge
from sluice_console.core.language import marked, tr

REFUSED = (ValidationError, Invalid, Conflict, NotFound, TooLarge)
"""What a form answers at its fields or above them, instead of an error page."""

_WORDS: Mapping[str, str] = {
    "missing": marked("is needed"),
    "int_parsing": marked("is a whole number"),
    "int_type": marked("is a whole number"),
    "float_parsing": marked("is a number, as in 1.5"),
    "float_type": marked("is a number, as in 1.5"),
    "json_invalid": marked("is not JSON: %(error)s"),
    "greater_than_equal": marked("is at least %(ge)g"),
    "less_than_equal": marked("is at most %(le)g"),
    "greater_than": marked("is more than %(gt)g"),
    "less_than": marked("is less than %(lt)g"),
    "string_too_short": marked("is needed"),
    "string_too_long": marked("takes at most %(max_length)s characters"),
    "too_long": marked("takes at most %(max_length)s"),
    "too_short": marked("takes at least %(min_length)s"),
    "literal_error": marked("is one of %(expected)s"),
}
_OBJECT = re.compile(r"[a-z]+\.[a-z]{2}_\w+")
_NAME = marked("takes lower-case letters, digits and . _ - between them, as in edge-eu")


@dataclass(frozen=True, slots=True)
class FormText:
    """What was typed. Missing fields are empty text; files are read with `file`."""

    data: FormData

    def text(self, name: str, default: str = "") -> str:
        value = self.data.get(name, default)
        return value if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """All values of a field that is there several times, as in rows of a list."""
        return [value for value in self.data.getlist(name) if isinstance(value, str)]

    def has(self, name: str) -> bool:
        """For checkboxes: an unchecked one is not sent."""
        return name in self.data

    def file(self, name: str) -> UploadFile | None:
        value = self.data.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def pick(self, *names: str) -> dict[str, str]:
        return {name: self.text(name).strip() for name in names}


async def _read_form(request: Request) -> FormText:
    return FormText(await request.form())


Form = Annotated[FormText, Depends(_read_form)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not taken: messages by the path of the field, and the rest for the notice above it."""

    errors: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    detail: str = ""
    status: int = 200

    @classmethod
    def of(cls, error: ValidationError | ConsoleError) -> Self:
        if isinstance(error, ConsoleError):
            errors = {item.path: item.message for item in error.fields}
            return cls(errors, error.title, "" if error.fields else error.detail, error.status)
        fields = [_to_field_error(item) for item in error.errors(include_url=False)]
        return cls({item.path: item.message for item in fields}, Invalid.title, "", Invalid.status)

    def get(self, path: str) -> str | None:
        return self.errors.get(path)

    @property
    def elsewhere(self) -> list[str]:
        """What stands in the way at whole objects, `route.rt_…`: no field of the form is about it."""
        return [message for path, message in self.errors.items() if _OBJECT.fullmatch(path)]

    def within(self, path: str) -> str | None:
        """The message at the field or at the first part of it, where one field is for a whole list."""
        return next(
            (text for at, text in self.errors.items() if at == path or at.startswith(f"{path}.")), None
        )

    def under_root(self, root: str) -> dict[str, str]:
        """The errors at `root` or below it, by their whole path."""
        return {
            path: message
            for path, message in self.errors.items()
            if path == root or path.startswith(f"{root}.")
        }


NOTHING = Refusal()
"""A form that nobody has sent yet."""


def _to_field_error(error: Any) -> FieldError:
    path = ".".join(str(part) for part in error["loc"]) or "body"
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "string_pattern_mismatch" and path.endswith("name"):
        return FieldError(path, tr(_NAME))
    if kind in _WORDS:
        return FieldError(path, tr(_WORDS[kind]) % context)
    return FieldError(path, str(error["msg"]).removeprefix("Value error, "))
