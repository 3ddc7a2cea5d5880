class HashTable:
    class _Tombstone:
        pass

    _GONE = _Tombstone()

    def __init__(self, items=None, capacity=8):
        self._slots = [None] * capacity
        self._size = 0
        for key, value in (items or {}).items():
            self[key] = value

    def _probe(self, key):
        index = sum(map(ord, str(key))) % len(self._slots)
        while True:
            yield index
            index = (index + 1) % len(self._slots)

    def __setitem__(self, key, value):
        if self._size * 3 >= len(self._slots) * 2:
            self._grow()
        for index in self._probe(key):
            slot = self._slots[index]
            if slot is None or slot is self._GONE:
                self._slots[index] = (key, value)
                self._size += 1
                return
            if slot[0] == key:
                self._slots[index] = (key, value)
                return

    def __getitem__(self, key):
        for index in self._probe(key):
            slot = self._slots[index]
            if slot is None:
                raise KeyError(key)
            if slot is not self._GONE and slot[0] == key:
                return slot[1]

    def __delitem__(self, key):
        for index in self._probe(key):
            slot = self._slots[index]
            if slot is None:
                raise KeyError(key)
            if slot is not self._GONE and slot[0] == key:
                self._slots[index] = self._GONE
                self._size -= 1
                return

    def _grow(self):
        old = self._slots
        self._slots = [None] * (len(old) * 2)
        self._size = 0
        for slot in old:
            if slot is not None and slot is not self._GONE:
                self[slot[0]] = slot[1]

    def __len__(self):
        return self._size

    def __iter__(self):
        return (slot[0] for slot in self._slots if slot is not None and slot is not self._GONE)

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default


t = HashTable({"ab": 1, "ba": 2})
for i in range(12):
    t[f"k{i}"] = i * i
del t["ab"]
print(len(t), t["ba"], t.get("ab"), t.get("k11"), sorted(t)[:4])
try:
    del t["nope"]
except KeyError as e:
    print("KeyError", e)
print("k3" in t, "zz" in t)
