"""What exceptions keep of their arguments, however they are made, and the names of types."""


class Plain(Exception):
    pass


class Worded(ValueError):
    def __init__(self, x: int, y: int) -> None:
        super().__init__(f"{x}-{y}")
        self.x = x


class Three(Worded):
    def __init__(self) -> None:
        ValueError.__init__(self, 1, 2, 3)


class Own(Plain):
    def __str__(self) -> str:
        return "own " + super().__str__()


class Key(KeyError):
    pass


class Text(str):
    def __str__(self) -> str:
        return "text of " + super().__str__()


def show(error: Exception) -> None:
    print(repr(error), str(error), f"{error}", error.args)


for each in (
    Plain("a"),
    Plain(),
    Plain("a", "b"),
    Plain(5),
    Plain(Text("a")),
    Worded(1, 2),
    Three(),
    Own("a"),
    Key("k"),
    StopIteration("v"),
    KeyError("k"),
):
    show(each)
print(StopIteration("v").value)
try:
    raise Plain("raised")
except Plain as caught:
    reason = str(caught)
    print(reason, len(reason))
try:
    raise Own("raised")
except Plain as caught:
    print(str(caught))
try:
    raise Key("raised")
except Key as caught:
    print(str(caught))
print(type(Worded(1, 2)).__name__, type(5).__name__, type(Worded).__name__, type(type).__name__)
print(type(None).__name__, [type(each).__name__ for each in ("", b"", 1.0, [], {}, (), show)])
