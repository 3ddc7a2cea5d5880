#include "config_reader.h"

slu_value slu_decode_bool(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != 't')
        return slu_config_mismatch(reader, shape);
    bool value = reader->json.data[reader->json.at] == 't';
    slu_json_scan_value(&reader->json);
    return slu_bool(value);
}
