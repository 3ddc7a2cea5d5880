class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(value))
        else:
            child.insert(value)

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right

    def __contains__(self, value):
        return value == self.value or any(value in t for t in (self.left, self.right) if t)

    def depth(self):
        return 1 + max((t.depth() for t in (self.left, self.right) if t), default=0)

tree = Tree(50)
for value in (30, 70, 20, 40, 60, 80, 10):
    tree.insert(value)
print(list(tree), tree.depth(), 40 in tree, 45 in tree, sum(tree), max(tree))
