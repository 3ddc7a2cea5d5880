from sluice.testing import Loader

CONFIG = {
    "title": "Back <soon>",
    "open_paths": ["/health"],
    "bypass_header": "x-ops",
    "bypass_value": "secret",
}


def test_everybody_gets_the_page(load: Loader) -> None:
    filter = load("maintenance_page.py", config=CONFIG)
    page = filter.request(headers={"accept": "text/html,*/*"}).response
    assert page.status == 503
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert (page.headers["retry-after"], page.headers["cache-control"]) == ("600", "no-store")
    assert "<h1>Back &lt;soon&gt;</h1>" in page.text
    assert filter.request().response.text.startswith("Back <soon>\n")


def test_some_pass(load: Loader) -> None:
    filter = load("maintenance_page.py", config=CONFIG)
    assert filter.request(path="/health?x=1").response.status == 200
    assert filter.request(headers={"x-ops": "secret"}).response.status == 200
    assert filter.request(headers={"x-ops": "guess"}).response.status == 503


def test_without_a_bypass_nobody_passes(load: Loader) -> None:
    assert load("maintenance_page.py").request(headers={"x-ops": ""}).response.status == 503
