class Queue:
    class Node:
        def __init__(self, value):
            self.value, self.next = value, None
    def __init__(self, *values):
        self.head = self.tail = None
        self.size = 0
        for value in values: self.push(value)
    def push(self, value):
        node = Queue.Node(value)
        if self.tail is None: self.head = node
        else: self.tail.next = node
        self.tail = node
        self.size += 1
    def pop(self):
        if self.head is None: raise IndexError("pop from empty queue")
        value, self.head = self.head.value, self.head.next
        if self.head is None: self.tail = None
        self.size -= 1
        return value
    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next
    def __len__(self): return self.size

q = Queue(1, "two", 3.0)
print(list(q), q.pop(), len(q), [*q], bool(q), q.pop(), q.pop(), len(q), bool(q))
try: q.pop()
except IndexError as e: print(e)
