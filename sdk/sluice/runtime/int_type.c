// The type objects of int and bool, and True and False.
//
// These types are part of every program. Slots that need much code are weak: the linker leaves them empty
// unless something else needs the function, and the generic operations name what they need themselves.
#include "bytes.h"
#include "int.h"
#include "object.h"

#define WEAK(function) extern __typeof__(function) function __attribute__((weak))

WEAK(slu_int_unary);
WEAK(slu_int_format);
WEAK(slu_int_construct);
WEAK(slu_int_compare_slot);
WEAK(slu_bool_construct);

SLU_STR_CONSTANT(int_name, "int");
SLU_STR_CONSTANT(bool_name, "bool");
SLU_STR_CONSTANT(true_name, "True");
SLU_STR_CONSTANT(false_name, "False");
SLU_STR_CONSTANT(builtins_name, "builtins");

static slu_value repr_int(slu_value value) { return slu_of(slu_int_to_str(value)); }
static slu_value repr_bool(slu_value value) {
    return slu_of(slu_int_truth(value) ? true_name : false_name);
}
static int32_t truth_of_int(slu_value value) { return slu_int_truth(value); }
static slu_value index_of_int(slu_value value) { return slu_int_plain(value); }

slu_str *slu_bool_to_str(int32_t value) { return value ? true_name : false_name; }

static const slu_layout big_layout = {
    .size = offsetof(slu_bigint, limbs), .counted = offsetof(slu_bigint, count), .unit = sizeof(slu_limb)};
static const slu_layout object_layout = {
    .size = sizeof(slu_int_object), .values = offsetof(slu_int_object, number), .value_count = 1};

static const slu_type *const int_mro[] = {&slu_int_type, &slu_object_type};
static const slu_type *const int_bases[] = {&slu_object_type, NULL};
static const slu_type *const bool_mro[] = {&slu_bool_type, &slu_int_type, &slu_object_type};
static const slu_type *const bool_bases[] = {&slu_int_type, NULL};

#define INT_SLOTS                                                                                             \
    .type = &slu_type_type, .hash = slu_int_hash, .truth = truth_of_int, .index = index_of_int,               \
    .unary = slu_int_unary, .format = slu_int_format, .compare = slu_int_compare_slot

const slu_type slu_int_type = {
    INT_SLOTS,
    .name = (slu_str *)&int_name_object,
    .qualified_name = (slu_str *)&int_name_object,
    .module = (slu_str *)&builtins_name_object,
    .flags = SLU_IS_INT,
    .mro_count = 2,
    .mro = int_mro,
    .bases = int_bases,
    .layout = &big_layout,
    .repr = repr_int,
    .construct = slu_int_construct,
};

const slu_type slu_bool_type = {
    INT_SLOTS,
    .name = (slu_str *)&bool_name_object,
    .qualified_name = (slu_str *)&bool_name_object,
    .module = (slu_str *)&builtins_name_object,
    .flags = SLU_IS_INT | SLU_IS_BOOL | SLU_NO_SUBCLASS,
    .mro_count = 3,
    .mro = bool_mro,
    .bases = bool_bases,
    .layout = &object_layout,
    .repr = repr_bool,
    .construct = slu_bool_construct,
};

slu_int_object slu_true_object = {&slu_bool_type, 3};
slu_int_object slu_false_object = {&slu_bool_type, 1};
