// Functions as values, and how arguments reach parameters.
#pragma once

#include "error.h"
#include "tuple.h"

// The entry of every function value: `arguments` holds `count` words, those named by `keywords` (a tuple of
// str, or NULL) last. Returns 0 when it raised.
typedef slu_value (*slu_entry)(slu_function *callee, const slu_value *arguments, uint32_t count,
                               const slu_tuple *keywords);

// How a parameter that was left out gets its value.
typedef struct slu_default {
    slu_word constant;         // SLU_NOTHING: the callee sees that the argument was left out
    const slu_value *variable; // or the global that holds the default
    uint16_t captured;         // or where the function object holds it, counted from 1
    bool present;              // there is a default
} slu_default;

// The parameters of a function, in the order CPython keeps them: positional-only, positional-or-keyword,
// keyword-only, then *args, then **kwargs.
typedef struct slu_signature {
    slu_str *const *names;
    const slu_default *defaults; // one per named parameter
    uint16_t positional_only;
    uint16_t positional; // including positional-only
    uint16_t keyword_only;
    uint16_t required_positional; // the first so many have no default
    bool rest;                    // *args
    bool keyword_rest;            // **kwargs
    uint8_t builtin;              // a C function: messages as CPython's C functions give. 2, 3, 6: a method; 4: sorted
} slu_signature;

typedef struct slu_function_info {
    slu_place place; // first: functions that are never values have this only
    slu_str *name;
    slu_str *qualified_name;
    slu_str *module;
    slu_str *doc; // or NULL
    const slu_signature *signature;
    uint16_t cell_count;
} slu_function_info;

struct slu_function {
    const slu_type *type;
    uint32_t identity; // see slu_identity_of
    slu_entry entry;
    const slu_function_info *info;
    uint32_t count;       // words that follow
    slu_value attributes; // a dict made on demand, or 0
    slu_value captured[]; // cells, then default values
};

typedef struct slu_bound_method {
    const slu_type *type;
    slu_value function;
    slu_value receiver;
} slu_bound_method;

// Set where the program stores titles: what stands in a function's `__qualname__` or `__module__`, or NULL.
extern slu_str *(*SLU_REGISTER slu_stored_title)(const slu_function *function, slu_str *name);
slu_str *slu_function_title(const slu_function *function); // its `__qualname__`

extern const slu_type slu_bound_method_type;
// C functions, and methods of built-in types: unbound, and bound to an object (builtin_functions.c).
extern const slu_type slu_builtin_type, slu_method_type, slu_wrapper_type, slu_method_wrapper_type;
extern const slu_layout slu_function_layout;
slu_value slu_function_call(slu_value self, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
slu_value slu_function_attribute(slu_value self, slu_str *name);
slu_value slu_bind_builtin(slu_function *function, slu_value receiver);

// Distributes arguments over `bound` (one word per parameter, *args and **kwargs included) as CPython does,
// with its messages. false: TypeError.
bool slu_bind_arguments(const slu_signature *signature, slu_function *callee, const slu_value *arguments,
                        uint32_t count, const slu_tuple *keywords, slu_value *bound);

// Whether `self` may be given to a method of `owner`. false: TypeError.
bool slu_check_receiver(slu_value self, const slu_type *owner, const slu_function *method);

slu_value slu_function_new(slu_entry entry, const slu_function_info *info, const slu_value *captured,
                           uint32_t count);
slu_value slu_bound_method_new(slu_value function, slu_value receiver);
