import json
import time
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from sluice.testing import LoadedFilter, Loader

ATTACKS = {  # values of a query, by the rule that finds them
    "sqli_union": [
        "1 UNION SELECT username, password FROM users",
        "-1 union all select null,null",
        "1 UnIoN/**/SeLeCt 1,2",
        "1 union(select 1)",
        "x' union distinct select 1",
        "1\nunion\nselect\n1",
    ],
    "sqli_tautology": [
        "' OR '1'='1",
        '" or "a"="a',
        "x' or 1=1--",
        "admin') or ('1'='1",
        "' || '1'='1",
        "' or name like 'a%",
        "'/**/or/**/1=1",
    ],
    "sqli_number": ["1 or 1=1", "5 AND 2 = 2", "1 or (1=1"],
    "sqli_stacked": [
        "1; DROP TABLE users",
        "1;delete from orders",
        "1; insert into t values (1)",
        "1; update users set admin=1",
        "1; exec xp_dirtree",
    ],
    "sqli_comment": ["admin'--", "admin' #", "admin'/*", "x') --"],
    "sqli_function": [
        "1 and sleep(5)",
        "pg_sleep(10)",
        "benchmark(1000000,md5(1))",
        "waitfor delay '0:0:5'",
        "load_file(0x2f)",
        "extractvalue(1,concat(0x7e))",
        "(select table_name from information_schema.tables)",
    ],
    "xss_tag": [
        "<script>alert(1)</script>",
        "<ScRiPt src=//x>",
        "< script >",
        "<iframe src=x>",
        "<svg/onload=alert(1)>",
    ],
    "xss_handler": [
        "<img src=x onerror=alert(1)>",
        "<body onload = x>",
        '<a href="x"onclick=f()>',
        "<b/onmouseover=1>",
    ],
    "xss_scheme": [
        "javascript:alert(1)",
        "JavaScript: document.location=1",
        "data:text/html,x",
        "vbscript:msgbox(1)",
    ],
    "xss_script": ["';new Image().src='//x?'+document.cookie;'", "String.fromCharCode(88)"],
    "traversal": ["../../x", "..\\..\\x", "a/../../b", "x/.."],
    "traversal_file": [
        "/etc/passwd",
        "file:///etc/shadow",
        "/proc/self/environ",
        "c:\\windows\\system32\\x",
        "boot.ini",
    ],
    "traversal_overlong": ["..%c0%af..", "x\x00.png"],
}
HONEST = [
    "union square, select hotels",
    "the student union will select a board",
    "select * is a wildcard",
    "O'Reilly and sons",
    "rock 'n' roll or jazz",
    "it's 5 or 6 pieces",
    "'quoted' and plain",
    "2 + 2 = 4",
    "1 or 2",
    "a; b; c",
    "please update my order; thanks",
    "drop by the table; we select wine",
    "sleep (8 hours) well",
    "benchmark results",
    "I <3 you",
    "a < b and b > c",
    "if (x<y) onward = 1",
    "email <ann@example.com>",
    "javascript: the good parts",
    "data: text and html",
    "on time = money",
    "cookies and documents",
    "wait...",
    "3..5",
    "v1.2..v1.3",
    "and so on...",
    "../",
    "C++ & C#",
    "50% off",
    "100%",
    "%zz",
    "naïve café — ☕",
    "--help",
    "# heading",
    "/* css */",
    "https://example.com/a/b?c=d&e=f#g",
    "2026-11-26T12:00:00+01:00",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)",
]
KNOWN_FALSE = {  # honest texts that a rule takes for an attack: what the filter's docstring means
    "../": "traversal",
    "if (x<y) onward = 1": "xss_handler",
}


def rule(filter: LoadedFilter, **request: Any) -> str:
    """The rule that refused a request; "" when it passed."""
    result = filter.request(**request)
    if result.response.status == 200:
        return ""
    assert result.response.status == 403
    return result.details.removeprefix("waf_")


@pytest.fixture
def waf(load: Loader) -> LoadedFilter:
    return load("waf_lite.py", config={"body_limit": 100_000})


