// Start, configuration and failure of a filter.
//
// Plugins that share a VM (same code, same vm_id) are told apart by name and root id: each has its own
// configuration. As long as there is one, no callback needs to ask which one it runs for.
#include "abi_exports.h"

#include "host.h"
#include "hostcalls.h"
#include "unpack.h"
#include "wire.h"

#define PLUGIN_CONFIGURATION 7u
#define CRITICAL 5
#define MAX_CONFIGURATION (16u * 1024 * 1024) // bytes, as in sluice/api/boundary.py
#define SLU_FILTER_MEMORY (128u * 1024 * 1024) // bytes; a callback that needs more ends in MemoryError

static slu_value plugins; // a list of (key, filter object, configuration, root context, place in slu_filters) tuples
uint32_t SLU_REGISTER slu_filter_is_broken; // the top level raised
uint32_t SLU_REGISTER slu_filter_is_rooted;

__attribute__((export_name("proxy_on_memory_allocate"))) void *proxy_on_memory_allocate(uint32_t size) {
    return slu_host_allocate(size);
}
SLU_EXPORT(proxy_abi_version_0_2_1) void proxy_abi_version_0_2_1(void) {}

// The traceback of the pending exception, which is cleared; frames of the author's API around it are left out.
static slu_str *pending_traceback(void) {
    slu_value error = slu_catch();
    slu_skip_outer_frames(error, "sluice/");
    slu_str *text = slu_format_exception(error);
    if (text)
        return text;
    slu_error = 0;
    return slu_object_of(error)->type->name;
}

static slu_value report; // the traceback while the collector runs

// No value of the callback is held any more, so that what filled the memory can go before the report is made.
static slu_str *report_of_failure(void) {
    bool full = slu_is_exception(slu_error, &slu_memory_error_type);
    slu_depth = 0;
    slu_handled = 0;
    slu_renew_steps();
    report = slu_of(pending_traceback());
    if (full) {
        slu_add_root(&report);
        slu_collect();
    }
    return (slu_str *)slu_object_of(report);
}

int32_t slu_filter_failed(bool may_respond) {
    slu_str *text = report_of_failure();
    int32_t answer = slu_the_filters.failed(may_respond, text);
    report = 0;
    if (slu_error) { // even reporting failed: say what can be said
        slu_str *name = slu_object_of(slu_catch())->type->name;
        proxy_log(CRITICAL, name->data, name->size);
        answer = may_respond;
    }
    return answer;
}

void slu_filter_initialise(void) {
    slu_unpack_data();
#ifndef SLU_SMALL
    slu_memory_start();
#endif
    slu_memory_limit = SLU_FILTER_MEMORY;
    slu_renew_steps();
    if (!slu_the_filters.start()) {
        slu_str *text = pending_traceback();
        proxy_log(CRITICAL, text->data, text->size);
        slu_filter_is_broken = true;
    }
    slu_callback_end();
}

// Name and root id of the plugin that this callback runs for, as one str.
static slu_str *plugin_key(void) {
    static const char *const paths[] = {"plugin_name", "plugin_root_id"};
    slu_builder builder;
    slu_builder_start(&builder, 32);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t size = 0;
        char *data = NULL;
        proxy_get_property(paths[i], (uint32_t)strlen(paths[i]), &data, &size);
        slu_builder_add_str(&builder, slu_host_str(data, size));
        slu_builder_add_ascii(&builder, "\0", 1);
    }
    return slu_builder_finish(&builder);
}

static slu_tuple *plugin_at(uint32_t place) {
    return (slu_tuple *)slu_object_of(((slu_list *)slu_object_of(plugins))->items->values[place]);
}

// The place of the plugin with this key, or the number of plugins.
static uint32_t find_plugin(const slu_str *key) {
    uint32_t count = ((slu_list *)slu_object_of(plugins))->length, place = 0;
    while (place < count && !slu_str_equal((slu_str *)slu_object_of(plugin_at(place)->items[0]), key))
        place++;
    return place;
}

