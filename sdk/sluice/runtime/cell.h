// cell: a variable that closures share.
#pragma once

#include "memory.h"

typedef struct slu_cell {
    const slu_type *type;
    slu_value item; // 0: unset
} slu_cell;

SLU_INLINE slu_cell *slu_cell_new(slu_value item) {
    slu_cell *cell = slu_allocate(&slu_cell_type, sizeof(slu_cell));
    cell->item = item;
    return cell;
}
SLU_INLINE slu_value slu_cell_get(const slu_cell *cell) { return cell->item; }
SLU_INLINE void slu_cell_set(slu_cell *cell, slu_value item) {
    cell->item = item;
    slu_barrier(cell, item);
}
