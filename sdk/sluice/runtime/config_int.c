#include "config_reader.h"
#include "int.h"

slu_value slu_decode_int(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != 'i')
        return slu_config_mismatch(reader, shape);
    uint32_t start = reader->json.at;
    slu_json_scan_value(&reader->json);
    return slu_int_of_digits(reader->json.data + start, reader->json.at - start);
}
