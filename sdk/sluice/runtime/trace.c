// What programs have that recurse, or may raise again what they have caught: a frame comes many times then.
#include "error.h"
#include "int.h"
#include "object.h"
#include "str.h"

bool slu_too_deep(void) {
    slu_raise(&slu_recursion_error_type, "maximum recursion depth exceeded");
    return true;
}

void slu_handled_set(slu_value exception) {
    slu_add_origin = slu_add_origin_of;
    slu_handled = exception;
}

void slu_handled_set_inside(slu_value exception) { slu_handled_set(exception ? exception : slu_handled_outside); }

static void add_repeated(slu_builder *builder, int64_t repeated) {
    if (repeated <= 3)
        return;
    slu_builder_add_text(builder, "  [Previous line repeated ");
    slu_builder_add_str(builder, slu_int64_to_str(repeated - 3));
    slu_builder_add_text(builder, repeated - 3 > 1 ? " more times]\n" : " more time]\n");
}

// After three equal lines CPython says how many more there were: deep recursion.
void slu_add_repeating_trace(slu_builder *builder, slu_value trace) {
    const slu_trace_entry *last = NULL;
    int64_t repeated = 0;
    for (; trace; trace = ((slu_trace_entry *)slu_object_of(trace))->next) {
        const slu_trace_entry *entry = (slu_trace_entry *)slu_object_of(trace);
        if (last && last->place == entry->place && last->line == entry->line) {
            repeated++;
        } else {
            add_repeated(builder, repeated);
            repeated = 1;
        }
        if (repeated <= 3)
            slu_add_entry(builder, entry);
        last = entry;
    }
    add_repeated(builder, repeated);
}
