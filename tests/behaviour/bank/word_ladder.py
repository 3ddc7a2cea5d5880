from collections import deque

WORDS = set("cat cot cog dog dot hot hog bat bag big".split())

def neighbours(word):
    for i in range(len(word)):
        for letter in "abcdefghijklmnopqrstuvwxyz":
            other = word[:i] + letter + word[i + 1:]
            if other != word and other in WORDS:
                yield other

def ladder(start, end):
    queue = deque([[start]])
    seen = {start}
    while queue:
        path = queue.popleft()
        if path[-1] == end:
            return path
        for word in neighbours(path[-1]):
            if word not in seen:
                seen.add(word)
                queue.append([*path, word])

print(ladder("cat", "dog"), ladder("cat", "cat"), ladder("cat", "zzz"))
