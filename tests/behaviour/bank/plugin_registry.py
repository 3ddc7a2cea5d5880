class Plugin:
    registry = {}
    def __init_subclass__(cls, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.registry[name or cls.__name__.lower()] = cls
    def run(self, text):
        raise NotImplementedError

class Upper(Plugin):
    def run(self, text): return text.upper()
class Reverse(Plugin, name="rev"):
    def run(self, text): return text[::-1]
class Broken(Plugin): pass

for name, cls in sorted(Plugin.registry.items()):
    try:
        print(name, cls().run("abc"))
    except NotImplementedError:
        print(name, "is not ready")
