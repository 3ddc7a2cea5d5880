graph = {"a": ["b", "c"], "b": ["d"], "c": ["d", "e"], "d": ["f"], "e": ["f"], "f": []}

def path(start, goal):
    queue = [[start]]
    seen = {start}
    while queue:
        current = queue.pop(0)
        if current[-1] == goal:
            return current
        for node in graph[current[-1]]:
            if node not in seen:
                seen.add(node)
                queue.append(current + [node])
    return None

print(path("a", "f"), path("b", "c"), path("a", "a"))

def topological():
    order, done = [], set()
    def visit(node):
        if node in done:
            return
        done.add(node)
        for other in graph[node]:
            visit(other)
        order.append(node)
    for node in graph:
        visit(node)
    return order[::-1]

print(topological())
