class Node:
    def __init__(self):
        self.children = {}
        self.end = False

class Trie:
    def __init__(self, words=()):
        self.root = Node()
        for word in words:
            self.add(word)

    def add(self, word):
        node = self.root
        for letter in word:
            node = node.children.setdefault(letter, Node())
        node.end = True

    def starting(self, prefix):
        node = self.root
        for letter in prefix:
            if letter not in node.children:
                return
            node = node.children[letter]
        yield from self._walk(node, prefix)

    def _walk(self, node, text):
        if node.end:
            yield text
        for letter in sorted(node.children):
            yield from self._walk(node.children[letter], text + letter)

trie = Trie("car card care cat dog do".split())
print(list(trie.starting("car")), list(trie.starting("")), list(trie.starting("x")))
