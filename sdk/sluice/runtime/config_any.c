// The decoder of `Any` fields, apart so that other filters carry no json.loads.
#include "config_reader.h"
#include "json.h"

slu_value slu_decode_any(slu_config_reader *reader, const slu_shape *shape) {
    (void)shape;
    return slu_json_load_part(&reader->json);
}
