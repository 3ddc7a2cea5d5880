def topological(graph):
    state = {}
    order = []
    def visit(node, trail):
        if state.get(node) == "done":
            return
        if state.get(node) == "open":
            raise ValueError("cycle: " + " > ".join(trail[trail.index(node):] + [node]))
        state[node] = "open"
        for each in sorted(graph.get(node, ())):
            visit(each, trail + [node])
        state[node] = "done"
        order.append(node)
    for node in sorted(graph):
        visit(node, [])
    return order

print(topological({"app": ["db", "log"], "db": ["log"], "log": [], "ui": ["app"]}))
try:
    topological({"a": ["b"], "b": ["c"], "c": ["a"]})
except ValueError as error:
    print(error)
