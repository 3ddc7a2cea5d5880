class Suspend:
    def __init__(self, tag): self.tag = tag
    def __await__(self):
        got = yield self.tag
        return (self.tag, got)
async def leaf(n):
    r = await Suspend(n)
    return r
async def mid():
    a = await leaf("a")
    b = await leaf("b")
    return [a, b]
def drive(coro, answers=()):
    answers = list(answers); out = []
    send = None
    while True:
        try: item = coro.send(send)
        except StopIteration as e: return out, e.value
        out.append(item)
        send = answers.pop(0) if answers else None
print(drive(mid(), [1, 2]))
class CM:
    def __init__(self, n, sw=False): self.n = n; self.sw = sw
    async def __aenter__(self):
        await Suspend(f"enter {self.n}"); return self.n
    async def __aexit__(self, t, v, tb):
        await Suspend(f"exit {self.n}"); print("aexit", self.n, t and t.__name__, v); return self.sw
class It:
    def __init__(self, n): self.n = n; self.i = 0
    def __aiter__(self): return self
    async def __anext__(self):
        if self.i >= self.n: raise StopAsyncIteration
        self.i += 1
        await Suspend(("next", self.i))
        return self.i
async def agen(n):
    try:
        for i in range(n):
            x = await Suspend(f"g{i}")
            got = yield i * 10
            if got: print("got", got)
    finally:
        print("agen finally")
async def work():
    async with CM(1) as a, CM(2) as b:
        print("in", a, b)
    async for x in It(3):
        if x == 2: continue
        print("x", x)
    else: print("else")
    async for y in agen(3):
        print("y", y)
    print([z async for z in It(2)], {z: z async for z in agen(2)}, [await leaf(q) for q in "pq"], [z async for z in It(4) if z % 2])
    async with CM(3, True): raise ValueError("swallowed")
    try:
        async with CM(4): raise KeyError("not")
    except KeyError as e: print("caught", e)
    for i in range(2):
        async with CM(f"loop{i}"):
            if i == 0: continue
            break
    return "done"
out, res = drive(work(), range(100)); print(res, out)
async def gen_ops():
    g = agen(5)
    print(await g.__anext__(), await g.asend("hello"))
    try: await g.athrow(ValueError("thrown"))
    except ValueError as e: print("athrow", e)
    g = agen(2)
    print(await g.__anext__()); await g.aclose()
    try: await g.__anext__()
    except StopAsyncIteration: print("stopped")
    print(await anext(It(1)), await anext(It(0), "dflt"))
    sq = (v * v async for v in It(3))
    print([w async for w in sq], type(sq).__name__)
    return sum([k async for k in It(3)])
print(drive(gen_ops()))
async def fails():
    await Suspend("before"); raise RuntimeError("inside")
try: drive(fails())
except RuntimeError as e: print(e)
c = fails(); c.send(None)
try: c.throw(KeyError("injected"))
except KeyError as e: print("KE", e)
async def catches():
    try: await Suspend("w")
    except KeyError as e: return f"handled {e}"
    finally: print("fin")
c = catches(); c.send(None)
try: c.throw(KeyError("inj"))
except StopIteration as e: print(e.value)
c = catches(); c.send(None); c.close()
try: c.send(None)
except RuntimeError as e: print(e)
async def bad():
    await 5
for f in (bad,):
    try: drive(f())
    except TypeError as e: print(e)
async def bad2():
    async for x in [1]: pass
async def bad3():
    async with 3: pass
async def bad4():
    for x in agen(1): pass
for f in (bad2, bad3, bad4):
    try: drive(f())
    except TypeError as e: print(e)
co = mid(); print(type(co).__name__, co.__class__.__name__)
try: iter(co)
except TypeError as e: print(e)
co.close()
async def stop(): raise StopIteration(3)
try: drive(stop())
except RuntimeError as e: print(e)
class Task:
    def __init__(self, c, n): self.c = c; self.n = n; self.done = False
tasks = []
async def worker(name, n):
    for i in range(n):
        print(name, i); await Suspend(None)
    return name
ready = [Task(worker("A", 2), 1), Task(worker("B", 3), 2)]
while ready:
    t = ready.pop(0)
    try: t.c.send(None); ready.append(t)
    except StopIteration as e: print("finished", e.value)
async def deep(n): return n if n == 0 else 1 + await deep(n - 1)
print(drive(deep(50)))
class Lock:
    def __init__(self): self.held = False; self.w = []
    async def __aenter__(self):
        while self.held: await Suspend("locked")
        self.held = True
    async def __aexit__(self, *a): self.held = False
async def ret():
    async with CM("r"):
        return "early"
print(drive(ret()))
async def aall(*cs): return [await c for c in cs]
print(drive(aall(leaf(1), leaf(2)), "xy"))
