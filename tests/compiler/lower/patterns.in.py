def kind(value):
    match value:
        case [x, *rest] if rest:
            return x
        case {"k": v}:
            return v
        case str() | None:
            return "text"


print(kind([1, 2]))
