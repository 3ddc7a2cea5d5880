def shift(letter, by):
    if not letter.isalpha():
        return letter
    base = ord("A") if letter.isupper() else ord("a")
    return chr((ord(letter) - base + by) % 26 + base)

def vigenere(text, key, sign=1):
    out, place = [], 0
    for letter in text:
        out.append(shift(letter, sign * (ord(key[place % len(key)].lower()) - 97)))
        place += letter.isalpha()
    return "".join(out)

secret = vigenere("Attack at Dawn!", "Lemon")
print(secret, vigenere(secret, "Lemon", -1))
