// A filter's configuration: JSON text straight into the dataclass that the author declared, by a table of
// shapes that the compiler lays out. The rules and messages are those of sluice/api/config.py.
#pragma once

#include "object.h"

typedef struct slu_config_reader slu_config_reader; // private to config.c
typedef struct slu_shape slu_shape;

// Reads one JSON value; 0: raised. The functions below, one per kind of shape, so that a filter without floats
// carries no float parser.
typedef slu_value (*slu_shape_decoder)(slu_config_reader *reader, const slu_shape *shape);

struct slu_shape {
    slu_shape_decoder decode;
    const slu_shape *const *members; // list, dict: the item's; tuple, union: all; object: the fields'
    slu_str *const *names;           // object: the fields' names
    const bool *required;            // object: per field
    const slu_word *values;          // choice: the JSON values that may stand there
    const slu_type *type;            // object: the dataclass; choice: the Enum (called with the value), or NULL
    // object: the instance, of a value (0: left out) for each field. 0: raised.
    slu_value (*make)(const slu_shape *shape, const slu_value *given);
    const char *expected; // what an error says: `int`, `str or None`, `"on" or "off"`
    uint32_t count;
    bool as_tuple; // list: tuple[T, ...]
};

slu_value slu_decode_any(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_none(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_bool(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_int(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_float(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_str(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_choice(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_list(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_tuple(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_dict(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_union(slu_config_reader *reader, const slu_shape *shape);
slu_value slu_decode_object(slu_config_reader *reader, const slu_shape *shape);

// `make` of classes that are more than their `__init__`: called with the fields as keywords.
slu_value slu_config_construct(const slu_shape *shape, const slu_value *given);

// The whole document. Raises `refusal` (sluice.api.boundary.ConfigError, a class of the program) with the path of
// the first thing wrong. `shape->type` NULL for an object: HttpFilter[None], gives None.
slu_value slu_decode_config(slu_str *json, const slu_shape *shape, const slu_type *refusal);
