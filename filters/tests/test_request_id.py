import pytest

from sluice.testing import Loader


def test_each_request_has_an_id_of_its_own(load: Loader) -> None:
    filter = load("request_id.py")
    seen = set()
    for _ in range(50):
        result = filter.request(headers={"x-request-id": "mine"})
        made = result.upstream_request.headers["x-request-id"]
        assert len(made) == 32
        assert not made.strip("0123456789abcdef")
        assert result.response.headers["x-request-id"] == made
        seen.add(made)
    assert len(seen) == 50


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2", True), ("x" * 129, False), ("a b", False), ("é", False)]
)
def test_a_client_may_be_trusted_with_sensible_ids(load: Loader, given: str, kept: bool) -> None:
    filter = load("request_id.py", config={"trust_client": True, "header": "x-id", "respond": False})
    result = filter.request(headers={"x-id": given})
    assert (result.upstream_request.headers["x-id"] == given) is kept
    assert "x-id" not in result.response.headers
