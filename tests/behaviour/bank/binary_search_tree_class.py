class BST:
    class Node:
        def __init__(self, key, value):
            self.key, self.value = key, value
            self.left = self.right = None

    def __init__(self, pairs=()):
        self.root = None
        self.count = 0
        for k, v in pairs:
            self[k] = v

    def __setitem__(self, key, value):
        def insert(node):
            if node is None:
                self.count += 1
                return BST.Node(key, value)
            if key < node.key:
                node.left = insert(node.left)
            elif key > node.key:
                node.right = insert(node.right)
            else:
                node.value = value
            return node
        self.root = insert(self.root)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return [v for k, v in self.items() if (key.start is None or k >= key.start) and (key.stop is None or k < key.stop)]
        node = self.root
        while node:
            if key == node.key:
                return node.value
            node = node.left if key < node.key else node.right
        raise KeyError(key)

    def items(self, node="root"):
        node = self.root if node == "root" else node
        if node is not None:
            yield from self.items(node.left)
            yield node.key, node.value
            yield from self.items(node.right)

    def height(self):
        def h(n):
            return 0 if n is None else 1 + max(h(n.left), h(n.right))
        return h(self.root)

    def __len__(self):
        return self.count


t = BST(zip("hello world", range(20)))
print(dict(t.items()), len(t), t.height())
print(t["h":"p"], t["w":], t["o"])
try:
    t["z"]
except KeyError as e:
    print("missing", e)
