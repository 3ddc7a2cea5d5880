parts = []
for i in range(200):
    parts.append(str(i * 37 % 11))
text = "".join(parts)
print(len(text), text[:40])
acc = ""
for ch in text[:20]:
    acc = ch + acc
print(acc, acc == text[:20][::-1])
table = str.maketrans("abc", "xyz", "d")
print("aabbccdd".translate(table), "hello".count("l"), "x".isidentifier(), "1x".isidentifier())
print("{:>10}|{:<10}|{:^10}".format("r", "l", "c"))
print(*["a", "b", 3], sep="-", end="!\n")
print("tab\tnew\\n", r"raw\n", "con" "cat", """tri"ple""")
