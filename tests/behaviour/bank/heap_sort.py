def sift(heap, start, end):
    root = start
    while True:
        child = 2 * root + 1
        if child > end:
            break
        if child + 1 <= end and heap[child] < heap[child + 1]:
            child += 1
        if heap[root] >= heap[child]:
            break
        heap[root], heap[child] = heap[child], heap[root]
        root = child

def heap_sort(heap):
    for start in range((len(heap) - 2) // 2, -1, -1):
        sift(heap, start, len(heap) - 1)
    for end in range(len(heap) - 1, 0, -1):
        heap[end], heap[0] = heap[0], heap[end]
        sift(heap, 0, end - 1)
    return heap

print(heap_sort([9, 3, 7, 1, 8, 2, 5, 0]))
seed = 12345
numbers = []
for _ in range(50):
    seed = (seed * 1103515245 + 12345) % 2**31
    numbers.append(seed % 1000)
print(heap_sort(numbers) == sorted(numbers), numbers[:5])
