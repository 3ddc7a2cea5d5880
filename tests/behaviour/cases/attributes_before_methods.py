"""An attribute that the class itself stores stands before the method of that name."""

from typing import Any, Callable


class S:
    def __init__(self, on_done=None):
        if on_done is not None:
            self.on_done = on_done
    def on_done(self, x): return f"default {x}"
    def run(self): return self.on_done(1)


print(S().run(), S(lambda x: f"custom {x}").run())


class C:
    def close(self):
        print("closing")
        self.close = lambda: print("already closed")


c = C()
c.close()
c.close()


class Typed:
    def __init__(self, sleep: Callable[[float], str]) -> None:
        self.sleep = sleep  # type: ignore[method-assign]
    def sleep(self, seconds: float) -> str:
        return "really"
    def work(self) -> str:
        return self.sleep(0.5)


print(Typed(lambda seconds: f"not {seconds}").work())


class Below(S):
    def on_done(self, x): return f"below {x}"


print(Below().run(), Below(lambda x: "given").run(), Below(lambda x: "given").on_done(2))


class Fast:
    def __init__(self, quick: bool) -> None:
        if quick:
            self.run = self._fast
    def run(self) -> str: return "slow"
    def _fast(self) -> str: return "fast"


def go(f: Fast) -> str:
    return f.run()


print(go(Fast(True)), go(Fast(False)))
o: Any = Fast(True)
del o.run
print(o.run())
