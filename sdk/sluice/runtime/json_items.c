// json.dumps of dicts whose class has an `items` of its own: in programs with classes derived from dict.
#include "json.h"
#include "object.h"

slu_list *slu_json_items_of(slu_value value) {
    SLU_STR_CONSTANT(name, "items");
    slu_function *own = slu_find_special(value, name);
    slu_value items = own ? slu_call_function(own, &value, 1, NULL) : 0;
    return items ? slu_list_from(items) : NULL;
}
