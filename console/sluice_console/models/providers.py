"""Where people sign in besides the console's own accounts."""

from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from sluice_console.models.records import NAME_LENGTH, Record, Timestamped, id_column

THE_ONE = "sign_in"


class SignInProvider(Timestamped, Record):
    """An OpenID Connect provider; at most one row, with the id `THE_ONE`.

    `login_claim` is the claim that becomes the account's name. `rules` as in `features.sign_in.schemas.Rule`.
    """

    __tablename__ = "sign_in_providers"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    issuer: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(500))
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    scopes: Mapped[list[str]]
    login_claim: Mapped[str] = mapped_column(String(NAME_LENGTH))
    rules: Mapped[list[dict[str, Any]]]
