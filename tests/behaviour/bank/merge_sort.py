def merge(left, right, key):
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if key(left[i]) <= key(right[j]):
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    return result + left[i:] + right[j:]

def merge_sort(items, key=lambda item: item):
    if len(items) < 2:
        return items[:]
    middle = len(items) // 2
    return merge(merge_sort(items[:middle], key), merge_sort(items[middle:], key), key)

words = "the quick brown fox jumps over the lazy dog".split()
print(merge_sort(words))
print(merge_sort(words, key=len))
print(merge_sort(words, key=lambda w: (-len(w), w)))
