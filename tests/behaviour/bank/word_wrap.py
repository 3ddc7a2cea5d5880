def wrap(text, width):
    line = []
    for word in text.split():
        if line and len(" ".join(line + [word])) > width:
            yield " ".join(line)
            line = []
        line.append(word)
    if line:
        yield " ".join(line)

def justify(line, width):
    words = line.split()
    if len(words) == 1:
        return line
    gaps, spaces = len(words) - 1, width - sum(map(len, words))
    return "".join(w + " " * (spaces // gaps + (i < spaces % gaps)) for i, w in enumerate(words[:-1])) + words[-1]

text = "It was the best of times, it was the worst of times, it was the age of wisdom"
for line in wrap(text, 24):
    print("|" + justify(line, 24) + "|")
