def knapsack(capacity, items):
    best = [0] * (capacity + 1)
    chosen = [[] for _ in range(capacity + 1)]
    for name, weight, value in items:
        for room in range(capacity, weight - 1, -1):
            if best[room - weight] + value > best[room]:
                best[room] = best[room - weight] + value
                chosen[room] = chosen[room - weight] + [name]
    return best[capacity], chosen[capacity]

print(knapsack(10, [("a", 5, 10), ("b", 4, 40), ("c", 6, 30), ("d", 3, 50)]))
print(knapsack(0, [("a", 1, 1)]))
