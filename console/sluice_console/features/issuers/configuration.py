"""A row of an issuer as `envoy.ir` has it."""

from sluice_console.envoy import ir
from sluice_console.models import Issuer


def to_issuer(issuer: Issuer) -> ir.TokenIssuer:
    settings = issuer.settings
    return ir.TokenIssuer(
        id=issuer.id,
        name=issuer.name,
        issuer=settings["issuer"],
        audiences=tuple(settings["audiences"]),
        jwks=settings["jwks"],
        jwks_url=settings["jwks_url"],
        service_id=issuer.service_id or "",
        forward=settings["forward"],
        headers=tuple((claim, header) for claim, header in settings["headers"]),
    )
