import time

from sluice.testing import LoadedFilter, Loader, ReceivedRequest, Reply, Result

CONFIG = {"cluster": "idp", "authorization": "Basic c2x1aWNl", "scope": "orders", "claims": {"sub": "x-user"}}


def idp(call: ReceivedRequest) -> Reply:
    match call.text.removeprefix("token="):
        case "good":
            return Reply(200, b'{"active": true, "sub": "ann", "scope": "orders bills"}')
        case "short":
            expires = int(time.time()) + 5
            return Reply(200, f'{{"active": true, "sub": "bob", "scope": "orders", "exp": {expires}}}')
        case "narrow":
            return Reply(200, b'{"active": true, "scope": "bills"}')
        case "broken":
            return Reply(200, b"[")
        case "down":
            return Reply(500)
    return Reply(200, b'{"active": false}')


def loaded(load: Loader) -> LoadedFilter:
    filter = load("oauth2_introspection.py", config=CONFIG)
    filter.upstream("idp").replies_by(idp, after=0.01)
    return filter


def ask(filter: LoadedFilter, token: str) -> Result:
    return filter.request(headers={"authorization": f"Bearer {token}", "x-user": "root"})


def test_an_active_token_passes_and_is_remembered(load: Loader) -> None:
    filter = loaded(load)
    for _ in range(3):
        assert ask(filter, "good").upstream_request.headers["x-user"] == "ann"
    (call,) = filter.upstream("idp").calls
    assert (call.method, call.path, call.text) == ("POST", "/introspect", "token=good")
    assert call.headers["authorization"] == "Basic c2x1aWNl"
    filter.advance(31)
    ask(filter, "good")
    assert filter.metrics["introspection_calls_total"] == 2


def test_an_answer_does_not_outlive_its_token(load: Loader) -> None:
    filter = loaded(load)
    assert ask(filter, "short").response.status == 200
    filter.advance(7)
    ask(filter, "short")
    assert filter.metrics["introspection_calls_total"] == 2


def test_what_is_refused(load: Loader) -> None:
    filter = loaded(load)
    assert filter.request().response.headers["www-authenticate"] == "Bearer"
    assert ask(filter, "nobody's").response.status == 401
    assert ask(filter, "narrow").response.status == 403
    for token in ("broken", "down"):
        assert ask(filter, token).response.status == 503
    filter.upstream("idp").always().times_out()
    assert ask(filter, "late").response.status == 503
    assert filter.metrics["introspection_refused_total", "unavailable"] == 3
    assert filter.metrics["exceptions_total"] == 0
