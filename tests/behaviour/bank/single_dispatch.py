from functools import singledispatch


@singledispatch
def show(value):
    return f"object {value}"


@show.register(int)
def _(value):
    return f"int {value}"


@show.register(list)
@show.register(tuple)
def show_sequence(value):
    return "sequence [" + ", ".join(show(v) for v in value) + "]"


@show.register(dict)
def _(value):
    return "mapping {" + ", ".join(f"{k}: {show(v)}" for k, v in value.items()) + "}"


for value in (1, True, "s", [1, "a", (2.5, 3)], {"k": [None]}, {1}):
    print(show(value))
