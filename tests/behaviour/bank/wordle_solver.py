WORDS = "crane slate audio pious mound bloke grape stone trace crate react caret ocean canoe".split()


def score(guess, answer):
    result = ["."] * 5
    remaining = list(answer)
    for i, (g, a) in enumerate(zip(guess, answer)):
        if g == a:
            result[i] = "G"
            remaining.remove(g)
    for i, g in enumerate(guess):
        if result[i] == "." and g in remaining:
            result[i] = "y"
            remaining.remove(g)
    return "".join(result)


def solve(answer, words=WORDS):
    candidates = words[:]
    history = []
    while True:
        guess = min(candidates, key=lambda w: max(
            sum(1 for c in candidates if score(w, c) == s) for s in {score(w, c) for c in candidates}))
        colours = score(guess, answer)
        history.append((guess, colours))
        if colours == "GGGGG":
            return history
        candidates = [c for c in candidates if c != guess and score(guess, c) == colours]


for word in ("crate", "bloke", "audio"):
    print(word, " ".join(f"{g}:{s}" for g, s in solve(word)))
