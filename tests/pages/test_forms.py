"""Forms: schemas as fields and back, spans of time, endpoints a line, errors in words."""

from typing import Any

import pytest
from pydantic import ValidationError
from starlette.datastructures import FormData
from tests.pages.story import CONFIGURATION, SCHEMA

from sluice_console.core.errors import Conflict, FieldError, Invalid
from sluice_console.features.filters.schema_form import place_errors, read_fields, to_fields, with_typed
from sluice_console.features.forms import FormText, Refusal
from sluice_console.features.gateways.schemas import GatewayIn
from sluice_console.features.rollouts import forms as rollouts
from sluice_console.features.rollouts.choosing import Subject
from sluice_console.features.services import forms as services
from sluice_console.models import Attachment, Gateway


def typed(**values: str) -> FormText:
    return FormText(FormData([(f"configuration.{name}", value) for name, value in values.items()]))


def test_a_configuration_comes_back_from_its_fields_as_it_was() -> None:
    value = {**CONFIGURATION, "header": "x-who", "log_consumer": True, "limit": 7, "hosts": ["a", "b"]}
    fields = to_fields(SCHEMA, value)
    sent = typed(**{field.label: field.value for field in fields if field.kind != "flag"}, log_consumer="on")
    assert read_fields(SCHEMA, sent) == ({**value, "mode": "strict"}, {})


def test_fields_follow_the_schema() -> None:
    kinds = {field.label: (field.kind, field.required) for field in to_fields(SCHEMA, {})}
    assert kinds == {
        "keys": ("pairs", True),
        "header": ("text", False),
        "realm": ("text", False),
        "log_consumer": ("flag", False),
        "limit": ("number", False),
        "hosts": ("lines", False),
        "mode": ("choice", False),
    }


def test_what_is_left_empty_keeps_the_filters_default() -> None:
    assert read_fields(SCHEMA, typed(keys="k = v", header="", limit="")) == (
        {"keys": {"k": "v"}, "log_consumer": False},
        {},
    )


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("keys", "only a key", "line 1: write key = value"),
        ("limit", "many", "is a whole number"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(field: str, text: str, message: str) -> None:
    _, errors = read_fields(SCHEMA, typed(**{"keys": "k = v", field: text}))
    assert errors == {f"configuration.{field}": message}


NESTED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "upstream": {
            "type": "object",
            "properties": {"host": {"type": "string"}, "port": {"type": "integer"}},
            "required": ["host"],
        },
        "rules": {"type": "array", "items": {"type": "object"}},
        "weights": {"type": "object", "additionalProperties": {"type": "number"}},
        "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    },
    "required": ["upstream"],
}


def test_nested_schemas_become_groups_and_the_rest_json() -> None:
    value = {"upstream": {"host": "h", "port": 1}, "rules": [{"a": 1}], "weights": {"x": 0.5}, "either": 3}
    fields = {field.label: field for field in to_fields(NESTED, value)}
    assert [item.path for item in fields["upstream"].fields] == [
        "configuration.upstream.host",
        "configuration.upstream.port",
    ]
    sent = typed(
        **{
            "upstream.host": "h",
            "upstream.port": "1",
            "rules": fields["rules"].value,
            "weights": fields["weights"].value,
            "either": fields["either"].value,
        }
    )
    assert read_fields(NESTED, sent) == (value, {})


def test_a_missing_property_is_told_where_it_is_typed() -> None:
    fields = to_fields(NESTED, {})
    errors = {
        "configuration.upstream": "'host' is a required property",
        "configuration.rules.0.a": "must be of type string",
    }
    assert place_errors(fields, errors) == {
        "configuration.upstream.host": "is needed",
        "configuration.rules": "0.a: must be of type string",
    }
    shown = with_typed(fields, typed(**{"upstream.port": "seven"}), {"configuration.upstream.port": "no"})
    assert (shown[0].fields[1].value, shown[0].fields[1].error) == ("seven", "no")


def test_without_a_schema_the_configuration_is_json() -> None:
    assert to_fields(None, {"a": 1})[0].kind == "json"
    form = FormText(FormData([("configuration", '{"a": 1}')]))
    assert read_fields(None, form) == ({"a": 1}, {})
    for text in ("[1]", "{", ""):
        _, errors = read_fields(None, FormText(FormData([("configuration", text)])))
        assert bool(errors) is bool(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 s", 30),
        ("5 min", 300),
        ("1.5 h", 5400),
        ("2d", 172_800),
        ("5", 300),
        ("", 0),
        ("soon", None),
        ("-1 s", None),
    ],
)
def test_spans_of_time_are_read(text: str, seconds: int | None) -> None:
    assert rollouts.parse_span(text) == seconds


def test_the_form_of_a_rollout_is_read() -> None:
    gateway = Gateway(id="gw_1", name="edge")
    subject = Subject("filter", gateway, "", "", attachment=Attachment(id="at_1", gateway=gateway))
    form = rollouts.RolloutForm(
        filter="f@2",
        stages=(
            rollouts.StageRow("0", "x-beta: on", "0 s"),
            rollouts.StageRow("100", "@acme, @lumen", "x", "hand"),
        ),
        configuration="{",
    )
    values, errors = rollouts.to_input(form, subject)
    assert values["stages"][0]["headers"] == [{"name": "x-beta", "value": {"value": "on"}}]
    assert values["stages"][1]["automatic"] is False
    assert values["stages"][1]["tenants"] == ["acme", "lumen"]
    assert values["attachment"] == "at_1"
    assert set(errors) == {"stage.1", "configuration"}
    refusal = Refusal({"stages.1.percent": "is at most 100", "limits.exceptions": "x", "filter": "y"})
    assert rollouts.place_errors(refusal).errors == {
        "stage.1": "percent is at most 100",
        "exceptions": "x",
        "filter": "y",
    }


def test_endpoints_are_one_a_line() -> None:
    lines = "10.0.0.7:80\ncart.internal:8080 v2 5\n\n[2001:db8::7]:80 - 3"
    assert services.ServiceForm(endpoints=lines).values()["endpoints"] == [
        {"host": "10.0.0.7", "port": "80", "version": "", "weight": 1},
        {"host": "cart.internal", "port": "8080", "version": "v2", "weight": "5"},
        {"host": "2001:db8::7", "port": "80", "version": "", "weight": "3"},
    ]
    errors = {"endpoints.1.port": "is a whole number", "settings.connect_timeout": "x"}
    assert services.place_errors(errors) == {
        "endpoints": "Line 2, port: is a whole number",
        "connect_timeout": "x",
    }


def test_refusals_speak_to_people() -> None:
    with pytest.raises(ValidationError) as refused:
        GatewayIn.model_validate({"name": "Edge EU", "listen_address": "here", "listen_port": "high"})
    errors = Refusal.of(refused.value).errors
    assert errors == {
        "name": "takes lower-case letters, digits and . _ - between them, as in edge-eu",
        "listen_address": "is an IP address, 0.0.0.0 for all of them",
        "listen_port": "is a whole number",
    }
    taken = Refusal.of(Conflict("There is one.", fields=(FieldError("name", "there is one"),)))
    assert (taken.status, taken.get("name"), taken.detail) == (409, "there is one", "")
    broken = Refusal.of(Invalid("x", fields=(FieldError("route.rt_abc123", "has no path"),)))
    assert broken.elsewhere == ["has no path"]
