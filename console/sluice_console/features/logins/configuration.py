"""A row of a login as `envoy.ir` has it."""

from pydantic import TypeAdapter

from sluice_console.envoy import ir
from sluice_console.models import Login

_LOGIN = TypeAdapter(ir.Login)


def to_login(row: Login) -> ir.Login:
    own = {"id": row.id, "name": row.name, "service_id": row.service_id}
    return _LOGIN.validate_python({**row.settings, **own})
