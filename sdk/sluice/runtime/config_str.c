#include "config_reader.h"

slu_value slu_decode_str(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '"')
        return slu_config_mismatch(reader, shape);
    return slu_of(slu_json_read_string(&reader->json));
}
