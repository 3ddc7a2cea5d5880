class Editor:
    def __init__(self):
        self.text, self.done, self.undone = "", [], []
    def do(self, action, *args):
        before = self.text
        getattr(self, "_" + action)(*args)
        self.done.append((before, self.text))
        self.undone.clear()
    def undo(self):
        if self.done:
            before, after = self.done.pop()
            self.undone.append((before, after))
            self.text = before
    def redo(self):
        if self.undone:
            before, after = self.undone.pop()
            self.done.append((before, after))
            self.text = after
    def _insert(self, text, at=None):
        at = len(self.text) if at is None else at
        self.text = self.text[:at] + text + self.text[at:]
    def _delete(self, start, end):
        self.text = self.text[:start] + self.text[end:]

e = Editor()
e.do("insert", "hello"); e.do("insert", " world"); e.do("delete", 0, 1); print(e.text)
e.undo(); e.undo(); print(e.text); e.redo(); print(e.text); e.do("insert", "!", 0); e.redo(); print(e.text)
