import bisect, heapq, operator
from bisect import insort

xs = [1, 3, 5]
insort(xs, 4)
print(xs, bisect.bisect(xs, 3), bisect.bisect_left(xs, 3))
h = []
for v in [5, 2, 8, 1]:
    heapq.heappush(h, v)
print(h, heapq.heappop(h), heapq.nsmallest(2, h), heapq.nlargest(1, h))
print(list(heapq.merge([1, 4], [2, 3], [0])))
print(operator.add(1, 2), operator.itemgetter(1, 2)("abc"), operator.attrgetter("real")(5))
print(operator.methodcaller("upper")("x"), operator.methodcaller("upper"))
try:
    bisect.bisect([1], 2, -1)
except ValueError as e:
    print(e)
