// What a type (a class, as a value) tells the rest of the runtime about its objects.
//
// Every type is a static object, built-in ones in their module, the program's own in the emitted C. Nothing
// is filled in at run time except the attribute tables of classes, which live in the program's globals.
// References point one way only (a type names its functions, no table lists all types), so that the linker
// drops whatever a program does not use.
#pragma once

#include "value.h"

typedef struct slu_str slu_str;
typedef struct slu_tuple slu_tuple;
typedef struct slu_function slu_function;

// Static data that holds a value: C has no constant expression for a pointer widened to 64 bits.
typedef union slu_word {
    slu_value value;
    const void *pointer;
} slu_word;

// `slu_type.flags`: what layout the object begins with (its own type or a base), one bit each.
#define SLU_IS_INT (1u << 0) // int, bool, subclasses
#define SLU_IS_BOOL (1u << 1)
#define SLU_IS_FLOAT (1u << 2)
#define SLU_IS_STR (1u << 3)
#define SLU_IS_BYTES (1u << 4)
#define SLU_IS_BYTEARRAY (1u << 5)
#define SLU_IS_LIST (1u << 6)
#define SLU_IS_TUPLE (1u << 7)
#define SLU_IS_DICT (1u << 8)
#define SLU_IS_SET (1u << 9)
#define SLU_IS_FROZENSET (1u << 10)
#define SLU_IS_EXCEPTION (1u << 11)
#define SLU_IS_TYPE (1u << 12)
#define SLU_IS_FUNCTION (1u << 13)
#define SLU_IS_RANGE (1u << 14)
#define SLU_IS_SLICE (1u << 15)
#define SLU_IS_CELL (1u << 16)
#define SLU_IS_GENERATOR (1u << 17)
#define SLU_IS_ITERATOR (1u << 18)  // has `next`
#define SLU_IS_INSTANCE (1u << 19)  // of a class of the program
#define SLU_OPEN_SLOTS (1u << 20)   // instances keep further attributes in a dict made on demand
#define SLU_NAMED_FULLY (1u << 21)  // `name` begins with the module, as of classes that CPython has in C
#define SLU_NO_SUBCLASS (1u << 22)  // as `bool`
#define SLU_TAIL_SLOTS (1u << 23)   // slots stand behind items or text of variable length

typedef enum slu_comparison {
    SLU_LESS,
    SLU_LESS_EQUAL,
    SLU_EQUAL,
    SLU_NOT_EQUAL,
    SLU_GREATER,
    SLU_GREATER_EQUAL
} slu_comparison;

typedef enum slu_operator {
    SLU_ADD,
    SLU_SUBTRACT,
    SLU_MULTIPLY,
    SLU_DIVIDE,
    SLU_FLOOR_DIVIDE,
    SLU_MODULO,
    SLU_POWER,
    SLU_LEFT_SHIFT,
    SLU_RIGHT_SHIFT,
    SLU_AND,
    SLU_OR,
    SLU_XOR,
    SLU_MATRIX_MULTIPLY
} slu_operator;

// What the collector must know to measure, copy and scan an object, as data:
// `size` bytes, then (if `counted`) `*(uint32_t *)(object + counted)` items of `unit` bytes each, which are
// values when `items_are_values`; within `size`, `value_count` values from offset `values` on and
// `pointer_count` C pointers to objects from offset `pointers` on. `scan`, when set, replaces all scanning.
typedef struct slu_layout {
    uint16_t size;
    uint16_t counted;
    uint16_t unit;
    uint16_t items_are_values;
    uint16_t values;
    uint16_t value_count;
    uint16_t pointers;
    uint16_t pointer_count;
    uint16_t tail_count; // values behind the items, aligned to 8: slots of subclasses of str, bytes, tuple
    const uint8_t *raw;  // `value_count` flags: 1 = not a value (a FLOAT slot); NULL = all are values
    void (*scan)(slu_object *object);
} slu_layout;

