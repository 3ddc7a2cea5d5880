#include "config_reader.h"

slu_value slu_decode_none(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != 'n')
        return slu_config_mismatch(reader, shape);
    slu_json_scan_value(&reader->json);
    return SLU_NONE;
}
