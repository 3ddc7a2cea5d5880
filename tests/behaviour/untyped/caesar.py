def shift(text, by):
    result = ""
    for ch in text:
        if ch.isalpha():
            base = ord("a") if ch.islower() else ord("A")
            result += chr((ord(ch) - base + by) % 26 + base)
        else:
            result += ch
    return result

secret = shift("Hello, World!", 3)
print(secret)
print(shift(secret, -3))
