TEXT = """
; comment
[server]
host = localhost
port=8080

[paths]
root = /srv/www
name = a = b
"""

def parse(text):
    sections, current = {}, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition(";")[0].strip()
        if not line:
            continue
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], {})
        elif "=" in line and current is not None:
            key, _, value = line.partition("=")
            current[key.strip()] = int(value) if value.strip().isdigit() else value.strip()
        else:
            raise ValueError(f"line {number}: {line!r}")
    return sections

print(parse(TEXT))
try:
    parse("nonsense")
except ValueError as error:
    print(error)
