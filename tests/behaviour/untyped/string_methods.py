s = "  Hello, World  "
print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()))
print(s.upper(), s.lower(), s.strip().swapcase(), s.title())
print("a,b,,c".split(","), "a b  c".split(), "a,b,c".rsplit(",", 1))
print("-".join(["x", "y", "z"]), "abc".replace("b", "BB"), "abcabc".find("c"), "abcabc".rfind("c"))
print("abc".startswith("ab"), "abc".endswith(("x", "c")), "a" in "abc", "abc".index("b"))
print("42".zfill(5), "x".center(7, "*"), "x".ljust(3) + "|", "x".rjust(3))
print("line1\nline2\r\nline3".splitlines(), "k=v=w".partition("="), "k=v=w".rpartition("="))
print("ß".upper(), "İ".lower(), "straße".casefold(), "éa".capitalize())
