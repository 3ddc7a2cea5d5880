def look(thing):
    return "kind" in thing.__dict__ and thing.__dict__.get("kind", 1)


class Kind:
    kind = 2


print(look(Kind))
