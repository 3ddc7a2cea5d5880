from functools import total_ordering
import re


@total_ordering
class Version:
    PATTERN = re.compile(r"^(\d+)\.(\d+)(?:\.(\d+))?(?:-(?P<tag>[a-z]+)(\d*))?$")

    def __init__(self, text):
        match = self.PATTERN.match(text)
        if not match:
            raise ValueError("bad version " + repr(text))
        major, minor, patch, tag, number = match.groups()
        self.numbers = (int(major), int(minor), int(patch or 0))
        self.tag = (0, tag, int(number or 0)) if tag else (1,)

    @classmethod
    def parse_all(cls, texts):
        return [cls(t) for t in texts]

    @property
    def key(self):
        return self.numbers, self.tag

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.key == other.key

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.key < other.key

    def __hash__(self):
        return hash(self.key)

    def __str__(self):
        return ".".join(map(str, self.numbers))


versions = Version.parse_all("1.2 1.10.3 1.2.0 0.9 1.10.3-rc2 1.10.3-beta 1.10.3-rc1".split())
print([str(v) for v in sorted(versions)])
print(Version("1.0") >= Version("1.0.0"), Version("1.0") != Version("1.0.0"), len(set(versions)))
print(max(versions), Version("2.0") == "2.0")
for bad in ("1", "1.x", "1.0-"):
    try:
        Version(bad)
    except ValueError as e:
        print(e)
try:
    Version("1.0") < 3
except TypeError as e:
    print(e)
