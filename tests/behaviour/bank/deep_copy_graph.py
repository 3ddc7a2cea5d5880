import copy


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []
        self.meta = {"tags": [name]}

    def __repr__(self):
        return f"<{self.name}: {[n.name for n in self.links]}>"


a, b, c = map(Node, "abc")
a.links += [b, c]
b.links.append(a)
c.links.append(c)
twin = copy.deepcopy(a)
shallow = copy.copy(a)
twin.links[0].name = "B"
shallow.links.append(shallow)
print(a, b, c)
print(twin, twin.links, twin.links[0].links[0] is twin)
twin.meta["tags"].append("copied")
print(a.meta, twin.meta, shallow.meta is a.meta)
data = {"x": [1, 2, {"y": (3, [4])}]}
clone = copy.deepcopy(data)
clone["x"][2]["y"][1].append(5)
print(data, clone)
