def merge(intervals):
    result = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1][1] = max(result[-1][1], end)
        else:
            result.append([start, end])
    return [tuple(r) for r in result]


def subtract(a, b):
    out = []
    for s, e in a:
        for bs, be in b:
            if be <= s or bs >= e:
                continue
            if bs > s:
                out.append((s, bs))
            s = max(s, be)
            if s >= e:
                break
        if s < e:
            out.append((s, e))
    return out


print(merge([(1, 3), (8, 10), (2, 6), (15, 18), (17, 20)]))
print(merge([]), merge([(1, 4), (4, 5)]))
print(subtract([(0, 10), (20, 30)], [(2, 4), (9, 22), (25, 26)]))
