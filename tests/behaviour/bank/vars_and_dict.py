class Config:
    debug = False
    level = "info"

    def __init__(self, **overrides):
        self.__dict__.update(overrides)

    def __repr__(self):
        items = ", ".join(f"{k}={v!r}" for k, v in sorted(vars(self).items()))
        return f"{self.__class__.__name__}({items})"

    def __eq__(self, other):
        return self.__dict__ == other.__dict__


c = Config(debug=True, path="/x")
print(c, c.level, vars(c))
c.level = "warn"
print(c, Config.level, "level" in c.__dict__)
print(Config(a=1) == Config(a=1), Config(a=1) == Config(a=2))
for name in dir(c):
    if not name.startswith("_"):
        print(name, getattr(c, name))
