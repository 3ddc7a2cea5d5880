// The C peer of binary_trees.py: the same trees in an arena that is given back tree by tree.
#include "peer.h"

typedef struct tree { struct tree *left, *right; } tree;

static tree arena[1 << 14];
static tree long_arena[1 << 14];
static tree *next;

static tree *grow(int64_t depth) {
    tree *made = next++;
    made->left = depth ? grow(depth - 1) : 0;
    made->right = depth ? grow(depth - 1) : 0;
    return made;
}

static int64_t count(const tree *node) {
    if (!node->left || !node->right) return 1;
    return 1 + count(node->left) + count(node->right);
}

void run(void) {
    int64_t depth = 12;
    next = long_arena;
    tree *long_lived = grow(depth);
    for (int64_t level = 4; level <= depth; level += 2) {
        int64_t rounds = (int64_t)1 << (depth - level + 4), total = 0;
        for (int64_t i = 0; i < rounds; i++) {
            next = arena;
            total += count(grow(level));
        }
        show_int(total);
    }
    show_int(count(long_lived));
}
