// What the emitted C of a program includes: the inline parts of all types, and small helpers of its own.
#pragma once

#include "base64.h"
#include "bytes.h"
#include "cell.h"
#include "digest.h"
#include "entropy.h"
#include "enumeration.h"
#include "dict.h"
#include "error.h"
#include "float.h"
#include "format.h"
#include "function.h"
#include "coroutine.h"
#include "generator.h"
#include "hostcalls.h"
#include "int.h"
#include "iterator.h"
#include "json.h"
#include "list.h"
#include "mathematics.h"
#include "memory.h"
#include "native_methods.h"
#include "object.h"
#include "descriptor.h"
#include "object_methods.h"
#include "operators.h"
#include "ordered_dict.h"
#include "packed_float.h"
#include "range.h"
#include "regex.h"
#include "sequence.h"
#include "set.h"
#include "special.h"
#include "steps.h"
#include "str.h"
#include "str_methods.h"
#include "tuple.h"

// --- raising from emitted code: each raises and returns true, so that it can stand behind `&&` ----------------
bool slu_expected(slu_value value, const char *expected) SLU_COLD;       // TypeError
bool slu_no_attribute(slu_value value, slu_str *name) SLU_COLD;          // AttributeError
bool slu_undefined(const char *name) SLU_COLD;                           // NameError
bool slu_unbound_local(const char *name) SLU_COLD;                       // UnboundLocalError
bool slu_unbound_free(const char *name) SLU_COLD;                        // NameError
bool slu_raise_unreachable(void) SLU_COLD;                               // SystemError

// Tests that stand before a value is used as what its type says; the longer one is called where size counts.
SLU_INLINE bool slu_is_no(slu_value value, uint32_t flags, const char *expected) {
    return SLU_UNLIKELY(!slu_is(value, flags)) && slu_expected(value, expected);
}
// Whether the value's class is one of the program's with such a number.
SLU_INLINE bool slu_is_numbered(slu_value value, uint32_t first, uint32_t last) {
    return (uint32_t)slu_type_of(value)->number - first <= last - first;
}
// Whether the value's class has `type` in the `place`th place before the end of its line, where it stands when no
// class in between has other bases. False says nothing.
SLU_INLINE bool slu_is_in_line(slu_value value, const slu_type *type, uint32_t place) {
    const slu_type *actual = slu_type_of(value);
    return actual->mro_count >= place && actual->mro[actual->mro_count - place] == type;
}

SLU_INLINE_IF_FAST bool slu_is_no_instance(slu_value value, const slu_type *type, const char *expected) {
    return SLU_UNLIKELY(!slu_has_type(value, type)) && slu_expected(value, expected);
}

// --- slots ----------------------------------------------------------------------------------------------------
// What an unset FLOAT slot or global holds: a NaN that no arithmetic produces.
#define SLU_UNSET_FLOAT __builtin_nan("0xdeadbeef")
SLU_INLINE double slu_unset_float(void) { return SLU_UNSET_FLOAT; }
SLU_INLINE bool slu_is_unset_float(double number) {
    uint64_t bits;
    __builtin_memcpy(&bits, &number, sizeof bits);
    return bits == UINT64_C(0x7ff80000deadbeef);
}

// A fresh instance, every word 0.
SLU_INLINE void *slu_new_instance(const slu_type *type, uint32_t size) {
    char *object = slu_allocate(type, size);
    __builtin_memset(object + sizeof(slu_object), 0, ((size + 7) & ~7u) - sizeof(slu_object));
    return object;
}

// A row of the table of methods of built-in types that untyped code of this program can reach.
typedef struct slu_builtin_method {
    const slu_type *type;
    slu_member member;
} slu_builtin_method;
extern const slu_builtin_method slu_builtin_methods[];
extern const uint32_t slu_builtin_method_count;
extern slu_word slu_no_hash; // None: the `__hash__` of built-in types without one

// --- scripts ---------------------------------------------------------------------------------------------------
int32_t slu_script_run(bool (*start)(void));
#define SLU_SCRIPT_MAIN(start)                                                                                \
    __attribute__((export_name("sluice_main"))) int32_t sluice_main(void) { return slu_script_run(start); }
void slu_write_text(int64_t stream, slu_str *text);
void slu_write(int32_t stream, const char *text, uint32_t size);
bool slu_print(slu_value separator, slu_value end, int64_t stream, const slu_value *items, uint32_t count);
bool slu_print_items(const slu_value *items, uint32_t count);
bool slu_print_with(slu_value separator, slu_value end, slu_value file, slu_value flush, const slu_value *items,
                    uint32_t count);
