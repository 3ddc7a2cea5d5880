def stats(xs):
    xs = sorted(xs)
    n = len(xs)
    mean = sum(xs) / n
    median = xs[n // 2] if n % 2 else (xs[n // 2 - 1] + xs[n // 2]) / 2
    variance = sum((x - mean) ** 2 for x in xs) / (n - 1) if n > 1 else 0.0
    modes = [x for x in dict.fromkeys(xs) if xs.count(x) == max(map(xs.count, xs))]
    return dict(mean=round(mean, 3), median=median, sd=round(variance ** 0.5, 3), modes=modes, span=xs[-1] - xs[0])

print(stats([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]), stats([2.5]), stats((1, 2)), sep="\n")