typedef enum slu_member_kind {
    SLU_METHOD,
    SLU_STATIC_METHOD,
    SLU_CLASS_METHOD,
    SLU_PROPERTY,
    SLU_VARIABLE
} slu_member_kind;

// A name defined in a class. A class variable lives in a global: `variable` points to it.
typedef struct slu_member {
    slu_str *name;
    slu_member_kind kind;
    slu_function *function; // METHOD…; PROPERTY: the getter
    slu_function *setter;
    slu_function *deleter;
    slu_value *variable;
} slu_member;

// What a slot can hold; a store by name is checked against it.
typedef enum slu_slot_kind {
    SLU_SLOT_VALUE,
    SLU_SLOT_INT,
    SLU_SLOT_FLOAT, // the bits of a double
    SLU_SLOT_BOOL,
    SLU_SLOT_POINTER, // an object of `expected` or a subclass
    SLU_SLOT_MAYBE    // the same, or None
} slu_slot_kind;

// An instance attribute at a fixed place, `offset` bytes from the start of the object (from the end of the
// text, rounded up to 8, where the type is `SLU_TAIL_SLOTS`).
typedef struct slu_slot {
    slu_str *name;
    slu_slot_kind kind;
    uint32_t offset;
    const slu_type *expected;
} slu_slot;

// The operations of a type. NULL: ask `native`, where that is set; else not supported.
// Each raises through `slu_raise` and then returns 0 (values) or what its comment says.
// int, str, bytes and float are also known to the generic operations in object.h directly.
struct slu_type {
    const slu_type *type; // &slu_type_type
    slu_str *name;        // __name__; SLU_NAMED_FULLY: `datetime.date`, as exceptions say
    slu_str *qualified_name;
    slu_str *module;
    uint32_t flags;
    uint16_t mro_count;
    uint16_t number;              // classes of the program: those below one follow it (compiler/ir/families.py); else 0
    const slu_type *const *mro;   // itself first, object last
    const slu_type *const *bases; // direct bases, NULL at the end
    const slu_layout *layout;
    const slu_type *native; // classes of the program: the nearest built-in base, asked where an operation is NULL
    const slu_member *members;
    const slu_slot *slots;
    uint16_t member_count;
    uint16_t slot_count;   // own and inherited
    uint32_t dict_place;  // 1 + where the open dict's word lies (as slu_slot.offset); 0: there is none
    slu_str *abstract; // what a class of the program lacks, `methods f, g`; NULL: nothing
    const void *const *methods; // the program's virtual methods, native signatures

