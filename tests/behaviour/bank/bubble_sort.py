def bubble_sort(items):
    items = list(items)
    swaps = 0
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swaps += 1
    return items, swaps

for sample in ([3, 1, 2], [], [5, 4, 3, 2, 1], ["b", "a"], [2.5, 1, 2]):
    print(bubble_sort(sample))
