class UnionFind:
    def __init__(self):
        self.parent = {}
        self.size = {}

    def find(self, item):
        self.parent.setdefault(item, item)
        self.size.setdefault(item, 1)
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        return True

groups = UnionFind()
edges = [(1, 2), (3, 4), (2, 3), (5, 6), (1, 4)]
print([groups.union(*edge) for edge in edges])
print(groups.find(1) == groups.find(4), groups.find(1) == groups.find(5), groups.size[groups.find(2)])
