def maybe(flag):
    if flag:
        x = 1.5
    return x


print(maybe(True))
