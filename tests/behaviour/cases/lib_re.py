import re

print(re.match("a(b)?c*", "abccd"))
m = re.search(r"(\d+)-(?P<name>\w+)", "xx 12-ab yy")
print(m, m.group(1), m["name"], m.groups(), m.groupdict(), m.span(2), m.lastindex, m.lastgroup)
print(
    re.findall(r"\w+", "hello big world"),
    re.findall(r"(\w)(\d)?", "a1b"),
    re.split(r"[,;]\s*", "a, b;c"),
    re.split("(-)", "a-b-c", maxsplit=1),
)
print(
    re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"),
    re.subn("a*", "-", "baac"),
    re.sub("x", lambda m: m.group().upper(), "axbx"),
)
print(re.fullmatch("a|ab", "ab"), re.match("(?:a|ab)(?:c|bcd)(d*)", "abcd"))
print(
    re.findall("(?i)straSSe|k", "STRASSE K ſ \u212a"),
    re.search(r"\bfoo\b", "a foo b"),
    re.findall(r"^\w", "a\nb", re.M),
)
print(
    re.compile("a.c", re.S | re.I),
    re.match("a.c", "A\nC", re.S | re.I),
    re.findall("é+|ß", "aéébß"),
    re.search("ß", "aéé日本ß").span(),
)
for p in (
    "(",
    ")",
    "a**",
    "*a",
    "[a",
    "a{2,1}",
    r"\q",
    "(?P<n>a)(?P<n>b)",
    "(?<=a*)b",
    r"(\1)",
    "(?P=x)",
    "[z-a]",
    "a\\",
    "(?z)",
    "x(?i)",
    "(?P<1>a)",
):
    try:
        re.compile(p)
        print("ok", p)
    except re.error as e:
        print(p, "->", e, e.pos)
print(
    re.findall(r"(?<=a)b|(?<!a)c", "abcacc"),
    re.findall(r"a(?=b)", "abac"),
    re.findall(r"a(?!b)", "abac"),
    re.match(r"(a)(?(1)b|c)", "ab"),
    re.match(r"(?>a+)ab", "aaab"),
    re.match("a++b", "aab"),
)
print(
    re.findall("a*?b", "aab"),
    re.match("(a{1,2}?)(a*)", "aaa").groups(),
    re.match("(?:ab){2,3}", "abababab"),
    re.match("(a|b)*", "abab").groups(),
    re.match("(a?)*?$", "aa"),
)
print(re.escape("a.b c"), re.match(b"a(.)", b"ab").group(1), re.findall(rb"\d", b"1a2"))
print(re.sub("(?P<x>a)", r"[\g<x>\g<0>]", "banana"), re.match("a", "b"), re.compile("x").flags)


def refused_flags():
    for pattern, flags in (
        (r"(?a)\w", re.UNICODE),
        (r"(?u)\w", re.ASCII),
        (r"\w", re.ASCII | re.UNICODE),
        (r"(", re.LOCALE),
        (rb"\w", re.UNICODE),
        (r"\w", re.LOCALE),
        (r"(?a:\w)", re.UNICODE),
    ):
        try:
            print(re.compile(pattern, flags).pattern)
        except (ValueError, re.error) as error:
            print(error)


refused_flags()
