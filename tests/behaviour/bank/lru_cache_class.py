from collections import OrderedDict

class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = OrderedDict()
        self.hits = self.misses = 0

    def get(self, key, default=None):
        if key in self.items:
            self.hits += 1
            self.items.move_to_end(key)
            return self.items[key]
        self.misses += 1
        return default

    def put(self, key, value):
        self.items[key] = value
        self.items.move_to_end(key)
        if len(self.items) > self.capacity:
            old, _ = self.items.popitem(last=False)
            print("dropped", old)

cache = LRU(2)
cache.put("a", 1); cache.put("b", 2); print(cache.get("a")); cache.put("c", 3)
print(cache.get("b", "gone"), list(cache.items), cache.hits, cache.misses)
