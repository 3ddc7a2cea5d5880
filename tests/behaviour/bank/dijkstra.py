import heapq

def shortest(graph, start):
    distances = {start: 0}
    before = {}
    queue = [(0, start)]
    while queue:
        distance, node = heapq.heappop(queue)
        if distance > distances.get(node, float("inf")):
            continue
        for neighbour, weight in graph.get(node, {}).items():
            other = distance + weight
            if other < distances.get(neighbour, float("inf")):
                distances[neighbour] = other
                before[neighbour] = node
                heapq.heappush(queue, (other, neighbour))
    return distances, before

def path(before, end):
    steps = [end]
    while steps[-1] in before:
        steps.append(before[steps[-1]])
    return "->".join(reversed(steps))

graph = {"a": {"b": 7, "c": 9, "f": 14}, "b": {"c": 10, "d": 15}, "c": {"d": 11, "f": 2}, "d": {"e": 6}, "f": {"e": 9}}
distances, before = shortest(graph, "a")
print(distances)
print(path(before, "e"))
