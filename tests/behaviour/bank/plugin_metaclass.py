class PluginMeta(type):
    registry = {}

    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        if bases:
            mcs.registry[name.lower()] = cls
        return cls


class Plugin(metaclass=PluginMeta):
    def run(self):
        raise NotImplementedError


class Upper(Plugin):
    def run(self, text="abc"):
        return text.upper()


class Reverse(Plugin):
    def run(self, text="abc"):
        return text[::-1]


for name in sorted(PluginMeta.registry):
    print(name, PluginMeta.registry[name]().run("hello"))
