// What Unicode says about a code point. A table is linked only when its property is asked for.
#pragma once

#include "value.h"

// A set of code points: the places where membership flips, in 16 bits; `ends`: where those of planes
// 0, 1, 2, 3 and 14 end. Other planes hold no member.
typedef struct slu_unicode_set {
    const uint16_t *places;
    uint16_t ends[5];
} slu_unicode_set;

extern const slu_unicode_set slu_unicode_alpha, slu_unicode_numeric, slu_unicode_digit, slu_unicode_lower,
    slu_unicode_upper, slu_unicode_titlecase, slu_unicode_space;

bool slu_unicode_has(const slu_unicode_set *set, uint32_t code_point);
// A set in few bytes that is read from its start: for what is asked rarely. `distances` between flips of
// membership, seven bits a byte, the lowest first.
typedef struct slu_compact_set {
    const uint8_t *distances;
    uint32_t size;
} slu_compact_set;

extern const slu_compact_set slu_compact_printable, slu_compact_cased, slu_compact_case_ignorable,
    slu_compact_identifier_start, slu_compact_identifier_part;

bool slu_compact_has(const slu_compact_set *set, uint32_t code_point);

// str.isspace for one character.
bool slu_is_space(uint32_t code_point);
// str.isprintable for one character.
bool slu_is_printable(uint32_t code_point);
// The value of a decimal digit of any script; -1: none.
int32_t slu_decimal_value(uint32_t code_point);

typedef struct slu_case_run {
    uint16_t first, last, distance, step;
} slu_case_run;

// Runs of characters at one distance from their counterparts, first those of plane 0 (`split` of them), and
// characters that become two or three.
typedef struct slu_case_mapping {
    const slu_case_run *runs;
    const uint16_t (*special)[4];
    uint16_t split, run_count, special_count;
} slu_case_mapping;

extern const slu_case_mapping slu_case_lower, slu_case_upper, slu_case_title, slu_case_fold;

// Writes one to three code points; returns how many.
uint32_t slu_map_case(const slu_case_mapping *mapping, uint32_t code_point, uint32_t result[3]);
