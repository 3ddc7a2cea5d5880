// One filter object per stream, for classes that keep state.
#include "abi_exports.h"

static slu_value contexts; // dict: stream context → filter object

slu_value slu_plugin_config(uint32_t root);

static slu_dict *live(void) {
    if (!contexts) {
        contexts = slu_of(slu_dict_new());
        slu_add_root(&contexts);
    }
    return (slu_dict *)slu_object_of(contexts);
}

slu_value slu_filter_own(uint32_t context) {
    slu_value filter = slu_dict_find_hashed(live(), slu_small(context), context);
    if (SLU_LIKELY(filter))
        return filter;
    return slu_raise(&slu_runtime_error_type, "the stream has no filter object: making it failed");
}

void slu_filter_create_context(uint32_t context, uint32_t parent) {
    if (!parent)
        return; // a root context
    slu_value config = slu_plugin_config(parent), filter = config ? slu_the_filter.create(config) : 0;
    if (!filter || !slu_dict_set_hashed(live(), slu_small(context), filter, context))
        slu_filter_failed(false);
    slu_callback_end();
}

void slu_filter_delete_context(uint32_t context) {
    slu_dict_take_hashed(live(), slu_small(context), context);
    slu_callback_end();
}
