from collections import deque


class Task:
    counter = 0

    def __init__(self, gen):
        Task.counter += 1
        self.id = Task.counter
        self.gen = gen
        self.to_send = None

    def step(self):
        return self.gen.send(self.to_send)


class Scheduler:
    def __init__(self):
        self.ready = deque()
        self.finished = {}

    def spawn(self, gen):
        task = Task(gen)
        self.ready.append(task)
        return task.id

    def run(self):
        while self.ready:
            task = self.ready.popleft()
            try:
                request = task.step()
            except StopIteration as stop:
                self.finished[task.id] = stop.value
                continue
            task.to_send = None
            if request is not None:
                kind, *args = request
                if kind == "spawn":
                    task.to_send = self.spawn(args[0])
            self.ready.append(task)


def counter(name, n):
    total = 0
    for i in range(n):
        print(name, i)
        total += i
        yield
    return total


def parent():
    child = yield ("spawn", counter("child", 2))
    print("spawned", child)
    yield
    return f"parent of {child}"


s = Scheduler()
s.spawn(counter("a", 3))
s.spawn(parent())
s.spawn(counter("b", 1))
s.run()
print(s.finished)
