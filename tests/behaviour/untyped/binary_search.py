def search(items, target):
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == target:
            return middle
        if items[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1

data = [x * 3 for x in range(50)]
print([search(data, t) for t in (0, 33, 147, 148, -1)])
