"""Which functions can call themselves through direct calls: those count how deep they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sluice.compiler.ir.ops import Call, CallVirtual
from sluice.compiler.ir.program import Function, Program


def find_recursive(program: Program) -> frozenset[str]:
    """Functions on a cycle of direct and virtual calls (calls of values count in the runtime)."""
    edges = {name: frozenset(_callees(program, function)) for name, function in program.functions.items()}
    return frozenset(
        name for component in _components(edges) for name in component if _is_cycle(component, edges)
    )


def _is_cycle(component: list[str], edges: Mapping[str, frozenset[str]]) -> bool:
    return len(component) > 1 or component[0] in edges[component[0]]


def _callees(program: Program, function: Function) -> Iterator[str]:
    for block in function.blocks:
        for op in block.instructions:
            match op:
                case Call(function=name):
                    yield name
                case CallVirtual(method=method):
                    yield from _implementations(program, method)


def _implementations(program: Program, method: str) -> Iterator[str]:
    """Every function that a method table can hold under the name; `x.setter` names a property's setter."""
    name, _, setter = method.partition(".")
    for class_ in program.classes.values():
        for member in class_.members:
            if member.name == name:
                found = member.setter if setter else member.function
                if found is not None:
                    yield found


def _components(edges: Mapping[str, frozenset[str]]) -> Iterator[list[str]]:
    """Tarjan's strongly connected components, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(sorted(edges[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, callees = work[-1]
            following = next(callees, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    place = stack.index(name)
                    component = stack[place:]
                    del stack[place:]
                    on_stack.difference_update(component)
                    yield component
            elif following not in edges:
                continue
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(sorted(edges[following]))))
            elif following in on_stack:
                low[name] = min(low[name], index[following])
