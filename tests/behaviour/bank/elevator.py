def simulate(requests, floors=5):
    at, direction, steps = 0, 1, []
    waiting = set(requests)
    while waiting:
        if at in waiting:
            waiting.discard(at)
            steps.append(f"[{at}]")
        if not any((f - at) * direction > 0 for f in waiting):
            direction = -direction
        if waiting:
            at += direction
            steps.append(str(at))
    return " ".join(steps)

print(simulate([3, 1]), "|", simulate([]), "|", simulate([0, 4, 2]))
