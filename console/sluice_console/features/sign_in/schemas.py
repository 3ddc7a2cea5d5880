"""The sign-in provider over REST. The client's secret goes in and never comes out."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sluice_console.core.language import tr
from sluice_console.features.schemas import Input, Output, Reason, Reference, Times

Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Claim = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=100)]
Scope = Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]+$", max_length=200)]
ANYBODY = "*"


class Rule(Input):
    """Whose `claim` is `value`, or a list with it, gets `role`: everywhere, or for what is of `tenant`.

    The claim `*` is everybody whom the provider lets in.
    """

    claim: Claim
    value: Annotated[str, StringConstraints(max_length=500)] = ""
    role: Literal["viewer", "operator", "admin"]
    tenant: Reference | None = None

    @model_validator(mode="after")
    def _compares(self) -> "Rule":
        if (self.claim == ANYBODY) != (self.value == ""):
            raise ValueError(tr("a claim is compared with a value, and * with none"))
        return self


class ProviderIn(Input):
    """`client_secret` may be left out where issuer and client stay as they are.

    `login_claim` is what accounts are called by; `rules` say who gets in, and everybody else does not.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    issuer: Text
    client_id: Text
    client_secret: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = None
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)] = ["openid", "profile", "email"]
    login_claim: Claim = "email"
    rules: Annotated[list[Rule], Field(min_length=1, max_length=200)]
    reason: Reason = ""

    @model_validator(mode="after")
    def _asks_for_an_identity(self) -> "ProviderIn":
        if "openid" not in self.scopes:
            raise ValueError(tr("scopes need openid"))
        return self


class RuleOut(Output):
    claim: str
    value: str
    role: str
    tenant: str | None


class ProviderOut(Times):
    name: str
    issuer: str
    client_id: str
    scopes: list[str]
    login_claim: str
    rules: list[RuleOut]
    redirect_uri: str
    """What the provider has to know this console by."""
