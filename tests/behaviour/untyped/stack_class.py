class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        return self

    def pop(self):
        if not self.items:
            raise IndexError("pop from an empty stack")
        return self.items.pop()

    def __len__(self):
        return len(self.items)

    def __repr__(self):
        return f"Stack({self.items!r})"

s = Stack().push(1).push("two").push([3])
print(s, len(s))
print(s.pop(), s.pop())
print(bool(s))
s.pop()
print(bool(s))
try:
    s.pop()
except IndexError as error:
    print("error:", error)
