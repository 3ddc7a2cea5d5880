// printf-style formatting: the machine that `str % …` and `bytes % …` share.
#pragma once

#include "format.h"

// One conversion: `%(key)-+ #0width.precisiontype`.
typedef struct slu_conversion {
    bool left, plus, space, alternate, zero;
    int64_t width, precision; // -1: none
    uint32_t type;
} slu_conversion;

// The arguments of `%` as they are consumed.
typedef struct slu_percent_arguments {
    slu_value all;    // what stands right of the operator
    slu_value single; // the value of a %(key) conversion, or 0
    int64_t next;     // of a tuple; -1: `all` itself is next, -2: it was taken
    bool mapping;
} slu_percent_arguments;

// `sequences`: flags of types that are no mappings although they have items (besides tuple).
void slu_percent_start(slu_percent_arguments *arguments, slu_value all, uint32_t sequences);
slu_value slu_percent_next(slu_percent_arguments *arguments); // 0: TypeError `not enough arguments for format string`
bool slu_percent_done(const slu_percent_arguments *arguments, const char *kind); // false: TypeError
// Parses from behind `%`; *at moves behind the type. `make_key` makes the key of `%(key)s`.
bool slu_percent_parse(const char *data, uint32_t size, uint32_t *at, slu_percent_arguments *arguments,
                       slu_conversion *conversion, slu_value (*make_key)(const char *data, uint32_t size));
// d i u o x X e E f F g G. NULL: raised.
slu_str *slu_percent_number(const slu_conversion *conversion, slu_value value);
