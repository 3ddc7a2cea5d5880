// Methods of str whose tables are large: in files of their own, so that only what is used is linked.
#pragma once

#include "str.h"

slu_str *slu_str_lower(slu_str *str);
// Whether text.lower() == ascii.
int32_t slu_str_lower_is(const slu_str *text, const slu_str *ascii);
slu_str *slu_str_upper(slu_str *str);
slu_str *slu_str_casefold(slu_str *str);
slu_str *slu_str_swapcase(slu_str *str);
slu_str *slu_str_capitalize(slu_str *str);
slu_str *slu_str_title(slu_str *str);
slu_str *slu_str_format(slu_str *text, slu_tuple *positional, slu_value keywords);
// The same with the positional arguments in an array: what a call by name reaches.
slu_str *slu_str_format_items(slu_str *text, struct slu_dict *keywords, const slu_value *items, uint32_t count);
slu_str *slu_str_format_map(slu_str *text, slu_value mapping);
int32_t slu_str_isalpha(slu_str *str);
int32_t slu_str_isnumeric(slu_str *str);
int32_t slu_str_isdigit(slu_str *str);
int32_t slu_str_isdecimal(slu_str *str);
int32_t slu_str_isalnum(slu_str *str);
int32_t slu_str_isspace(slu_str *str);
int32_t slu_str_isprintable(slu_str *str);
int32_t slu_str_isascii(slu_str *str);
int32_t slu_str_islower(slu_str *str);
int32_t slu_str_isupper(slu_str *str);
int32_t slu_str_istitle(slu_str *str);
int32_t slu_str_isidentifier(slu_str *str);
