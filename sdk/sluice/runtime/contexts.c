// One filter object per stream, for classes that keep state.
#include "abi_exports.h"

static slu_value contexts; // dict: stream context → filter object

static slu_dict *live(void) {
    if (!contexts) {
        contexts = slu_of(slu_dict_new());
        slu_add_root(&contexts);
    }
    return (slu_dict *)slu_object_of(contexts);
}

slu_value slu_filter_kept(uint32_t context) { return slu_dict_find_hashed(live(), slu_small(context), context); }

slu_value slu_filter_keep(uint32_t context, slu_value filter) {
    return slu_dict_set_hashed(live(), slu_small(context), filter, context) ? filter : 0;
}

slu_value slu_filter_own(uint32_t context) {
    slu_value filter = slu_filter_kept(context);
    if (SLU_LIKELY(filter))
        return filter;
    return slu_raise(&slu_runtime_error_type, "the stream has no filter object: making it failed");
}

void slu_filter_create_context(uint32_t context, uint32_t parent) {
    if (!parent)
        return; // a root context
    slu_tuple *plugin = slu_filter_plugin(parent);
    slu_value filter = plugin ? slu_filters->create(plugin->items[2]) : 0;
    if (!filter || !slu_filter_keep(context, filter))
        slu_filter_failed(false);
    slu_callback_end();
}

void slu_filter_delete_context(uint32_t context) {
    slu_dict_take_hashed(live(), slu_small(context), context);
    slu_callback_end();
}
