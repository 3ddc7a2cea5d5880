PAIRS = {")": "(", "]": "[", "}": "{"}

def check(text):
    stack = []
    for position, letter in enumerate(text):
        if letter in PAIRS.values():
            stack.append((letter, position))
        elif letter in PAIRS:
            if not stack or stack.pop()[0] != PAIRS[letter]:
                return f"unexpected {letter} at {position}"
    return f"unclosed {stack[-1][0]} at {stack[-1][1]}" if stack else "ok"

for text in ("(a[b]{c})", "(]", "((", "", "a)b"):
    print(repr(text), check(text))
