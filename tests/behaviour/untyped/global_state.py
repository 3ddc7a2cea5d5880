total = 0
history = []

def add(n):
    global total
    total += n
    history.append(total)

def read():
    return total

add(5)
add(7)
print(total, read(), history)

def broken():
    print(total)
    total = 1

try:
    broken()
except UnboundLocalError as error:
    print(error)
try:
    undefined_name
except NameError as error:
    print(error)
