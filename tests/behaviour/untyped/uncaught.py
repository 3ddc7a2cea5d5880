def inner(x):
    return 10 // x

def outer(values):
    return [inner(v) for v in values]

print("before")
outer([5, 0])
print("never")
