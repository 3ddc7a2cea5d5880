import heapq

class Queue:
    def __init__(self):
        self.heap, self.entries, self.counter = [], {}, 0
    def add(self, task, priority=0):
        if task in self.entries:
            self.entries.pop(task)[-1] = None
        entry = [priority, self.counter, task]
        self.counter += 1
        self.entries[task] = entry
        heapq.heappush(self.heap, entry)
    def pop(self):
        while self.heap:
            priority, _, task = heapq.heappop(self.heap)
            if task is not None:
                del self.entries[task]
                return task
        raise KeyError("empty")

q = Queue()
for task, priority in (("write", 5), ("test", 1), ("ship", 3), ("write", 0)):
    q.add(task, priority)
print([q.pop() for _ in range(3)], heapq.nsmallest(2, [5, 1, 4]), list(heapq.merge([1, 4], [2, 3])))
try:
    q.pop()
except KeyError as error:
    print(error)
