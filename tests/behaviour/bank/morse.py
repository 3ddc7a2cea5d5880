CODE = dict(zip("abcdefghijklmnopqrstuvwxyz", ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split()))
BACK = {v: k for k, v in CODE.items()}
text = "hello world"
sent = " / ".join(" ".join(CODE[c] for c in word) for word in text.split())
print(sent)
print(" ".join("".join(BACK[s] for s in word.split()) for word in sent.split(" / ")))
