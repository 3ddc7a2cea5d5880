"""What a class below does with attributes holds for the methods of its bases, too."""


class Point:
    def __init__(self, x: int) -> None:
        if x:
            self.x = x

    def get(self) -> object:
        return self.x

    def call(self) -> object:
        return self.get()


class Telling(Point):
    def __setattr__(self, name: str, value: object) -> None:
        print("set", name)
        object.__setattr__(self, name, value)


class Forgetting(Point):
    def __setattr__(self, name: str, value: object) -> None:
        pass


class Answering(Point):
    def __getattr__(self, name: str) -> object:
        return "default " + name


class Watched(Point):
    def __getattribute__(self, name: str) -> object:
        print("get", name)
        return object.__getattribute__(self, name)


class Mixin:
    def __setattr__(self, name: str, value: object) -> None:
        print("mixed", name)
        super().__setattr__(name, value)


class Mixed(Mixin, Point):
    pass


class Always:
    def __init__(self, x: int) -> None:
        self.x = x

    def get(self) -> int:
        return self.x


class Never(Always):
    def __setattr__(self, name: str, value: object) -> None:
        pass


class Refusing:
    def __init__(self, x: int) -> None:
        self.x = x

    def __setattr__(self, name: str, value: object) -> None:
        pass


class Failure(ValueError):
    def __init__(self, x: int) -> None:
        self.x = x


class ToldFailure(Failure):
    def __setattr__(self, name: str, value: object) -> None:
        print("set", name)
        super().__setattr__(name, value)


print(Telling(3).call(), Answering(0).call(), Answering(5).call(), Watched(3).call(), Mixed(3).call())
print(Always(3).get())
for make in (lambda: Forgetting(3).get(), lambda: Never(3).get(), lambda: Refusing(3).x):
    try:
        print(make())
    except AttributeError as error:
        print(error)
failure = ToldFailure(7)
print(failure.args, failure.x)
try:
    failure.args = 8
except TypeError as error:
    print(error)
