from typing import Any

import pytest
from tests.api.conftest import LoadSource

from sluice.testing import LoadError


def test_what_only_the_decoder_makes_shows_itself_and_compares(load_source: LoadSource) -> None:
    """Special methods of a class that no line of the filter mentions, other than in the configuration."""
    filter = load_source(
        """
        @dataclass(frozen=True)
        class Limit:
            rate: int

        @dataclass(frozen=True)
        class Config:
            limits: dict[str, Limit]

        class Show(HttpFilter[Config]):
            def on_request_headers(self, request: Request) -> Response | None:
                limits = list(self.config.limits.values())
                found = (limits.index(limits[1]), limits[0] in limits[1:])
                return Response(200, body=f"{self.config.limits!r} {found}")
        """,
        {"limits": {"a": {"rate": 3}, "b": {"rate": 4}, "c": {"rate": 3}}},
    )
    shown = "{'a': Limit(rate=3), 'b': Limit(rate=4), 'c': Limit(rate=3)} (1, True)"
    assert filter.request("GET", "/").response.text == shown


INHERITED = """
    @dataclass
    class Base:
        deny: list[str]
        limit: int | None

    @dataclass(init=False)
    class Config(Base):
        deny: list[str] = field(default_factory=lambda: ["/admin"])
        limit: int | None = 5

    class Gate(HttpFilter[Config]):
        def on_request_headers(self, request: Request) -> Response | None:
            return Response(403 if request.path in self.config.deny else 200, body=f"{self.config.limit}")
    """


@pytest.mark.parametrize("given", [{}, {"deny": ["/"]}, {"limit": None}])
def test_an_argument_that_the_class_asks_for_is_not_made_up(
    load_source: LoadSource, given: dict[str, Any]
) -> None:
    """The field has a default and the inherited `__init__` has none, so that CPython refuses as well."""
    with pytest.raises(LoadError, match=r"missing .* required positional argument"):
        load_source(INHERITED, given)


def test_an_inherited_init_with_all_it_asks_for(load_source: LoadSource) -> None:
    filter = load_source(INHERITED, {"deny": ["/"], "limit": None})
    answer = filter.request("GET", "/").response
    assert (answer.status, answer.text) == (403, "None")


def test_a_field_that_init_does_not_take_is_not_dropped(load_source: LoadSource) -> None:
    source = """
        @dataclass
        class Config:
            name: str = "a"
            limit: int = 1

            def __init__(self, name: str = "z") -> None:
                self.name = name
                self.limit = 2

        class Show(HttpFilter[Config]):
            def on_request_headers(self, request: Request) -> Response | None:
                return Response(200, body=f"{self.config.name} {self.config.limit}")
        """
    assert load_source(source, {"name": "b"}).request("GET", "/").response.text == "b 2"
    with pytest.raises(LoadError, match="unexpected keyword argument 'limit'"):
        load_source(source, {"limit": 7})
