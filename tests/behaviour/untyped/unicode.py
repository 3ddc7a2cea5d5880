s = "héllo wörld ☃ 🎉"
print(s, len(s), s[1], s[-1], s[::-1], s.upper(), s.encode())
print([hex(ord(c)) for c in "aé☃🎉"], chr(0x1F389), "🎉" in s, s.index("☃"), s.find("🎉"))
print("日本語".center(9, "・"), "日本語"[1:], "é".isalpha(), "٣".isdigit(), "٣".isdecimal(), int("٣"))
print(repr("\n\t\\'\"\x00\x7f\xa0\u200b"), ascii("é☃"), "a\u0301", len("a\u0301"))
print(sorted(["b", "é", "a", "z", "É"]), "é" > "z", "abc" < "abd", "" < "a")
