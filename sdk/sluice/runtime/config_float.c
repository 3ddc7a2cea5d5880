// The decoder of float fields, apart so that a filter without any carries no float parser.
#include "config_reader.h"
#include "float.h"

slu_value slu_decode_float(slu_config_reader *reader, const slu_shape *shape) {
    char kind = slu_config_kind(reader);
    if (kind != 'i' && kind != 'd')
        return slu_config_mismatch(reader, shape);
    uint32_t start = reader->json.at;
    double number = 0;
    slu_json_scan_value(&reader->json);
    slu_float_scan(reader->json.data + start, reader->json.at - start, &number);
    return slu_float_box(number);
}
