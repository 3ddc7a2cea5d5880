import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

import jsonschema
import pytest

from sluice.api.boundary import ConfigError
from sluice.api.config import config_schema, decode_config
from sluice.api.config_shapes import ConfigTypeError


class Level(Enum):
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True)
class Retry:
    """How often to try again."""

    attempts: int
    delay: float = 0.5


@dataclass(frozen=True)
class Config:
    """What the filter is told."""

    keys: dict[str, str] = field(metadata={"description": "Consumer by key.", "title": "Keys"})
    ratio: float = 1.0
    enabled: bool = True
    paths: list[str] = field(default_factory=list)
    retry: Retry | None = None
    level: Level = Level.LOW
    mode: Literal["on", "off"] = "on"
    pair: tuple[int, str] = (1, "a")
    names: tuple[str, ...] = ()
    limit: int | str | None = None
    extra: Any = None


def test_everything_decodes_to_its_type() -> None:
    config: Config = decode_config(
        Config,
        """{"keys": {"k": "ann"}, "ratio": 2, "enabled": false, "paths": ["/a"], "retry": {"attempts": 3},
            "level": "high", "mode": "off", "pair": [7, "x"],
            "names": ["n"], "limit": "5", "extra": [1, {}]}""",
    )
    assert config == Config(
        {"k": "ann"},
        2.0,
        False,
        ["/a"],
        Retry(3),
        Level.HIGH,
        "off",
        (7, "x"),
        ("n",),
        "5",
        [1, {}],
    )
    assert isinstance(config.ratio, float)


def test_defaults_are_fresh() -> None:
    first: Config = decode_config(Config, '{"keys": {}}')
    second: Config = decode_config(Config, '{"keys": {}}')
    assert first == second
    assert first.paths is not second.paths


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"keys": {"k1": 5}}', 'config.keys["k1"]: expected str, got int'),
        ('{"keys": {"\\"ü": null}}', 'config.keys["\\"ü"]: expected str, got None'),
        ("{}", "config.keys: required, but missing"),
        ("", "config.keys: required, but missing"),
        ('{"kyes": {}}', 'config: unknown field "kyes"'),
        ("[]", "config: expected dict, got list"),
        ('{"keys": []}', "config.keys: expected dict, got list"),
        ('{"keys": {}, "paths": ["a", 1.5]}', "config.paths[1]: expected str, got float"),
        ('{"keys": {}, "paths": "a"}', "config.paths: expected list, got str"),
        ('{"keys": {}, "enabled": 1}', "config.enabled: expected bool, got int"),
        ('{"keys": {}, "ratio": true}', "config.ratio: expected float, got bool"),
        ('{"keys": {}, "ratio": "1"}', "config.ratio: expected float, got str"),
        ('{"keys": {}, "retry": {"attempts": 1.0}}', "config.retry.attempts: expected int, got float"),
        ('{"keys": {}, "retry": {"attempts": true}}', "config.retry.attempts: expected int, got bool"),
        ('{"keys": {}, "retry": {}}', "config.retry.attempts: required, but missing"),
        ('{"keys": {}, "retry": 5}', "config.retry: expected dict or None, got int"),
        ('{"keys": {}, "level": "mid"}', 'config.level: expected "low" or "high", got "mid"'),
        ('{"keys": {}, "mode": null}', 'config.mode: expected "on" or "off", got None'),
        ('{"keys": {}, "pair": [1]}', "config.pair: expected 2 items, got 1"),
        ('{"keys": {}, "pair": [1, 2]}', "config.pair[1]: expected str, got int"),
        ('{"keys": {}, "limit": []}', "config.limit: expected int, str or None, got list"),
        ('{"keys": {}', "config: not JSON: Expecting ',' delimiter: line 1 column 12 (char 11)"),
        ('{"keys": {}, "ratio": NaN}', "config: not JSON: NaN is not a number"),
    ],
)
def test_errors_name_the_path(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        decode_config(Config, text)
    assert str(caught.value) == message


def test_post_init_may_refuse() -> None:
    @dataclass(frozen=True)
    class Positive:
        size: int

        def __post_init__(self) -> None:
            if self.size <= 0:
                raise ValueError("size must be positive")

    with pytest.raises(ConfigError, match=r"^config: size must be positive$"):
        decode_config(Positive, '{"size": 0}')


def test_a_filter_without_config_takes_the_empty_object_only() -> None:
    assert decode_config(None, "{}") is None
    with pytest.raises(ConfigError, match='config: unknown field "a"'):
        decode_config(None, '{"a": 1}')


def test_the_schema_agrees_with_the_decoder() -> None:
    schema = config_schema(Config)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "Config"
    assert schema["description"] == "What the filter is told."
    assert schema["required"] == ["keys"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["keys"] == {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "title": "Keys",
        "description": "Consumer by key.",
    }
    assert schema["properties"]["level"] == {"enum": ["low", "high"], "default": "low"}
    assert schema["properties"]["retry"]["anyOf"][0]["description"] == "How often to try again."
    documents = [
        {"keys": {}},
        {"keys": {"a": 1}},
        {"keys": {}, "retry": {"attempts": 2, "delay": 1}},
        {"keys": {}, "retry": {"delay": 1}},
        {"keys": {}, "pair": [1, "x"]},
        {"keys": {}, "pair": [1, "x", 2]},
        {"keys": {}, "limit": True},
        {"keys": {}, "mode": "off"},
        {"keys": {}, "mode": "maybe"},
        {"keys": {}, "nope": 1},
    ]
    for document in documents:
        valid = jsonschema.Draft202012Validator(schema).is_valid(document)
        try:
            decode_config(Config, json.dumps(document))
            decoded = True
        except ConfigError:
            decoded = False
        assert decoded == valid, document


@dataclass(frozen=True)
class Endless:
    inner: "Endless | None" = None


def test_types_that_json_cannot_fill_are_refused_by_name() -> None:
    @dataclass(frozen=True)
    class Bad:
        when: set[str]

    @dataclass(frozen=True)
    class Ambiguous:
        size: int | float

    @dataclass(frozen=True)
    class Keys:
        by_number: dict[int, str]

    with pytest.raises(ConfigTypeError, match=r"config.when: a configuration cannot hold set\[str\]"):
        config_schema(Bad)
    with pytest.raises(ConfigTypeError, match=r"config.size: JSON cannot tell float"):
        config_schema(Ambiguous)
    with pytest.raises(ConfigTypeError, match=r"config.by_number: the keys of a JSON object are strings"):
        config_schema(Keys)
    with pytest.raises(ConfigTypeError, match=r"config.inner: Endless contains itself"):
        config_schema(Endless)
    with pytest.raises(ConfigTypeError, match="a dataclass or None, not int"):
        config_schema(int)
