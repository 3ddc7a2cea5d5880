"""The whole program: what is reachable from its start is lowered, until no belief changes any more."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, CompileError, Diagnostic, Severity, Span, refusal
from sluice.compiler.frontend.known_types import KnownType
from sluice.compiler.frontend.oracle import Oracle, ask_mypy
from sluice.compiler.frontend.scopes import Scope
from sluice.compiler.frontend.sources import SourceModule, SourceTree
from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.program import Function, Global, MemberKind, Program
from sluice.compiler.ir.shapes import ObjectShape
from sluice.compiler.ir.types import FLOAT, INT, VALUE, Instance, Maybe, Ref, Type
from sluice.compiler.lower.assembly import assemble
from sluice.compiler.lower.class_facts import ClassFacts
from sluice.compiler.lower.class_items import check_class_item
from sluice.compiler.lower.class_model import ClassModel
from sluice.compiler.lower.constants import constant_of
from sluice.compiler.lower.early import find_first_running, runs_before
from sluice.compiler.lower.expressions.constant_sets import KeptSets
from sluice.compiler.lower.facts import Facts
from sluice.compiler.lower.filters import find_filters, want_reached
from sluice.compiler.lower.frame import Frame, Habits, find_habits, global_start
from sluice.compiler.lower.functions import lower_function, lower_initialiser
from sluice.compiler.lower.local_names import find_local_symbol
from sluice.compiler.lower.methods import Families
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.representation import to_place, to_representation
from sluice.compiler.lower.reruns import refuse_second_run
from sluice.compiler.lower.special_methods import EVERYTHING, Reached, plain_kinds, reached_by
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol, Symbol

ROUNDS = 200
"""More rounds than any lattice is high; a safeguard against a belief that flickers."""

MISSING_MODULE = frozenset({"import-not-found", "import-untyped"})
"""mypy's codes for a module without source or stubs. Its advice (install stubs) would not help: the lowering
refuses such an import in its own words, unless an `except ImportError` expects it."""


class ProgramLowering:
    """The state that all functions share while the program is lowered."""

    def __init__(self, tree: SourceTree, oracle: Oracle) -> None:
        self.tree = tree
        self.oracle = oracle
        self.names = NameTable(tree)
        self.classes = ClassModel(self.names)
        self.facts = Facts()
        self.families = Families(self)
        self.class_facts = ClassFacts(self)
        self.functions: dict[str, Function] = {}
        self.wanted: dict[str, FunctionSymbol] = {}
        self.initialisers: dict[str, SourceModule] = {}
        self.globals: dict[str, None] = {}
        self.dynamic_names: dict[str, None] = {}
        self.live: dict[str, ClassSymbol] = {}
        self.boundary: dict[str, str] = {}
        self.active = False
        """The filter goes on after a callback: it awaits, or has timers, call-outs or queues."""
        self.decoded: set[str] = set()
        """Classes inside the configuration's: the decoder puts instances where any code may find them."""
        self.config_classes: dict[ClassSymbol, ClassSymbol | None] = {}  # by filter
        self.config_shapes: dict[ClassSymbol, ObjectShape] = {}
        self.needs_entry: dict[str, None] = {}
        self.stores_by_name: dict[str, None] = {}
        self.virtuals: dict[str, dict[str, None]] = {}
        self.reached = Reached()
        self.refusals: dict[str, dict[Diagnostic, None]] = {}
        """By function: what in it cannot be compiled. The lowering goes on, to find all of it at once."""
        self.current_file = ""
        self.current_line = 0
        self._queue: list[str] = []
        self._habits: dict[ast.AST, Habits] = {}
        self.kept_sets: dict[str, KeptSets] = {}
        self._first_running: dict[str, int] = {}
        self._reached_from: dict[str, tuple[Function, tuple[Type, ...], Reached]] = {}
        self._local_symbols: dict[tuple[Scope, str], Symbol | None] = {}

    # --- the fixpoint

    def run(self) -> Program:
        first = ["sys"] if self.replaces_stdout else []  # every `print` asks it
        for name in dict.fromkeys((*first, *self.tree.order)):
            title = f"{name}.<module>"
            self.initialisers[title] = self.tree.modules[name]
            self._queue.append(title)
        entries = find_filters(self) if self.tree.strict else ()
        while self._queue:
            self._drain()
            self._want_members()
        while True:
            self._want_members()
            if not self._queue and not self.facts.stale and (not entries or not want_reached(self)):
                break
            self._drain()
        self.report_refusals()
        return assemble(self, entries)

    def report_refusals(self) -> None:
        """Raise CompileError with all that was refused, if anything was."""
        found = {diagnostic: None for each in self.refusals.values() for diagnostic in each}
        if found:
            raise CompileError(found)

    def note_refusal(self, error: CompileError) -> None:
        """A statement of the function that is being lowered is left out; the program will not be built."""
        self.refusals.setdefault(self.facts.reader, {}).update(dict.fromkeys(error.diagnostics))

    def _drain(self) -> None:
        rounds: dict[str, int] = {}
        while self._queue or self.facts.stale:
            if not self._queue:
                self._queue += self.facts.stale
                self.facts.stale.clear()
            name = self._queue.pop(0)
            self.facts.stale.pop(name, None)
            rounds[name] = rounds.get(name, 0) + 1
            if rounds[name] > ROUNDS:
                raise AssertionError(f"{name} does not settle")
            self._lower(name)

    def _lower(self, name: str) -> None:
        self.facts.reader = name
        self.refusals.pop(name, None)
        try:
            if name in self.initialisers:
                self.functions[name] = lower_initialiser(self, self.initialisers[name])
            else:
                self.functions[name] = lower_function(self, self.wanted[name])
        except CompileError as error:
            self.note_refusal(error)
        finally:
            self.facts.reader = ""

    def _want_members(self) -> None:
        """Methods of classes in use whose names the program looks up at run time."""
        self.reached = Reached()
        kinds = plain_kinds(self.has_subclasses_of)
        for name, lowered in self.functions.items():
            known = self._reached_from.get(name)
            if known is None or known[0] is not lowered or known[1] != kinds:
                known = self._reached_from[name] = (lowered, kinds, reached_by(lowered, kinds))
            self.reached.add(known[2])
            if name in self.needs_entry and isinstance(lowered.result, Instance | Maybe):
                self.reached.boxed.add(lowered.result.class_name)
        for symbol in list(self.live.values()):
            for ancestor in symbol.ancestors:
                for function in self.families.dynamic_members(ancestor):
                    self.want(function)
                    self.families.mark_dynamic(function)
                    if function.member_kind is MemberKind.CLASS_METHOD:
                        self.note_class_value(symbol)  # its `cls`, also where an instance is asked for it

    # --- what is used

    def want(self, function: FunctionSymbol) -> str:
        """The function will be compiled; gives its full name."""
        if function.name not in self.wanted:
            self.wanted[function.name] = function
            self._queue.append(function.name)
            for parameter in function.parameters:
                if parameter.default_global is not None:
                    self.note_global_load(parameter.default_global)
        return function.name

    def want_value(self, function: FunctionSymbol) -> str:
        """The function becomes a value, so that anyone may call it with anything."""
        self.families.mark_dynamic(function)
        return self.want(function)

    def note_live(self, symbol: ClassSymbol) -> None:
        """There will be instances of this class."""
        if symbol.name in self.live:
            return
        self.live[symbol.name] = symbol
        for base in symbol.mro:
            if isinstance(base, str):
                self.facts.write(("derived", base), True)
        for ancestor in symbol.ancestors:
            below = frozenset(name for name, each in self.live.items() if ancestor in each.ancestors)
            self.facts.write(("live", ancestor.name), below)

    def live_below(self, symbol: ClassSymbol) -> list[ClassSymbol]:
        """The classes with instances among a class and its subclasses, as far as is known now."""
        start = frozenset(name for name, each in self.live.items() if symbol in each.ancestors)
        names = self.facts.read(("live", symbol.name), start)
        return [self.live[name] for name in sorted(names)]

    def note_dynamic(self, name: str) -> None:
        """Some code looks `name` up at run time."""
        self.dynamic_names[name] = None
        if name == "__ne__":
            self.dynamic_names["__eq__"] = None  # object's asks for it

    def note_unknown_class(self) -> None:
        """`type(x)`, `x.__class__` as a value: whoever has it may make instances."""
        self.note_dynamic("__init__")
        self.note_dynamic("__new__")

    def note_dynamic_store(self, name: str) -> None:
        """Some code stores an attribute of that name ("*": any) in something unknown."""
        self.stores_by_name[name] = None
        self.facts.write(("stored by name", name), True)

    def note_class_value(self, symbol: ClassSymbol) -> None:
        """The class becomes a value: anyone may call it."""
        self.note_live(symbol)
        for name in ("__init__", "__new__"):
            found = self.class_facts.special(symbol, name)
            if found is not None:
                self.want_value(found)

    def note_virtual(self, root: ClassSymbol | None, name: str) -> None:
        if root is not None:
            self.virtuals.setdefault(root.name, {})[name] = None

    def virtuals_of(self, symbol: ClassSymbol) -> tuple[str, ...]:
        """Methods that are called through the table of this class or of one above."""
        found: dict[str, None] = {}
        for ancestor in reversed(symbol.ancestors):
            found.update(self.virtuals.get(ancestor.name, {}))
        return tuple(found)

    def is_looked_up(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether code may reach a member by its name: it says so, or Python itself does (`__eq__`)."""
        if name.startswith("__") and name.endswith("__"):
            return self._is_special_looked_up(symbol, name)
        if name == "keys" and self._is_special_looked_up(symbol, name):
            return True  # dict() asks for it
        if name == "items" and "builtins.dict" in symbol.mro and self._is_special_looked_up(symbol, name):
            return True  # json.dumps() asks for it
        return name in self.dynamic_names or "*" in self.dynamic_names

    def _is_special_looked_up(self, symbol: ClassSymbol, name: str) -> bool:
        if name in self.dynamic_names:
            return True
        if name in ("__init__", "__new__", "__init_subclass__"):
            return False
        if symbol.is_exception and name in ("__str__", "__repr__"):
            return True
        return self._is_boxed(symbol) and (name in self.reached.names or EVERYTHING in self.reached.names)

    def _is_boxed(self, symbol: ClassSymbol) -> bool:
        """Whether code that does not know the class may come to hold one of its instances."""
        if symbol.is_exception or not symbol.has_own_layout:
            return True
        related = {each.name for each in symbol.ancestors}
        return any(
            name in related or symbol in self.classes.classes[name].ancestors
            for name in self.reached.boxed | self.decoded
            if name in self.classes.classes
        ) or self._is_in_open_slot(symbol)

    def _is_in_open_slot(self, symbol: ClassSymbol) -> bool:
        """Whether a slot that holds such instances is read by name."""
        for owner in self.live.values():
            for name in owner.slots:
                if name in self.dynamic_names or "*" in self.dynamic_names:
                    kind = self.slot_type(self.slot_owner(owner, name) or owner, name)
                    if isinstance(kind, Instance | Maybe):
                        held = self.classes.classes[kind.class_name]
                        if symbol in held.ancestors or held in symbol.ancestors:
                            return True
        return False

    def is_class_used(self, symbol: ClassSymbol) -> bool:
        return symbol.name in self.live or bool(self.live_below(symbol)) or self.is_loaded(symbol.name)

    def check_class(self, frame: Frame, symbol: ClassSymbol) -> None:
        """Stop at class statements that cannot be kept true to CPython."""
        if symbol.is_faulty:
            return
        check_class_item(symbol)
        is_again = symbol.node in self.names.modules[symbol.module.name].looped
        if (symbol.is_local or is_again) and self._depends_on_its_run(symbol):
            refuse_second_run(frame, symbol)

    def _depends_on_its_run(self, symbol: ClassSymbol) -> bool:
        """Whether a second run of the class statement would make a class that differs from the first: its
        methods capture variables, or its variables are computed."""
        if symbol.scope.free:
            return True
        return any(
            isinstance(each, ast.Assign | ast.AnnAssign)
            and each.value is not None
            and constant_of(each.value) is None
            for each in symbol.node.body
        )

    # --- names

    @property
    def names_stored_outside(self) -> set[str]:
        return self.class_facts.stored_outside

    @property
    def replaces_stdout(self) -> bool:
        return self.class_facts.replaces_stdout

    @property
    def has_descriptors(self) -> bool:
        return self.class_facts.has_descriptors

    @property
    def subscripts_classes(self) -> bool:
        return self.class_facts.subscripts_classes

    def has_special(self, symbol: ClassSymbol, name: str) -> bool:
        return any(name in each.scope.bound for each in symbol.ancestors)

    def may_intercept(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether a class, or one below it, has a special method of its own for its instances."""
        return any(self.has_special(each, name) for each in (symbol, *symbol.descendants))

    def has_subclasses_of(self, builtin: str) -> bool:
        return self.class_facts.has_subclasses_of(builtin)

    def overrides_builtin(self, builtin: str, name: str) -> bool:
        return self.class_facts.overrides_builtin(builtin, name)

    def has_own_truth(self, kind: Type) -> bool:
        """Whether a class below a built-in one says itself when its instances are true."""
        return (isinstance(kind, Ref) or kind == INT) and any(
            self.overrides_builtin(str(kind), name) for name in ("__bool__", "__len__")
        )

    def is_abstract(self, symbol: ClassSymbol) -> bool:
        return self.class_facts.is_abstract(symbol)

    def slot_owner(self, symbol: ClassSymbol, name: str) -> ClassSymbol | None:
        return self.class_facts.slot_owner(symbol, name)

    def slot_type(self, owner: ClassSymbol, name: str) -> Type:
        return self.class_facts.slot_type(owner, name)

    def is_always_set(self, owner: ClassSymbol, name: str) -> bool:
        return self.class_facts.is_always_set(owner, name)

    def nested_class(self, owner: ClassSymbol, name: str) -> Symbol | None:
        """`Outer.Inner`, where the outer class's body binds the name once."""
        found = self.classes.classes.get(f"{owner.name}.{name}")
        return found if found is not None and owner.scope.bound.get(name) == 1 else None

    def local_symbol(self, module: SourceModule, owner: Scope, name: str) -> Symbol | None:
        """What a local name always means: bound once, by `def`, `class` or `import`."""
        key = (owner, name)
        if key not in self._local_symbols:
            self._local_symbols[key] = find_local_symbol(self, module, owner, name)
        return self._local_symbols[key]

    def may_run_early(self, symbol: FunctionSymbol | ClassSymbol) -> bool:
        """Whether code may run before the statement that defines it."""
        if symbol.module.trusted:
            return False
        name = symbol.module.name
        if name not in self._first_running:
            self._first_running[name] = find_first_running(self.names, symbol.module)
        return runs_before(symbol, self._first_running[name])

    def habits_of(self, node: ast.AST) -> Habits:
        found = self._habits.get(node)
        if found is None:
            found = self._habits[node] = find_habits(node)
        return found

    def note_place(self, file: str, line: int) -> None:
        """Where the lowering is, for messages about its own failures."""
        self.current_file, self.current_line = file, line

    # --- globals

    def global_type(self, name: str, start: Type = VALUE) -> Type:
        self.globals[name] = None
        kind = global_start(self._declared_global(name, start))
        if kind == FLOAT and name.rpartition(".")[0] not in self.tree.modules:
            kind = VALUE  # a class's variable or a default value: its address is known to the run time
        return self.facts.read(("global", name), kind)

    def _declared_global(self, name: str, start: Type) -> Type:
        """What mypy says of a variable of a checked module; elsewhere what it first receives."""
        module, _, variable = name.rpartition(".")
        source = self.tree.modules.get(module)
        if start != VALUE or source is None or not (source.trusted or self.tree.strict):
            return start
        return self.representation(self.oracle.global_type(module, variable))

    def note_global_load(self, name: str) -> None:
        self.facts.write(("loaded", name), True)

    def note_function_in(self, name: str) -> None:
        self.facts.write(("function in", name), True)

    def may_hold_function(self, name: str) -> bool:
        """Whether the global may be given a function; whoever asks is lowered again when that changes."""
        return self.facts.read(("function in", name), False)

    def is_loaded(self, name: str) -> bool:
        """Whether any code reads the global; whoever asks is lowered again when that changes."""
        return self.facts.read(("loaded", name), False)

    # --- types

    def representation(self, kind: KnownType | None) -> Type:
        return to_representation(kind, self._layout_class)

    def place(self, kind: KnownType | None) -> Type:
        """How a local variable, a parameter, a result or a slot holds what is declared of it."""
        return to_place(kind, self._layout_class)

    def _layout_class(self, checked_name: str) -> str | None:
        found = self.classes.find(checked_name)
        if found is None or not found.has_own_layout or found.is_protocol:
            return None
        return found.name


def lower_program(tree: SourceTree) -> Program:
    """The IR of a program. Raises CompileError: type errors of a filter, and what cannot be compiled."""
    oracle = ask_mypy(tree)
    if tree.strict:
        _report_type_errors(tree, oracle)
    program = ProgramLowering(tree, oracle)
    try:
        return program.run()
    except (CompileError, RecursionError):
        raise
    except Exception as error:
        program.report_refusals()  # what is left of a function without its refused statements makes no sense
        raise _internal_error(program, error) from error


def _report_type_errors(tree: SourceTree, oracle: Oracle) -> None:
    own = {module.display for module in tree.modules.values() if not module.trusted}
    imports = {each.span for each in oracle.diagnostics if each.code in MISSING_MODULE}
    shown = [
        each
        for each in oracle.diagnostics
        if each.span.file in own and each.span not in imports and not _is_in_untyped_code(tree, each)
    ]
    if any(each.severity is Severity.ERROR for each in shown):
        raise CompileError(shown)


def _is_in_untyped_code(tree: SourceTree, diagnostic: Diagnostic) -> bool:
    """Code without annotations is never refused because mypy dislikes it."""
    for module in tree.modules.values():
        if module.display == diagnostic.span.file:
            return any(
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.lineno <= diagnostic.span.line <= (node.end_lineno or node.lineno)
                and not is_annotated(node)
                for node in walk(module.tree)
            )
    return False


def is_annotated(node: ast.AST) -> bool:
    """Whether a function says anything about its types."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    arguments = node.args
    every = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    return node.returns is not None or any(each is not None and each.annotation is not None for each in every)


def _internal_error(program: ProgramLowering, error: Exception) -> CompileError:
    """A mistake of the compiler itself: still a diagnostic with the place that it was at."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    display = program.current_file or program.tree.modules[program.tree.main].display
    where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
    message = f"the compiler failed here ({type(error).__name__}: {error}; {where}); please report it"
    return refusal(Code.INTERNAL, Span(display, program.current_line or 1, 1), message)


__all__ = ["Global", "ProgramLowering", "lower_program"]