    slu_value (*construct)(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords); // T(...)
    slu_value (*repr)(slu_value self);                 // a slu_str
    slu_value (*str)(slu_value self);                  // NULL: as repr
    slu_value (*format)(slu_value self, slu_str *spec);
    int64_t (*hash)(slu_value self);      // -1: raised. NULL: unhashable
    int32_t (*truth)(slu_value self);     // 0, 1; -1: raised. NULL: by length, else true
    int64_t (*length)(slu_value self);    // -1: raised
    slu_value (*iterate)(slu_value self); // an iterator
    slu_value (*next)(slu_value self);    // 0 without slu_error: exhausted
    int32_t (*contains)(slu_value self, slu_value item); // -1: raised. NULL: by iteration
    slu_value (*get_item)(slu_value self, slu_value key);
    bool (*set_item)(slu_value self, slu_value key, slu_value item); // item 0: delete. false: raised
    slu_value (*missing)(slu_value self, slu_value key);             // dicts: `__missing__`. NULL: KeyError
    slu_value (*compare)(slu_value self, slu_value other, slu_comparison operator_); // or NotImplemented
    slu_value (*binary)(slu_value left, slu_value right, slu_operator operator_);    // or NotImplemented
    slu_value (*in_place)(slu_value left, slu_value right, slu_operator operator_);  // or NotImplemented
    slu_value (*unary)(slu_value self, char operator_); // '-', '+', '~', 'a' (abs)
    slu_value (*call)(slu_value self, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
    slu_value (*get_attribute)(slu_value self, slu_str *name); // before members; 0 without slu_error: go on
    bool (*set_attribute)(slu_value self, slu_str *name, slu_value item); // replaces all; item 0: delete
    slu_value (*index)(slu_value self); // __index__: an int
    slu_value (*reversed)(slu_value self); // an iterator. NULL: by `__len__` and `__getitem__`
};

// An operation that only classes of the program are asked for: those of built-in types may be missing.
#define SLU_OWN(type, operation) ((type)->operation)

// The linker step of the toolchain (toolchain/pruning.py) reads these fields of 32-bit Wasm objects.
_Static_assert(sizeof(void *) != 4 || (offsetof(slu_type, mro) == 24 && offsetof(slu_type, bases) == 28 &&
                                       offsetof(slu_type, members) == 40 && offsetof(slu_type, slots) == 44 &&
                                       offsetof(slu_type, module) == 12 && sizeof(slu_member) == 24),
               "toolchain/pruning.py knows where these lie");

extern const slu_type slu_type_type, slu_object_type, slu_any_iterator_type, slu_any_final_type, slu_none_type, slu_ellipsis_type, slu_not_implemented_type;
// Owned by the modules of these types (int.c, float.c, str.c, …).
extern const slu_type slu_int_type, slu_bool_type, slu_float_type, slu_str_type, slu_bytes_type,
    slu_bytearray_type, slu_list_type, slu_tuple_type, slu_dict_type, slu_set_type, slu_frozenset_type,
    slu_range_type, slu_slice_type, slu_function_type, slu_cell_type, slu_generator_type;

// None, Ellipsis, NotImplemented: static objects without content. True and False: `slu_int_object`s in int.h.
extern slu_object slu_none_object, slu_ellipsis_object, slu_not_implemented_object;
extern struct slu_int_object slu_true_object, slu_false_object;
#define slu_true_pointer ((slu_object *)&slu_true_object)
#define slu_false_pointer ((slu_object *)&slu_false_object)
#define SLU_NONE slu_of(&slu_none_object)
#define SLU_ELLIPSIS slu_of(&slu_ellipsis_object)
#define SLU_NOT_IMPLEMENTED slu_of(&slu_not_implemented_object)

SLU_INLINE const slu_type *slu_type_of(slu_value value) {
    return slu_is_small(value) ? &slu_int_type : slu_object_of(value)->type;
}

// Whether the object begins with one of the layouts in `flags`. `value` is not 0.
SLU_INLINE bool slu_is(slu_value value, uint32_t flags) {
    return !slu_is_small(value) && (slu_object_of(value)->type->flags & flags) != 0;
}
SLU_INLINE bool slu_is_int(slu_value value) {
    return slu_is_small(value) || (slu_object_of(value)->type->flags & SLU_IS_INT) != 0;
}
SLU_INLINE bool slu_is_str(slu_value value) { return slu_is(value, SLU_IS_STR); }
SLU_INLINE bool slu_is_float(slu_value value) { return slu_is(value, SLU_IS_FLOAT); }

// Whether `type` is `of` or derives from it. A flag test where `of` has one is faster.
bool slu_is_subtype(const slu_type *type, const slu_type *of);

// isinstance(value, class) where `classes` is a type, a tuple of types (nested) or a union. -1: TypeError.
int32_t slu_is_instance(slu_value value, slu_value classes);
// issubclass(type, classes). -1: TypeError.
int32_t slu_is_subclass(slu_value type, slu_value classes);

slu_str *slu_own_name(const slu_type *type); // __name__: what exceptions call some classes begins with their module
// The definition of `name` in the class or its bases (mro order); NULL when there is none.
const slu_member *slu_find_member(const slu_type *type, slu_str *name);
// The same without its bases.
const slu_member *slu_find_own_member(const slu_type *type, slu_str *name);
// The slot called `name`; NULL when there is none.
const slu_slot *slu_find_slot(const slu_type *type, slu_str *name);