def test_attacks_in_a_query(waf: LoadedFilter) -> None:
    found = {text: rule(waf, path=f"/a?q={quote(text)}") for texts in ATTACKS.values() for text in texts}
    missed = {text: found[text] for wanted, texts in ATTACKS.items() for text in texts if not found[text]}
    assert missed == {}
    named = [text for wanted, texts in ATTACKS.items() for text in texts if found[text] == wanted]
    assert len(named) > 0.85 * len(found)  # some match an earlier rule too
    assert waf.metrics["exceptions_total"] == 0


def test_honest_texts(waf: LoadedFilter) -> None:
    found = {text: rule(waf, path=f"/a?q={quote(text)}") for text in HONEST}
    assert {text: name for text, name in found.items() if name} == KNOWN_FALSE


def test_other_places_and_encodings(waf: LoadedFilter) -> None:
    attack = "<script>alert(1)</script>"
    assert rule(waf, path=f"/a?{quote(attack)}=1") == "xss_tag"
    assert rule(waf, path=f"/a?x=1&y=2&z={quote(quote(quote(attack)))}") == "xss_tag"
    assert rule(waf, path="/a?q=1+union+select+2") == "sqli_union"
    assert rule(waf, path="/files/..%2f..%2fetc%2fpasswd") == "traversal"
    assert rule(waf, path="/a/.git/config") == "traversal_file"
    assert rule(waf, path="/a/.gitignore.md") == ""
    assert rule(waf, headers={"user-agent": attack}) == "xss_tag"
    if waf.platform != "envoy":  # which takes a referer that is no URL away before any filter sees it
        assert rule(waf, headers=[("referer", "fine"), ("referer", attack)]) == "xss_tag"
    assert rule(waf, headers={"x-other": attack}) == ""


def test_bodies(waf: LoadedFilter) -> None:
    attack = "1; drop table users"
    forms = {"content-type": "application/x-www-form-urlencoded"}
    jsons = {"content-type": "application/json; charset=utf-8"}

    def post(body: str, headers: dict[str, str]) -> str:
        return rule(waf, method="POST", headers=headers, body=body.encode())

    assert post(urlencode({"a": "fine", "b": attack}), forms) == "sqli_stacked"
    assert post(urlencode({"a": "fine", "b": "also fine"}), forms) == ""
    assert post(json.dumps({"a": [1, {"b": "\u003cscript\u003e"}]}), jsons) == "xss_tag"
    assert post('{"a": "\\u003cscript\\u003e"}', jsons) == "xss_tag"
    assert post(json.dumps({attack: 1}), jsons) == "sqli_stacked"
    assert post(json.dumps([[[["fine", None, 1.5, True]]]]), jsons) == ""
    assert post("[" * 50 + '"' + attack + '"' + "]" * 50, jsons) == "sqli_stacked"
    assert post('{"broken": "' + attack, jsons) == "sqli_stacked"
    assert post(f"--x\r\n\r\n{attack}\r\n--x--", {"content-type": "multipart/form-data"}) == "sqli_stacked"
    assert waf.request("POST", body=b"x" * 100_001).response.status == 413
    assert waf.metrics["exceptions_total"] == 0


def test_what_the_configuration_says(load: Loader) -> None:
    attack = "/a?q=" + quote("1 union select 2")
    reporting = load("waf_lite.py", config={"report_only": True})
    assert rule(reporting, path=attack) == ""
    assert reporting.metrics["waf_matched_total", "sqli_union"] == 1
    assert "sqli_union: GET /a?q=1" in reporting.logs[-1].message
    assert rule(load("waf_lite.py", config={"off": ["sqli_union"]}), path=attack) == ""
    excluding = load("waf_lite.py", config={"exclude_paths": ["/a"]})
    assert (rule(excluding, path=attack), rule(excluding, path="/b" + attack[2:])) == ("", "sqli_union")
    unread = load("waf_lite.py", config={})
    assert unread.request("POST", body=b"<script>").response.status == 200


@pytest.mark.parametrize(
    "piece", ["<a ", "' or ", "union ", "/*", "%25", "../x", "((((", "aaaa ", ";;;;", "\\u003c"]
)
def test_no_text_takes_long(waf: LoadedFilter, piece: str) -> None:
    body = (piece * 100_000)[:60_000]
    began = time.perf_counter()
    result = waf.request("POST", body=body.encode())
    assert result.response.status in (200, 403)
    assert time.perf_counter() - began < 20
    assert waf.metrics["exceptions_total"] == 0
