"""Counts and widths beyond what a text can have."""

import re

long_text = "x" * 300_000
print(re.search(r"(?<=((.{%d}){%d}){%d})" % (64, 64, 64), long_text).span())
print(re.search(r"(?<!((.{%d}){%d}){%d})" % (64, 64, 64), long_text).span())
print(re.search(r"(?<=.{400000})", long_text), re.search(r"(?<!.{400000})y", long_text))
print(re.match("a{3000000000}", "aaa"), re.match("(?:ab){3000000000}", "ababa"))
print(re.match("a{,3000000000}", "aaa"), re.match("(?:ab){,3000000000}", "aba"), re.match("(?:ab){,3000000000}?b", "aba"))
print(re.search("(?<=é.é)x", "aéaéx"), re.search("(?<=aaé.é)x", "aéaéx"), re.search("(?<!aaaaé.é)x", "aéaéx"))
for pattern in ("(?<=a{4294967294})", "(?<=(?:a{65536}){65536})", "(?<=(?:a{65536}){65535})", "(?<=a*)", "(?<=a{1,2})"):
    try:
        print(re.compile(pattern))
    except re.error as error:
        print(error)
