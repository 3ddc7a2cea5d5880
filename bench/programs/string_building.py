"""Build, split, join, replace and search text."""


def main(lines: int) -> None:
    parts: list[str] = []
    for i in range(lines):
        parts.append(f"{i}:user-{i % 97}@example.org;quota={i * 31 % 1000}")
    text = "\n".join(parts)
    total = 0
    hosts: dict[str, int] = {}
    for line in text.split("\n"):
        name, _, rest = line.partition(";")
        user = name[name.index(":") + 1 : name.index("@")]
        hosts[user] = hosts.get(user, 0) + 1
        if rest.startswith("quota="):
            total += int(rest[6:])
    upper = text.upper().replace("EXAMPLE", "sluice")
    print(len(text), total, len(hosts), hosts["user-5"], upper.count("sluice"), upper[-30:])


main(50_000)