static bool remember_plugin(const slu_filter_class *known, uint32_t root, slu_value config) {
    if (!slu_filter_is_rooted) {
        slu_filter_is_rooted = true;
        plugins = slu_of(slu_list_new(1));
        slu_add_root(&plugins);
    }
    slu_value filter = known->create(config);
    if (!filter)
        return false;
    slu_str *key = plugin_key();
    slu_value parts[] = {slu_of(key), filter, config, slu_small(root), slu_small(known - slu_filters)};
    slu_value entry = slu_of(slu_tuple_of(parts, 5));
    slu_list *list = (slu_list *)slu_object_of(plugins);
    uint32_t place = find_plugin(key);
    if (place == list->length)
        return slu_list_append(list, entry);
    list->items->values[place] = entry;
    slu_barrier_word(&list->items->values[place], entry);
    return true;
}

// The configuration's text; "" where the proxy has none. NULL: raised.
static slu_str *configuration_text(uint32_t size) {
    char *data = NULL;
    uint32_t given = 0;
    if (size > MAX_CONFIGURATION) {
        slu_raise(slu_the_filters.config_error, "config: %d bytes are more than the %d that a filter takes",
                  (int64_t)size, (int64_t)MAX_CONFIGURATION);
        return NULL;
    }
    uint32_t status = proxy_get_buffer_bytes(PLUGIN_CONFIGURATION, 0, size, &data, &given);
    if (status && status != SLU_NOT_FOUND)
        return slu_host_failed("get_buffer_bytes", status), NULL;
    slu_str *text = slu_host_str(data, given);
    if (text && !slu_wire_is_strict(text))
        return slu_raise(slu_the_filters.config_error, "config: not UTF-8"), NULL;
    return text;
}

static void log_refusal(slu_str *reason) {
    slu_builder message;
    slu_builder_start(&message, 64);
    slu_builder_add_ascii(&message, "configuration refused: ", 23);
    slu_builder_add_str(&message, reason);
    slu_host_log(slu_small(CRITICAL), slu_builder_finish(&message));
}

int32_t slu_filter_configure_as(const slu_filter_class *known, uint32_t root, uint32_t size) {
    if (slu_filter_is_broken) {
        static const char message[] = "the filter's top level raised: see the log above";
        proxy_log(CRITICAL, message, sizeof message - 1);
        return 0;
    }
    slu_str *text = configuration_text(size);
    slu_value config = text ? slu_decode_config(text, known->config, slu_the_filters.config_error) : 0;
    if (config && remember_plugin(known, root, config) &&
        (!slu_the_filters.configured || slu_the_filters.configured(root, config)))
        return 1;
    if (slu_is_exception(slu_error, slu_the_filters.config_error)) {
        log_refusal(slu_exception_message(slu_catch()));
        return 0;
    }
    slu_filter_failed(false);
    return 0;
}

int32_t slu_filter_configure(uint32_t root, uint32_t size) {
    int32_t answer = slu_filter_configure_as(slu_filters, root, size);
    slu_callback_end();
    return answer;
}

// Without a configuration there is nobody to serve: the proxy has sent none, or it was refused.
static slu_value unconfigured(void) {
    return slu_raise(&slu_runtime_error_type, "the filter has not been configured");
}

slu_value slu_filter_shared(uint32_t context) {
    (void)context;
    if (!slu_filter_is_rooted)
        return unconfigured();
    if (SLU_LIKELY(((slu_list *)slu_object_of(plugins))->length == 1))
        return plugin_at(0)->items[1];
    uint32_t place = find_plugin(plugin_key());
    if (place == ((slu_list *)slu_object_of(plugins))->length)
        return unconfigured();
    return plugin_at(place)->items[1];
}

slu_tuple *slu_filter_plugin(uint32_t root) {
    uint32_t count = slu_filter_is_rooted ? ((slu_list *)slu_object_of(plugins))->length : 0;
    for (uint32_t place = 0; place < count; place++)
        if (plugin_at(place)->items[3] == slu_small(root))
            return plugin_at(place);
    unconfigured();
    return NULL;
}
