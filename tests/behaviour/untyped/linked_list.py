class Node:
    def __init__(self, value, rest=None):
        self.value = value
        self.rest = rest

    def __iter__(self):
        node = self
        while node is not None:
            yield node.value
            node = node.rest

def from_list(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head

chain = from_list([1, "b", 3.5])
print(list(chain))
print(max(len(str(v)) for v in chain))
