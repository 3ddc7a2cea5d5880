import urllib.parse
from collections import deque

for each in (
    lambda: deque([1]).remove(1000),
    lambda: deque(["a"]).remove("b"),
    lambda: urllib.parse.quote(3),
    lambda: urllib.parse.quote_plus(3),
    lambda: urllib.parse.quote_plus(b"a b"),
    lambda: urllib.parse.quote_plus("a b/c"),
    lambda: urllib.parse.quote(b"a/ b"),
):
    try:
        print(each())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
