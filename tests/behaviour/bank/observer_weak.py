class Signal:
    def __init__(self):
        self._slots = []

    def connect(self, slot):
        self._slots.append(slot)
        return slot

    def disconnect(self, slot):
        self._slots = [s for s in self._slots if s != slot]

    def __iadd__(self, slot):
        self.connect(slot)
        return self

    def __isub__(self, slot):
        self.disconnect(slot)
        return self

    def emit(self, *args, **kwargs):
        return [slot(*args, **kwargs) for slot in list(self._slots)]


class Thermometer:
    def __init__(self):
        self.changed = Signal()
        self._degrees = 20

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        old, self._degrees = self._degrees, value
        if old != value:
            self.changed.emit(old, new=value)


class Display:
    def __init__(self, name):
        self.name = name

    def show(self, old, new):
        print(f"{self.name}: {old} -> {new}")


t = Thermometer()
d1, d2 = Display("one"), Display("two")
t.changed += d1.show
t.changed += d2.show


@t.changed.connect
def warn(old, new=0):
    if new > 30:
        print("hot!")


t.degrees = 25
t.changed -= d1.show
t.degrees = 35
t.degrees = 35
print(d1.show == d1.show, d1.show == d2.show, t.degrees)
