"""The functions of `urllib.parse` that cut one piece off a URL."""

from urllib import parse

URLS = (
    "",
    "a",
    "type:rest",
    "Type:a:b",
    "a/b:c",
    ":x",
    "//h/p",
    "//h:80?q#t",
    "//u:p@h:8/",
    "//h",
    "u@h@i",
    "u:p:q",
    "h:80",
    "h:8x",
    "h:",
    ":80",
    "[::1]:90",
    "/p?q?r",
    "/p#t#u",
    "/p;a=1;b=2;",
    "n=v=w",
    "n",
    "//é/ü",
    "h:٣",
    "//127.0.0.1#@h.com",
)
for url in URLS:
    print(url, parse._splittype(url), parse._splithost(url), parse._splituser(url), parse._splitpasswd(url))
    print(parse._splitport(url), parse._splitnport(url), parse._splitnport(url, 55), parse._splitquery(url))
    print(parse._splittag(url), parse._splitattr(url), parse._splitvalue(url))
    try:
        print(parse._to_bytes(url))
    except UnicodeError as error:
        print(type(error), error)
