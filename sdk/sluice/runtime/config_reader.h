// What the decoders of shapes share; private to config*.c.
#pragma once

#include "config.h"
#include "json_scan.h"

// One step of the path that errors name: a field, a dict's key, or a list's index.
typedef struct slu_config_step {
    const struct slu_config_step *outer;
    const slu_str *name; // of a field or a key
    int32_t index;       // SLU_FIELD, SLU_KEY or a place in a list
} slu_config_step;
#define SLU_FIELD (-1)
#define SLU_KEY (-2)

struct slu_config_reader {
    slu_json json; // has been checked: scanning it cannot fail
    const slu_config_step *path;
    const slu_type *refusal;
};

// The kind of the value that comes next: n None, t bool, i int, d float, " str, [ list, { dict.
char slu_config_kind(const slu_config_reader *reader);
// Moves behind the opening bracket; whether there is a first item.
bool slu_config_enter(slu_json *json, char close);
// Decodes the value that comes next one step further down.
slu_value slu_config_decode(slu_config_reader *reader, const slu_shape *shape, const slu_str *name, int32_t index);
// Raises `path: expected …, got …` about the value that comes next; returns 0.
slu_value slu_config_mismatch(slu_config_reader *reader, const slu_shape *shape) SLU_COLD;
// The beginning of that message, up to what was found.
void slu_config_start_mismatch(slu_config_reader *reader, const slu_shape *shape, slu_builder *message) SLU_COLD;
// A message that begins with the path; raises the refusal with it and returns 0.
void slu_config_start_message(slu_config_reader *reader, slu_builder *message) SLU_COLD;
// A text and a str as JSON.
void slu_config_add_quoted(slu_builder *builder, const char *text, const slu_str *quoted) SLU_COLD;
// The whole of such a message: the path, a text, and a str as JSON or as it is, each of which may be NULL.
slu_value slu_config_refuse_value(slu_config_reader *reader, const char *text, const slu_str *quoted,
                                  const slu_str *plain) SLU_COLD;
slu_value slu_config_refuse(slu_config_reader *reader, slu_builder *message) SLU_COLD;
