"""Certificates over REST. A private key goes in and never comes out."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any

from cryptography.x509.ocsp import load_der_ocsp_response
from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from sluice_console.core.language import tr
from sluice_console.envoy.certificates import check_chain
from sluice_console.features.schemas import Changed, Description, Input, Name, Reason, Times

Pem = Annotated[str, Field(min_length=1, max_length=65_536)]


def _to_staple(value: Any) -> bytes:
    try:
        answer = base64.b64decode(value, validate=True)
        load_der_ocsp_response(answer)
    except (binascii.Error, TypeError, ValueError) as error:
        raise ValueError(tr("is an OCSP answer in DER, written in base64")) from error
    return answer


Staple = Annotated[
    bytes,
    BeforeValidator(_to_staple),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "maxLength": 32_768}),
]


class CertificateIn(Input):
    """`chain` and `key` in PEM, the server's certificate first; `ocsp` is an answer in DER, base64."""

    name: Name
    description: Description = ""
    chain: Pem
    key: Pem
    ocsp: Staple | None = None
    reason: Reason = ""

    @field_validator("chain")
    @classmethod
    def _is_chain(cls, value: str) -> str:
        return check_pem(value)


class CertificatePatch(Input):
    """Fields that are left out stay as they are; a new `chain` needs its `key` unless it is the same key."""

    name: Name | None = None
    description: Description | None = None
    chain: Pem | None = None
    key: Pem | None = None
    ocsp: Staple | None = None
    reason: Reason = ""

    @field_validator("chain")
    @classmethod
    def _is_chain(cls, value: str | None) -> str | None:
        return None if value is None else check_pem(value)


class CertificateOut(Times):
    """`names` are what clients may ask for; `listeners` (`gateway/listener`) and `services` have it."""

    id: str
    name: str
    description: str
    names: list[str]
    kind: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    stapled: bool
    listeners: list[str]
    services: list[str]


class CertificateChanged(CertificateOut, Changed):
    pass


def check_pem(value: str) -> str:
    for fault in check_chain(value):
        raise ValueError(fault)
    return value.strip() + "\n"
