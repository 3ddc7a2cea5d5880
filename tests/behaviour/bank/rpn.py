import operator

OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": pow}

def rpn(text):
    stack = []
    for word in text.split():
        if word in OPS:
            b, a = stack.pop(), stack.pop()
            stack.append(OPS[word](a, b))
        else:
            stack.append(int(word))
    (result,) = stack
    return result

for text in ("3 4 + 2 *", "5 1 2 + 4 * + 3 -", "2 3 ^", "1 +", "1 2"):
    try:
        print(rpn(text))
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
