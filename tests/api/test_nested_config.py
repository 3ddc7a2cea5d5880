from tests.api.conftest import LoadSource


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
