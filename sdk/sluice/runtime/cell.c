// The type of cells; nothing but closures ever sees one.
#include "cell.h"

#include "object.h"
#include "str.h"

static const slu_layout layout = {.size = sizeof(slu_cell), .values = offsetof(slu_cell, item), .value_count = 1};
SLU_STR_CONSTANT(cell_name, "cell");
static const slu_type *const mro[] = {&slu_cell_type, &slu_object_type};
const slu_type slu_cell_type = {.type = &slu_type_type,
                                .name = (slu_str *)&cell_name_object,
                                .flags = SLU_IS_CELL | SLU_NO_SUBCLASS,
                                .mro_count = 2,
                                .mro = mro,
                                .layout = &layout};
