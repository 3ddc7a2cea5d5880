"""The passes in their order, and why that order.

`know_globals` first: everything after it is better with constants. `skip_views` then, while what makes a
view and what walks it still stand together. `split_generators` next:
it makes plain functions of generators, which everything after it understands.
`reuse_conversions` on blocks that can be reached, before the numbers leave their words.
`unbox_numbers` behind `fuse_comparisons`, whose calls it knows, and `unbox_floats` before it, which finds
what can be nothing but a float; `unbox_ints` behind both, which leaves to them what is about floats.
`inline_brief` has them run twice where they show that a small function cannot raise: without its calls they
know more. `limit_steps` when the blocks that stay are known, and `collect_in_loops` when no pass changes the
registers any more; `store_fresh` has to see where that collects. `find_raising` last: what it says holds only
for the instructions that are really left.
"""

from __future__ import annotations

from sluice.compiler.ir.program import Program
from sluice.compiler.passes.collect_in_loops import collect_in_loops
from sluice.compiler.passes.drop_dead_blocks import drop_dead_blocks
from sluice.compiler.passes.find_raising import find_raising
from sluice.compiler.passes.fold_class_tests import fold_class_tests
from sluice.compiler.passes.fuse_comparisons import fuse_comparisons
from sluice.compiler.passes.inline_brief import inline_brief
from sluice.compiler.passes.known_globals import know_globals
from sluice.compiler.passes.limit_steps import limit_steps
from sluice.compiler.passes.reuse_conversions import reuse_conversions
from sluice.compiler.passes.skip_views import skip_views
from sluice.compiler.passes.split_generators import split_generators
from sluice.compiler.passes.store_fresh import store_fresh
from sluice.compiler.passes.trust_start import trust_start
from sluice.compiler.passes.unbox_floats import unbox_floats
from sluice.compiler.passes.unbox_ints import unbox_ints
from sluice.compiler.passes.unbox_numbers import unbox_numbers
from sluice.compiler.passes.use_texts import use_texts


def run_passes(program: Program) -> Program:
    """All of them, once."""
    program = know_globals(program)
    program = skip_views(program)
    program = split_generators(program)
    program = fold_class_tests(program)
    program = fuse_comparisons(program)
    program = use_texts(program)
    program = drop_dead_blocks(program)
    program = reuse_conversions(program)
    program = inline_brief(program, lambda each: unbox_ints(unbox_numbers(unbox_floats(each))))
    program = trust_start(program)
    program = limit_steps(program)
    program = collect_in_loops(program)
    program = store_fresh(program)
    return find_raising(program)
