// The Proxy-Wasm callbacks of a filter. The compiler emits one export for each callback that the filter
// defines, made of the functions below, and a `slu_filter_class` that says what they work on.
#pragma once

#include "config.h"
#include "object.h"
#include "steps.h"

#define SLU_EXPORT(name) __attribute__((export_name(#name)))

// A filter class of the module. Where there is one, only its first two fields are set.
typedef struct slu_filter_class {
    const slu_shape *config;               // NULL: HttpFilter[None], any configuration but {} is refused
    slu_value (*create)(slu_value config); // an instance; 0: raised
    const slu_type *type;
    slu_str *root_id;
    slu_str *on_error;
    bool is_shared; // one object serves all streams of a plugin
    bool changes_request, changes_response; // whether its callback may replace a body
} slu_filter_class;
extern const slu_filter_class slu_filters[];
extern const uint32_t slu_filter_count;

// What the compiler tells about all of them; the functions are sluice.api.boundary's, with C signatures.
typedef struct slu_filter_program {
    const slu_type *config_error;  // sluice.api.boundary.ConfigError
    bool (*start)(void);           // runs the top level of every module; false: it raised
    int32_t (*failed)(int32_t may_respond, slu_str *traceback); // logs, counts, answers as on_error says
    bool (*configured)(uint32_t root, slu_value config);        // starts hooks and timers; NULL: there are none
} slu_filter_program;
extern const slu_filter_program slu_the_filters;

// _initialize: the modules' top level.
void slu_filter_initialise(void);
// proxy_on_configure.
int32_t slu_filter_configure(uint32_t root, uint32_t size);
// The same for a filter that is known; nothing is collected afterwards.
int32_t slu_filter_configure_as(const slu_filter_class *known, uint32_t root, uint32_t size);
// A plugin's (key, filter object, configuration, root context, place in slu_filters). NULL: raised.
slu_tuple *slu_filter_plugin(uint32_t root);

// The filter object of a stream, for classes without state per request: one object serves all streams of a plugin.
slu_value slu_filter_shared(uint32_t context);
// For classes with state: made by create_context, dropped by delete_context.
slu_value slu_filter_own(uint32_t context);
void slu_filter_create_context(uint32_t context, uint32_t parent);
void slu_filter_delete_context(uint32_t context);

// Modules with several filters (several_filters.c): the filter of the callback that runs.
extern const slu_filter_class *slu_current_filter;
int32_t slu_filters_configure(uint32_t root, uint32_t size);
void slu_filters_create_context(uint32_t context, uint32_t parent);
slu_value slu_filters_find(uint32_t context);
// Takes note of what a stream's filter object is; `filter` may be the plugin's own.
slu_value slu_filter_keep(uint32_t context, slu_value filter);
slu_value slu_filter_kept(uint32_t context); // 0: there is none

// A callback raised: the answer for the proxy. Nothing is pending afterwards.
int32_t slu_filter_failed(bool may_respond) SLU_COLD;

// Every callback ends with this, when no value is held any more: the collector runs.
SLU_INLINE void slu_callback_end(void) {
    slu_renew_steps();
    slu_depth = 0;
    slu_handled = 0;
    slu_collect();
}
