// Unions: the kind of JSON value tells which member is meant.
#include "config_reader.h"

// Decoders that the program does not use are not linked; an address of 0 matches none.
#define WEAK(function) extern __typeof__(function) function __attribute__((weak))
WEAK(slu_decode_none);
WEAK(slu_decode_bool);
WEAK(slu_decode_int);
WEAK(slu_decode_str);
WEAK(slu_decode_choice);
WEAK(slu_decode_list);
WEAK(slu_decode_tuple);
WEAK(slu_decode_dict);
WEAK(slu_decode_object);
WEAK(slu_decode_any);

// Whether a shape takes a value of this kind.
static bool accepts(const slu_shape *shape, char kind) {
    slu_shape_decoder decode = shape->decode;
    if (decode == slu_decode_union || decode == slu_decode_choice) {
        for (uint32_t i = 0; i < shape->count; i++) {
            slu_value choice = decode == slu_decode_choice ? shape->values[i].value : SLU_NOTHING;
            if (choice ? kind == (slu_is_str(choice)                ? '"'
                                  : choice == SLU_NONE              ? 'n'
                                  : slu_is(choice, SLU_IS_BOOL)     ? 't'
                                                                    : 'i')
                       : accepts(shape->members[i], kind))
                return true;
        }
        return false;
    }
    return decode == slu_decode_none                                        ? kind == 'n'
           : decode == slu_decode_bool                                      ? kind == 't'
           : decode == slu_decode_int                                       ? kind == 'i'
           : decode == slu_decode_str                                       ? kind == '"'
           : decode == slu_decode_list || decode == slu_decode_tuple        ? kind == '['
           : decode == slu_decode_dict || decode == slu_decode_object       ? kind == '{'
           : decode == slu_decode_any                                       ? true
                                                                            : kind == 'i' || kind == 'd'; // float
}

slu_value slu_decode_union(slu_config_reader *reader, const slu_shape *shape) {
    char kind = slu_config_kind(reader);
    for (uint32_t i = 0; i < shape->count; i++)
        if (accepts(shape->members[i], kind))
            return shape->members[i]->decode(reader, shape->members[i]);
    return slu_config_mismatch(reader, shape);
}
