import heapq
import random


class Event:
    def __init__(self, time, name, action):
        self.time = time
        self.name = name
        self.action = action

    def __lt__(self, other):
        return self.time < other.time

    def __repr__(self):
        return f"Event({self.time:.2f}, {self.name!r})"


class Simulation:
    def __init__(self, seed=1):
        self.queue = []
        self.now = 0.0
        self.rng = random.Random(seed)
        self.log = []

    def schedule(self, delay, name, action):
        heapq.heappush(self.queue, Event(self.now + delay, name, action))

    def run(self, until):
        while self.queue and self.queue[0].time <= until:
            event = heapq.heappop(self.queue)
            self.now = event.time
            self.log.append(event)
            event.action()


sim = Simulation(42)
waiting = []
served = 0


def arrive():
    waiting.append(sim.now)
    sim.schedule(sim.rng.uniform(0.5, 2.0), "arrive", arrive)
    if len(waiting) == 1:
        sim.schedule(1.0, "serve", serve)


def serve():
    global served
    waiting.pop(0)
    served += 1
    if waiting:
        sim.schedule(1.0, "serve", serve)


sim.schedule(0, "arrive", arrive)
sim.run(12)
for e in sim.log:
    print(e)
print("served", served, "waiting", len(waiting))
