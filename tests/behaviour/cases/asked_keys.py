"""Random operations on sets, dicts and views whose keys log what they are asked."""
log = []


class Key:
    def __init__(self, name, hash_, equal):
        self.name = name
        self.hash = hash_
        self.equal = equal

    def __hash__(self):
        log.append("h" + self.name)
        return self.hash

    def __eq__(self, other):
        if not isinstance(other, Key):
            log.append(self.name + "~" + str(other))
            return NotImplemented
        log.append(self.name + "=" + other.name)
        return self.equal == other.equal

    def __repr__(self):
        return self.name


class D(dict):
    pass


class S(set):
    pass


class L(list):
    pass


names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
keys = [Key(names[i], [5, 7, 15, 23, 3, 8][i % 6] if i % 4 else i * 3, i // 2 if i % 5 else i) for i in range(40)]
seed = 7


def rand(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed // 65536 % n


def some(top):
    return [keys[rand(len(keys))] for _ in range(rand(top))]


def pairs(items):
    return {each: Key("v", 1, rand(2)) if rand(2) else i for i, each in enumerate(items)}


def make(kind, items):
    if kind == "list":
        return items
    if kind == "set":
        return set(items)
    if kind == "frozenset":
        return frozenset(items)
    if kind == "S":
        return S(items)
    if kind == "dict":
        return dict.fromkeys(items, 1)
    if kind == "D":
        return D.fromkeys(items, 1)
    if kind == "keys":
        return dict.fromkeys(items, 1).keys()
    if kind == "Dkeys":
        return D.fromkeys(items, 1).keys()
    if kind == "items":
        return {each: i % 2 for i, each in enumerate(items)}.items()
    if kind == "values":
        return dict(enumerate(items)).values()
    if kind == "pairs":
        return [(each, i % 2) for i, each in enumerate(items)]
    if kind == "pairset":
        return {(each, i % 2) for i, each in enumerate(items)}
    if kind == "gone":  # a set with deleted entries
        made = set(items)
        for each in items[::3]:
            made.discard(each)
        return made
    return iter(items)


def shown(value):
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}{list(value)}"
    return repr(value)


def tried(name, f):
    log.clear()
    try:
        result = shown(f())
    except (TypeError, RuntimeError, KeyError) as error:
        result = f"{type(error).__name__} {error}"
    print(name, result, " ".join(log))


KINDS = ["list", "set", "frozenset", "S", "dict", "D", "keys", "Dkeys", "items", "values", "pairs", "pairset", "gone", "iter"]


def operators(name, a, b, rounds):
    tried(f"{rounds} {name} &", lambda: a() & b())
    tried(f"{rounds} {name} |", lambda: a() | b())
    tried(f"{rounds} {name} -", lambda: a() - b())
    tried(f"{rounds} {name} ^", lambda: a() ^ b())
    tried(f"{rounds} {name} ==", lambda: a() == b())
    tried(f"{rounds} {name} !=", lambda: a() != b())
    tried(f"{rounds} {name} <", lambda: a() < b())
    tried(f"{rounds} {name} <=", lambda: a() <= b())
    tried(f"{rounds} {name} >", lambda: a() > b())
    tried(f"{rounds} {name} >=", lambda: a() >= b())


def given(f, *values):
    """The function without what making its arguments asks."""
    log.clear()
    return f(*values)


def run(rounds, top):
    for left in ["keys", "Dkeys", "items", "set", "S", "frozenset", "gone", "dict", "D", "list"]:
        for right in KINDS:
            x = make(left, some(top))
            def fresh(kind, items):
                return make(kind, items)
            items = some(top)
            y = fresh(right, items)
            if left == "list" and right in ("list", "values", "iter", "pairs"):
                continue
            operators(f"{left} {right}", lambda: x, lambda: y, rounds)


def methods(rounds, top):
    for left in ["set", "S", "frozenset", "gone"]:
        for right in KINDS:
            x = make(left, some(top))
            items = some(top)
            title = f"{rounds} {left} {right}"
            y = make(right, items)
            tried(title + " union", lambda: x.union(y))
            y = make(right, items)
            tried(title + " intersection", lambda: x.intersection(y))
            y = make(right, items)
            tried(title + " difference", lambda: x.difference(y))
            y = make(right, items)
            tried(title + " symmetric", lambda: x.symmetric_difference(y))
            y = make(right, items)
            tried(title + " subset", lambda: x.issubset(y))
            y = make(right, items)
            tried(title + " superset", lambda: x.issuperset(y))
            y = make(right, items)
            tried(title + " disjoint", lambda: x.isdisjoint(y))
            y = make(right, items)
            tried(title + " two", lambda: x.difference(y, some(4)))
            tried(title + " copy", lambda: x.copy())
            tried(title + " self", lambda: [x.union(x), x.intersection(x), x.difference(x), x.symmetric_difference(x), x.isdisjoint(x)])
            if left == "frozenset":
                continue
            for way in ["update", "difference_update", "intersection_update", "symmetric_difference_update"]:
                y = make(right, items)
                z = set(x)
                if way == "update":
                    tried(title + way, lambda: z.update(y))
                elif way == "difference_update":
                    tried(title + way, lambda: z.difference_update(y))
                elif way == "intersection_update":
                    tried(title + way, lambda: z.intersection_update(y))
                else:
                    tried(title + way, lambda: z.symmetric_difference_update(y))
                print(list(z))
                tried("pop", lambda: z.pop())
                z.add(keys[3])
                tried("pop", lambda: z.pop())
                print(list(z))


def views(rounds, top):
    for left in ["keys", "Dkeys", "items"]:
        for right in KINDS:
            x = make(left, some(top))
            items = some(top)
            y = make(right, items)
            tried(f"{rounds} {left} {right} disjoint", lambda: x.isdisjoint(y))
            tried(f"{rounds} {left} self", lambda: [x.isdisjoint(x), x & x, x | x, x - x, x ^ x])
            tried(f"{rounds} {left} in", lambda: [keys[3] in x, (keys[3], 1) in x])


def dicts(rounds, top):
    for right in KINDS:
        items = some(top)
        d = make("dict", some(top))
        y = make(right, items)
        tried(f"{rounds} {right} set", lambda: set(y))
        y = make(right, items)
        tried(f"{rounds} {right} frozenset", lambda: frozenset(y))
        y = make(right, items)
        tried(f"{rounds} {right} fromkeys", lambda: dict.fromkeys(y, 1))
        y = make(right, items)
        tried(f"{rounds} {right} fromkeysD", lambda: D.fromkeys(y, 1))
        y = make(right, items)
        tried(f"{rounds} {right} star", lambda: {*y})
        y = make(right, items)
        if right in ("dict", "D"):
            tried(f"{rounds} {right} dict", lambda: dict(y))
            tried(f"{rounds} {right} **", lambda: {**y})
            tried(f"{rounds} {right} |", lambda: d | y)
            tried(f"{rounds} {right} |", lambda: y | d)
            tried(f"{rounds} {right} D", lambda: D(y))
            tried(f"{rounds} {right} copy", lambda: y.copy())
            tried(f"{rounds} {right} update", lambda: d.update(y))
            tried(f"{rounds} {right} default", lambda: d.setdefault(keys[3], 2))
            tried(f"{rounds} {right} pop", lambda: d.pop(keys[3], 2))
            tried(f"{rounds} {right} popitem", lambda: d.popitem())
            tried(f"{rounds} {right} get", lambda: d.get(keys[5]))
            tried(f"{rounds} {right} self", lambda: [d == d, d == d.copy(), d | d])
            one, two = pairs(some(top)), pairs(some(top))
            tried(f"{rounds} values ==", lambda: [one == two, one == dict(one), one.items() == two.items()])
            tried(f"{rounds} values ^", lambda: [len(one.items() ^ two.items()), len(one.items() & two.items())])


for rounds, top in [(2, 6), (4, 20)]:
    run(rounds, top)
    methods(rounds, top)
    views(rounds, top)
    dicts(rounds, top)
