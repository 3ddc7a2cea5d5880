import urllib.parse
from urllib.parse import urlparse, urlsplit, urljoin, quote, unquote, parse_qs, urlencode

u = urlparse("https://user:pw@Example.com:8080/a/b;p?x=1&y=%20z#frag")
print(u, u.hostname, u.port, u.username, u.password, u.query, u.geturl())
print(urlsplit("//h/p?q"), urlsplit(b"http://x/y"), urlsplit("http://[::1]:80/").hostname)
print(
    urljoin("http://a/b/c/d?q", "../x"),
    urljoin("http://a/b/", "c"),
    urljoin("http://a/b", "//h/z"),
    urljoin("http://a/b/c", "?y"),
)
print(
    quote("a b/é&"),
    urllib.parse.quote_plus("a b&"),
    unquote("a%20b%C3%A9+"),
    urllib.parse.unquote_plus("a+b"),
    unquote("%zz%4"),
    quote(b"\xff"),
)
print(
    parse_qs("a=1&b=2&a=3&c="),
    urllib.parse.parse_qsl("a=1&c=", keep_blank_values=True),
    urlencode({"a": 1, "b": "x y"}),
    urlencode([("a", [1, 2])], doseq=True),
)
print(urllib.parse.urldefrag("http://x/#y"), urllib.parse.urlunparse(("http", "h", "p", "", "q", "")))
print(u._replace(scheme="http").geturl(), tuple(u), u == tuple(u))
for f in (
    lambda: urlparse("http://h:x/").port,
    lambda: urlsplit("http://[::1"),
    lambda: urlparse("http://h:99999/").port,
    lambda: urljoin("a", b"b"),
):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
