def tokens(text):
    i = 0
    while i < len(text):
        ch = text[i]
        if ch.isspace():
            i += 1
        elif ch.isdigit():
            j = i
            while j < len(text) and text[j].isdigit():
                j += 1
            yield int(text[i:j])
            i = j
        else:
            yield ch
            i += 1

def evaluate(text):
    items = list(tokens(text))
    pos = 0

    def expression():
        nonlocal pos
        value = term()
        while pos < len(items) and items[pos] in ("+", "-"):
            op = items[pos]
            pos += 1
            right = term()
            value = value + right if op == "+" else value - right
        return value

    def term():
        nonlocal pos
        value = factor()
        while pos < len(items) and items[pos] in ("*", "/"):
            op = items[pos]
            pos += 1
            right = factor()
            value = value * right if op == "*" else value / right
        return value

    def factor():
        nonlocal pos
        item = items[pos]
        pos += 1
        if item == "(":
            value = expression()
            pos += 1
            return value
        if item == "-":
            return -factor()
        return item

    return expression()

for text in ("1 + 2 * 3", "(1 + 2) * 3", "10 / 4 - -2", "2*(3+(4-1))*2"):
    print(text, "=", evaluate(text))
