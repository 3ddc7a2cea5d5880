import heapq
from collections import Counter

def codes(text):
    heap = [[weight, [symbol, ""]] for symbol, weight in sorted(Counter(text).items())]
    heapq.heapify(heap)
    while len(heap) > 1:
        low, high = heapq.heappop(heap), heapq.heappop(heap)
        for pair in low[1:]:
            pair[1] = "0" + pair[1]
        for pair in high[1:]:
            pair[1] = "1" + pair[1]
        heapq.heappush(heap, [low[0] + high[0]] + low[1:] + high[1:])
    return dict(heap[0][1:])

table = codes("abracadabra")
encoded = "".join(table[c] for c in "abracadabra")
print(sorted(table.items()), len(encoded))
reverse = {code: symbol for symbol, code in table.items()}
text, current = "", ""
for bit in encoded:
    current += bit
    if current in reverse:
        text += reverse[current]
        current = ""
print(text)
