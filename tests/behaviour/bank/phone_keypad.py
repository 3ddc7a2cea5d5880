KEYS = {"2": "abc", "3": "def", "4": "ghi"}

def words(digits):
    if not digits:
        return [""]
    return [letter + rest for letter in KEYS[digits[0]] for rest in words(digits[1:])]

print(words("23"), len(words("234")), words(""))
try:
    words("1")
except KeyError as error:
    print(repr(error))
