"""Allocate and walk many small objects."""

from __future__ import annotations


class Tree:
    def __init__(self, left: Tree | None, right: Tree | None) -> None:
        self.left = left
        self.right = right


def grow(depth: int) -> Tree:
    if depth == 0:
        return Tree(None, None)
    return Tree(grow(depth - 1), grow(depth - 1))


def count(tree: Tree) -> int:
    if tree.left is None or tree.right is None:
        return 1
    return 1 + count(tree.left) + count(tree.right)


def main(depth: int) -> None:
    long_lived = grow(depth)
    for level in range(4, depth + 1, 2):
        rounds = 1 << (depth - level + 4)
        total = 0
        for _ in range(rounds):
            total += count(grow(level))
        print(rounds, level, total)
    print(count(long_lived))


main(12)
