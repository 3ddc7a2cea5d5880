"""json.loads with `strict`, and what a class of decoders is given."""

import io
import json


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


TEXTS = [
    '"a\nb"',
    '["\x00\x1f\\n\t"]',
    '{"k\te\ry": "v\x01"}',
    '"a\n',
    '"\\\n"',
    '"plain"',
    "[1, 2\n]",
    '"\x7f"',
    "\x00",
]
for text in TEXTS:
    t(lambda: json.loads(text))
    for strict in (True, False, None, 0, 1, "", [0]):
        t(lambda: json.loads(text, strict=strict))
        t(lambda: json.JSONDecoder(strict=strict).decode(text))
        t(lambda: json.JSONDecoder(strict=strict).raw_decode(text))
    t(lambda: json.loads(text.encode(), strict=False, parse_int=str))
    t(lambda: json.load(io.StringIO(text), strict=False))
    t(lambda: json.loads(text, strict=False, object_hook=lambda d: json.loads(text)))
    t(lambda: json.loads(text, object_hook=lambda d: json.loads('"\n"', strict=False)))


class Decoder(json.JSONDecoder):
    def __init__(self, *args, **kwargs):
        print(args, sorted(kwargs))
        super().__init__(*args, **kwargs)


class Own(json.JSONDecoder):
    def __init__(self):
        super().__init__(object_hook=self.hook)

    def hook(self, found):
        return sorted(found)


class Truth:
    def __bool__(self):
        raise ValueError("no truth")


t(lambda: json.loads('"\n"', cls=Decoder))
t(lambda: json.loads('"\n"', cls=Decoder, strict=True))
t(lambda: json.loads('"\n"', cls=Decoder, strict=False, parse_int=float))
t(lambda: json.loads('{"a": {"b": 1}}', cls=Own))
t(lambda: json.loads('{"a": {"b": 1}}', cls=Own, strict=False))
t(lambda: json.loads("[1]", strict=Truth()))
