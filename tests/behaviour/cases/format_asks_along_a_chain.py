"""Properties and a method that only a constant of the module names, in fields of `format_map` and `format`."""

ROUTE = "{r.owner.title:>{r.width}}|{r.label!r}"


class Owner:
    @property
    def title(self) -> str:
        return "own"


class Route:
    width = 5

    @property
    def owner(self) -> Owner:
        return Owner()

    @property
    def label(self) -> str:
        return "L"


class Other:
    @property
    def also(self) -> int:
        return 7

    @property
    def bound(self) -> int:
        return 8

    @property
    def mapped(self) -> int:
        return 9


show = "{0.bound}".format
print(ROUTE.format(r=Route()), str.format("{.also}", Other()), show(Other()))
print("{o.mapped}".format_map({"o": Other()}))
