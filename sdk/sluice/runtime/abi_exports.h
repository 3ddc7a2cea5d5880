// The Proxy-Wasm callbacks of a filter. The compiler emits one export for each callback that the filter
// defines, made of the functions below, and a `slu_filter_class` that says what they work on.
#pragma once

#include "config.h"
#include "object.h"
#include "steps.h"

#define SLU_EXPORT(name) __attribute__((export_name(#name)))

// What the compiler tells about the filter; the functions are sluice.api.boundary's, with C signatures.
typedef struct slu_filter_class {
    const slu_shape *config;       // NULL: HttpFilter[None], any configuration but {} is refused
    const slu_type *config_error;  // sluice.api.boundary.ConfigError
    bool (*start)(void);           // runs the top level of every module; false: it raised
    slu_value (*create)(slu_value config);          // an instance; 0: raised
    int32_t (*failed)(int32_t may_respond, slu_str *traceback); // logs, counts, answers as on_error says
    bool (*configured)(uint32_t root, slu_value config);        // starts hooks and timers; NULL: there are none
} slu_filter_class;
extern const slu_filter_class slu_the_filter;

// _initialize: the modules' top level.
void slu_filter_initialise(void);
// proxy_on_configure.
int32_t slu_filter_configure(uint32_t root, uint32_t size);

// The filter object of a stream, for classes without state per request: one object serves all streams of a plugin.
slu_value slu_filter_shared(uint32_t context);
// For classes with state: made by create_context, dropped by delete_context.
slu_value slu_filter_own(uint32_t context);
void slu_filter_create_context(uint32_t context, uint32_t parent);
void slu_filter_delete_context(uint32_t context);

// A callback raised: the answer for the proxy. Nothing is pending afterwards.
int32_t slu_filter_failed(bool may_respond) SLU_COLD;

// Every callback ends with this, when no value is held any more: the collector runs.
SLU_INLINE void slu_callback_end(void) {
    slu_renew_steps();
    slu_depth = 0;
    slu_handled = 0;
    slu_collect();
}
