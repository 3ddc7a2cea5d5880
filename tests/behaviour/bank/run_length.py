from itertools import groupby

def encode(text):
    return "".join(f"{len(list(group))}{letter}" for letter, group in groupby(text))

def decode(text):
    out, count = [], ""
    for letter in text:
        if letter.isdigit():
            count += letter
        else:
            out.append(letter * int(count))
            count = ""
    return "".join(out)

for text in ("aaabbc", "", "abc", "zzzzzzzzzzzz"):
    print(repr(encode(text)), decode(encode(text)) == text)
