// The type object of str. Slots that need much code are weak, as in int_type.c.
#include "iterator.h"
#include "object.h"
#include "str.h"

#define WEAK(function) extern __typeof__(function) function __attribute__((weak))

WEAK(slu_str_binary);
WEAK(slu_str_format_slot);
WEAK(slu_str_construct);
WEAK(slu_str_compare_slot);
WEAK(slu_str_contains_value);
WEAK(slu_str_get_item);
WEAK(slu_str_iterate);

SLU_STR_CONSTANT(str_name, "str");
SLU_STR_CONSTANT(builtins_name, "builtins");

static slu_value repr_str(slu_value value) { return slu_of(slu_str_repr((slu_str *)slu_object_of(value))); }
// str(x) of an instance of a class that builds on str is a plain str.
static slu_value str_str(slu_value value) {
    const slu_str *str = (slu_str *)slu_object_of(value);
    return str->type == &slu_str_type ? value : slu_of(slu_str_from_text(str->data, str->size));
}
static int64_t hash_str(slu_value value) { return slu_str_hash((slu_str *)slu_object_of(value)); }
static int32_t truth_of_str(slu_value value) { return ((slu_str *)slu_object_of(value))->size != 0; }
static int64_t length_of_str(slu_value value) { return ((slu_str *)slu_object_of(value))->length; }

static const slu_layout layout = {.size = offsetof(slu_str, data), .counted = offsetof(slu_str, size), .unit = 1};
static const slu_type *const mro[] = {&slu_str_type, &slu_object_type};
static const slu_type *const bases[] = {&slu_object_type, NULL};

const slu_type slu_str_type = {
    .type = &slu_type_type,
    .name = (slu_str *)&str_name_object,
    .qualified_name = (slu_str *)&str_name_object,
    .module = (slu_str *)&builtins_name_object,
    .flags = SLU_IS_STR,
    .mro_count = 2,
    .mro = mro,
    .bases = bases,
    .layout = &layout,
    .construct = slu_str_construct,
    .repr = repr_str,
    .str = str_str,
    .format = slu_str_format_slot,
    .hash = hash_str,
    .truth = truth_of_str,
    .length = length_of_str,
    .iterate = slu_str_iterate,
    .contains = slu_str_contains_value,
    .get_item = slu_str_get_item,
    .compare = slu_str_compare_slot,
    .binary = slu_str_binary,
};
