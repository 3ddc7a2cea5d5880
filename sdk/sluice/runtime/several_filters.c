// Several filters in one module: a plugin says by its root id which one it means.
#include "abi_exports.h"

#include "host.h"
#include "hostcalls.h"

#define CRITICAL 5

const slu_filter_class *slu_current_filter = slu_filters;

static slu_str *root_id(void) {
    static const char path[] = "plugin_root_id";
    uint32_t size = 0;
    char *data = NULL;
    proxy_get_property(path, sizeof path - 1, &data, &size);
    return slu_host_str(data, size);
}

static void refuse(slu_str *asked) {
    slu_builder message;
    slu_builder_start(&message, 96);
    slu_builder_add_ascii(&message, "configuration refused: no filter of this module has the root id \"", 65);
    slu_builder_add_str(&message, asked);
    slu_builder_add_ascii(&message, "\"; it has", 9);
    for (uint32_t place = 0; place < slu_filter_count; place++) {
        slu_builder_add_ascii(&message, place ? ", " : " ", place ? 2 : 1);
        slu_builder_add_str(&message, slu_filters[place].root_id);
    }
    slu_host_log(slu_small(CRITICAL), slu_builder_finish(&message));
}

int32_t slu_filters_configure(uint32_t root, uint32_t size) {
    slu_str *asked = root_id();
    uint32_t place = 0;
    while (place < slu_filter_count && !slu_str_equal(slu_filters[place].root_id, asked))
        place++;
    int32_t answer = 0;
    if (place == slu_filter_count) {
        refuse(asked);
    } else {
        slu_current_filter = &slu_filters[place];
        answer = slu_filter_configure_as(slu_current_filter, root, size);
    }
    slu_callback_end();
    return answer;
}

static const slu_filter_class *class_of(const slu_tuple *plugin) {
    return &slu_filters[slu_small_value(plugin->items[4])];
}

void slu_filters_create_context(uint32_t context, uint32_t parent) {
    if (!parent)
        return; // a root context
    slu_tuple *plugin = slu_filter_plugin(parent);
    slu_value filter = 0;
    if (plugin) {
        slu_current_filter = class_of(plugin);
        filter = slu_current_filter->is_shared ? plugin->items[1] : slu_current_filter->create(plugin->items[2]);
    }
    if (!filter || !slu_filter_keep(context, filter))
        slu_filter_failed(false);
    slu_callback_end();
}

// The object of a stream, or of the plugin itself: an access logger of the proxy is called for that.
slu_value slu_filters_find(uint32_t context) {
    slu_value filter = slu_filter_kept(context);
    if (SLU_LIKELY(filter)) {
        const slu_type *type = slu_type_of(filter);
        slu_current_filter = slu_filters;
        while (slu_current_filter->type != type)
            slu_current_filter++;
        return filter;
    }
    slu_tuple *plugin = slu_filter_plugin(context);
    if (!plugin)
        return 0;
    slu_current_filter = class_of(plugin);
    return plugin->items[1];
}
