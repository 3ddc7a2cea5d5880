class Singleton:
    _instance = None

    def __new__(cls, *args, **kwargs):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance


class Settings(Singleton):
    def __init__(self, name="default"):
        self.name = name


a = Settings("first")
b = Settings("second")
print(a is b, a.name, b.name)
print(Singleton() is Singleton(), isinstance(a, Singleton))
