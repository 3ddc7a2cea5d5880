import json
from typing import Any

import pytest

from sluice.testing import LoadedFilter, Loader, Reply, Result

PATH = "/v1/chat/completions"
USAGE = {"prompt_tokens": 12, "completion_tokens": 30, "total_tokens": 42}
STREAMED = {"content-type": "text/event-stream"}


def ask(filter: LoadedFilter, reply: Reply, consumer: str = "ann", path: str = PATH, **more: Any) -> Result:
    asked = {"model": "small", "messages": [{"role": "user", "content": "hello, model"}], **more}
    headers = {"x-consumer": consumer, "content-type": "application/json"}
    return filter.request("POST", path, headers=headers, body=json.dumps(asked).encode(), reply=reply)


def answer(**more: Any) -> Reply:
    message = {"role": "assistant", "content": "hello, human, how are you?"}
    return Reply(200, json.dumps({"choices": [{"message": message}], **more}))


def events(*said: Any, cut: int = 7) -> Reply:
    text = "".join(
        f"data: {each if isinstance(each, str) else json.dumps(each)}\n\n" for each in said
    ).encode()
    pieces = [text[start : start + cut] for start in range(0, len(text), cut)]
    return Reply(200, pieces, STREAMED)


def delta(text: str) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}}], "usage": None}


def counted(filter: LoadedFilter) -> dict[str, int]:
    return {
        name.partition(";")[2]: value
        for name, value in filter.metrics.all().items()
        if name.startswith("llm_tokens_total")
    }


def test_what_the_model_says_is_counted(load: Loader) -> None:
    filter = load("llm_tokens.py", config={})
    for _ in range(2):
        assert ask(filter, answer(usage=USAGE)).response.status == 200
    assert counted(filter) == {"model=small;kind=prompt": 24, "model=small;kind=completion": 60}


@pytest.mark.parametrize("cut", [1, 7, 1000])
def test_streams(load: Loader, cut: int) -> None:
    filter = load("llm_tokens.py", config={})
    last = {"choices": [], "usage": USAGE}
    result = ask(filter, events(delta("hé"), delta("llo"), last, "[DONE]", cut=cut), stream=True)
    assert result.response.text.count("data:") == 4
    assert counted(filter) == {"model=small;kind=prompt": 12, "model=small;kind=completion": 30}


def test_a_stream_without_usage_is_estimated(load: Loader) -> None:
    filter = load("llm_tokens.py", config={})
    ask(filter, events(delta("a" * 10), delta("b" * 11), "[DONE]"), stream=True)
    assert counted(filter) == {
        "model=small;kind=prompt_estimated": 3,
        "model=small;kind=completion_estimated": 6,
    }


def test_a_budget(load: Loader) -> None:
    config = {"limit": 80, "window": 60, "consumer_header": "x-consumer"}
    filter = load("llm_tokens.py", config=config)
    if filter.platform == "envoy":
        pytest.skip("time is real there")
    filter.advance(60 - filter.proxy.host.clock.nanoseconds() / 1e9 % 60 + 1)  # type: ignore[attr-defined]
    assert [ask(filter, answer(usage=USAGE)).response.status for _ in range(3)] == [200, 200, 429]
    refused = ask(filter, answer(usage=USAGE))
    assert json.loads(refused.response.text)["error"]["message"] == "the token budget is used up"
    assert 50 <= int(refused.response.headers["retry-after"]) <= 60
    assert not refused.reached_upstream
    assert ask(filter, answer(usage=USAGE), consumer="bob").response.status == 200
    assert filter.metrics["llm_limited_total", "budget"] == 2
    filter.advance(60)
    assert ask(filter, answer(usage=USAGE)).response.status == 200


def test_workers_share_the_budget(load: Loader) -> None:
    config = {"limit": 40, "window": 100_000_000, "consumer_header": "x-consumer"}
    filter = load("llm_tokens.py", config=config, workers=2)
    asked = json.dumps({"messages": []}).encode()
    headers = {"x-consumer": "ann"}
    statuses = [
        filter.request(
            "POST", PATH, headers=headers, body=asked, reply=answer(usage=USAGE), worker=number
        ).response.status
        for number in (0, 1)
    ]
    assert statuses == [200, 429]


def test_a_request_for_too_many(load: Loader) -> None:
    filter = load("llm_tokens.py", config={"max_tokens": 100})
    assert ask(filter, answer(), max_tokens=100).response.status == 200
    assert ask(filter, answer(), max_tokens=101).response.status == 400
    assert ask(filter, answer(), max_completion_tokens=101).response.status == 400
    assert filter.metrics["llm_limited_total", "max_tokens"] == 2


def test_what_is_not_a_completion_passes(load: Loader) -> None:
    filter = load("llm_tokens.py", config={"limit": 1_000_000})
    assert ask(filter, answer(usage=USAGE), path="/v1/models").response.status == 200
    assert filter.request("GET", PATH).response.status == 200
    for body in (b"{", b"[]", b'"x"', b"\xff"):
        assert filter.request("POST", PATH, body=body, reply=answer(usage=USAGE)).response.status == 200
    assert counted(filter) == {}
    strange = [Reply(200, body) for body in ("{", "[]", '{"choices": 5}', '{"choices": [5], "usage": 7}', "")]
    for reply in [*strange, Reply(500, json.dumps({"usage": USAGE})), events("{", "5", cut=3)]:
        assert ask(filter, reply, model=5).reached_upstream
    assert "model=small;kind=prompt" not in counted(filter)
    assert filter.metrics["exceptions_total"] == 0


def test_names_of_models_are_bounded(load: Loader) -> None:
    filter = load("llm_tokens.py", config={})
    for number in range(60):
        ask(filter, answer(usage=USAGE), model=f"m{number}")
    names = {key.partition(";")[0] for key in counted(filter)}
    assert len(names) == 51
    assert counted(filter)["model=other;kind=prompt"] == 120
