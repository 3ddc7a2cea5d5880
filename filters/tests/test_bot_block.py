from sluice.testing import Loader

CONFIG = {"block": ["BadBot", "scrapy"], "allow": ["goodbot"], "block_empty": True}


def status(load: Loader, agent: str | None) -> int:
    headers = {} if agent is None else {"user-agent": agent}
    return load("bot_block.py", config=CONFIG).request(headers=headers).response.status


def test_agents(load: Loader) -> None:
    assert status(load, "Mozilla/5.0 Firefox") == 200
    assert status(load, "Mozilla/5.0 (compatible; badbot/2.1)") == 403
    assert status(load, "SCRAPY") == 403
    assert status(load, "goodbot, not badbot") == 200
    assert status(load, None) == 403
    assert status(load, " ") == 403


def test_a_second_agent_does_not_hide_the_first(load: Loader) -> None:
    filter = load("bot_block.py", config=CONFIG)
    result = filter.request(headers=[("user-agent", "Firefox"), ("user-agent", "badbot")])
    assert (result.response.status, result.details) == (403, "bot_blocked")
    assert filter.metrics["bot_blocked_total"] == 1
