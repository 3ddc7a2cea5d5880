def is_palindrome(text):
    letters = [c.casefold() for c in text if c.isalnum()]
    return letters == letters[::-1]

def longest(text):
    best = ""
    for middle in range(len(text)):
        for left, right in ((middle, middle), (middle, middle + 1)):
            while left >= 0 and right < len(text) and text[left] == text[right]:
                left -= 1
                right += 1
            if right - left - 1 > len(best):
                best = text[left + 1:right]
    return best

print([is_palindrome(t) for t in ("A man, a plan, a canal: Panama", "hello", "", "Àà")])
print(longest("babadxyzzyx"), longest("a"), repr(longest("")))
