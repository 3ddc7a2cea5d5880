def kinds(x):
    from collections.abc import Iterable, Mapping

    if isinstance(x, Mapping | str):
        return 1
    return isinstance(x, Iterable)


print(kinds({}))
