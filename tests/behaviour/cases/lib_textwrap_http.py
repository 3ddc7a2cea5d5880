import textwrap
from http import HTTPStatus
from http.cookies import SimpleCookie, CookieError

t = "The quick brown-fox jumped over the lazy dog -- and then--well, it slept. co-op a-b-c-d supercalifragilisticexpialidocious word"
for w in (10, 15, 30, 70):
    print(textwrap.wrap(t, w))
print(
    textwrap.fill(t, 20, initial_indent="* ", subsequent_indent="  "),
    textwrap.shorten(t, 25),
    textwrap.shorten(t, 25, placeholder="..."),
)
print(
    repr(textwrap.dedent("  a\n    b\n\n  c\n")),
    repr(textwrap.indent("a\n\nb\n", "> ")),
    textwrap.wrap("a  b   c", 3),
    textwrap.wrap("", 5),
)
print(
    HTTPStatus.NOT_FOUND,
    HTTPStatus.NOT_FOUND == 404,
    HTTPStatus(200).phrase,
    HTTPStatus.IM_A_TEAPOT.phrase,
    repr(HTTPStatus.OK),
    HTTPStatus.OK.name,
    HTTPStatus.BAD_GATEWAY.value,
    f"{HTTPStatus.OK}",
)
c = SimpleCookie('a=1; b="x y"; c="a\\054b"')
print(c["a"].value, c["b"].value, c["c"].value, c)
s = SimpleCookie()
s["id"] = "v;1"
s["id"]["path"] = "/"
s["id"]["max-age"] = 10
s["id"]["secure"] = True
s["id"]["samesite"] = "Lax"
print(s.output(), s["id"].OutputString(), repr(s), sorted(s))
for f in (lambda: s["id"].__setitem__("x", 1), lambda: s.__setitem__("a b", 1)):
    try:
        f()
    except CookieError as e:
        print(e)
