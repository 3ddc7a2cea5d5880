import re
from collections import Counter

LOG = """\
10.0.0.1 - - [01/Jan/2024:10:00:01] "GET /index.html HTTP/1.1" 200 512
10.0.0.2 - - [01/Jan/2024:10:00:02] "POST /login HTTP/1.1" 401 64
10.0.0.1 - - [01/Jan/2024:10:00:05] "GET /missing HTTP/1.1" 404 0
broken line
10.0.0.3 - - [01/Jan/2024:10:01:00] "GET /index.html HTTP/1.1" 200 512"""
LINE = re.compile(r'(?P<ip>\S+) .*?"(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>\d{3}) (?P<size>\d+)')
seen = [m.groupdict() for m in map(LINE.match, LOG.splitlines()) if m]
print(len(seen), Counter(e["ip"] for e in seen).most_common(1))
print({s: sum(1 for e in seen if e["status"] == s) for s in sorted({e["status"] for e in seen})})
print(sum(int(e["size"]) for e in seen), max(seen, key=lambda e: len(e["path"]))["path"])
