"""Trees as programs for the matcher in regex.c: 32-bit words, targets relative to their instruction.

    head        number of marks, number of slots
    MATCH   0                       CHAR 1 code         ANY 2           ANY_ALL 3
    SET     4 size set…             SPLIT 5 first then  JUMP 6 target   SAVE 7 mark      AT 8 what
    BACKREF 9 group case            LOOK 10 negative back next, body, MATCH
    ATOMIC  11 next, body, MATCH    REPEAT_ONE 12 mode low high next item
    LOOP    13 slot                 UNTIL_MAX 14 slot low high body     UNTIL_MIN 15 slot low high body
    LAZY_MORE 16 slot high body     COND 17 group else  FAIL 18

A repetition of one character is REPEAT_ONE. One whose body takes at least a character and needs no count is
made of SPLITs; all others count in a slot and stop when a round matched nothing.
"""

from re._errors import error
from re._parser import GREEDY, LAZY, MOST, NO_LIMIT, POSSESSIVE, Node
from typing import Any

_SINGLE = ("char", "set", "any", "all")


_MOST_COUNTED = 0x7FFFFFFF


class Compiler:
    """Writes one program."""

    def __init__(self, groups: int) -> None:
        self.words: list[int] = []
        self.marks = 2 * groups + 2
        self.slots = self.marks + 1

    def emit(self, *words: int) -> int:
        """Append words; gives the place of the first."""
        place = len(self.words)
        self.words.extend(words)
        return place

    def aim(self, instruction: int, operand: int) -> None:
        """Let an operand point to what comes next."""
        self.words[instruction + operand] = len(self.words) - instruction

    def node(self, node: Node) -> None:
        """The instructions of a part."""
        kind = node.kind
        if kind in _SINGLE:
            self.single(node)
        elif kind == "seq":
            for each in node.items:
                self.node(each)
        elif kind == "at":
            self.emit(8, node.number)
        elif kind == "group":
            self.emit(7, 2 * node.number)
            self.node(node.items[0])
            self.emit(7, 2 * node.number + 1)
        elif kind == "alt":
            self.alternatives(node)
        elif kind == "repeat":
            self.repeat(node)
        elif kind == "look":
            self.look(node)
        elif kind == "atomic":
            self.atomic(node.items[0])
        elif kind == "ref":
            self.emit(9, node.number, node.flags)
        elif kind == "cond":
            self.condition(node)

    def single(self, node: Node) -> None:
        """One character."""
        if node.kind == "char":
            self.emit(1, node.number)
        elif node.kind == "any":
            self.emit(2)
        elif node.kind == "all":
            self.emit(3)
        elif node.set is not None:
            words = node.set.words()
            self.emit(4, len(words) + 2, *words)

    def alternatives(self, node: Node) -> None:
        """The first that lets the rest match."""
        jumps: list[int] = []
        for each in node.items[:-1]:
            split = self.emit(5, 3, 0)
            self.node(each)
            jumps.append(self.emit(6, 0))
            self.aim(split, 2)
        self.node(node.items[-1])
        for jump in jumps:
            self.aim(jump, 1)

    def repeat(self, node: Node) -> None:
        """A quantifier."""
        item = node.items[0]
        if node.high == 0:
            return
        if item.kind in _SINGLE:
            start = self.emit(12, node.mode, _bounded(node.low), _bounded(node.high), 0)
            self.single(item)
            self.aim(start, 4)
        elif node.mode == POSSESSIVE:
            greedy = Node("repeat", 0, [item])
            greedy.low, greedy.high = node.low, node.high
            self.atomic(greedy)
        elif node.low == 1 and node.high == 1:
            self.node(item)
        elif node.low == 0 and node.high == 1:
            split = self.emit(5, 3, 0)
            self.node(item)
            self.aim(split, 2)
            self.prefer(split, node.mode)
        elif item.least > 0 and node.high == NO_LIMIT and node.low <= 1:
            self.unlimited(node, item)
        else:
            self.counted(node, item)

    def prefer(self, split: int, mode: int) -> None:
        """A lazy quantifier tries the rest first."""
        if mode == LAZY:
            words = self.words
            words[split + 1], words[split + 2] = words[split + 2], words[split + 1]

    def unlimited(self, node: Node, item: Node) -> None:
        """`*` and `+` over something that cannot be empty."""
        if node.low == 1:
            start = len(self.words)
            self.node(item)
            split = self.emit(5, 0, 3)
            self.words[split + 1] = start - split
            self.prefer(split, node.mode)
            return
        split = self.emit(5, 3, 0)
        self.node(item)
        jump = self.emit(6, 0)
        self.words[jump + 1] = split - jump
        self.aim(split, 2)
        self.prefer(split, node.mode)

    def counted(self, node: Node, item: Node) -> None:
        """LOOP, jump to UNTIL; body; UNTIL."""
        slot = self.slots
        self.slots += 2
        self.emit(13, slot)
        jump = self.emit(6, 0)
        body = len(self.words)
        self.node(item)
        self.aim(jump, 1)
        if node.mode == GREEDY:
            until = self.emit(14, slot, _bounded(node.low), _bounded(node.high), 0)
        else:
            until = self.emit(15, slot, _bounded(node.low), _bounded(node.high), 0)
            more = self.emit(16, slot, _bounded(node.high), 0)
            self.words[more + 3] = body - more
        self.words[until + 4] = body - until

    def look(self, node: Node) -> None:
        """A look ahead or behind."""
        inner = node.items[0]
        back = 0
        if node.behind:
            if inner.least != inner.most:
                raise error("look-behind requires fixed-width pattern")
            if inner.least > MOST:
                raise error("looks too much behind")
            back = _bounded(inner.least)
        start = self.emit(10, int(node.negative), back, 0)
        self.node(inner)
        self.emit(0)
        self.aim(start, 3)

    def atomic(self, inner: Node) -> None:
        """Once it matched there is no way back into it."""
        start = self.emit(11, 0)
        self.node(inner)
        self.emit(0)
        self.aim(start, 1)

    def condition(self, node: Node) -> None:
        """One of two, by whether a group took part."""
        start = self.emit(17, node.number, 0)
        self.node(node.items[0])
        jump = self.emit(6, 0)
        self.aim(start, 2)
        self.node(node.items[1])
        self.aim(jump, 1)


def _bounded(count: int) -> int:
    """How often, as the matcher can count: no text is longer."""
    return min(count, _MOST_COUNTED)


def to_program(tree: Any, groups: int) -> bytes:
    """The program of a whole pattern."""
    compiler = Compiler(groups)
    compiler.node(tree)
    compiler.emit(0)
    found = bytearray()
    for word in (compiler.marks, compiler.slots, *compiler.words):
        found += (word & 0xFFFFFFFF).to_bytes(4, "little")
    return bytes(found)
