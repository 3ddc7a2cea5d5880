def describe(value):
    match value:
        case 0:
            return "zero"
        case 1 | 2 | 3:
            return "small"
        case "a" | "b":
            return "letter"
        case None:
            return "none"
        case True:
            return "true"
        case int() if value < 0:
            return "negative"
        case int():
            return "int"
        case str():
            return f"text of {len(value)}"
        case _:
            return "other"

for item in (0, 2, "a", None, True, -5, 100, "hello", 2.5, []):
    print(repr(item), describe(item))
