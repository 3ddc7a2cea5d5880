"""Signing keys over REST: only public parts, the private ones never leave where modules are built."""

from typing import Annotated

from pydantic import StringConstraints

from sluice_console.features.schemas import Input, Name, Reason, Times


class SigningKeyIn(Input):
    """`public_key` is what `sluice signing-key FILE` prints."""

    name: Name
    public_key: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    reason: Reason = ""


class SigningKeyOut(Times):
    id: str
    name: str
    public_key: str
