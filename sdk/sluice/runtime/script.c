// How a script starts and speaks: `print`, and the text of an uncaught exception on stderr.
#include "names.h"
#include "program.h"

__attribute__((import_module("env"), import_name("sluice_print"))) void sluice_print(int32_t stream,
                                                                                       const char *text,
                                                                                       uint32_t size);

void slu_write(int32_t stream, const char *text, uint32_t size) { sluice_print(stream, text, size); }

// Runs the program; 0, or 1 after an uncaught exception, or SystemExit's code.
int32_t slu_script_run(bool (*start)(void)) {
#ifndef SLU_SMALL
    slu_memory_start();
#endif
    if (start())
        return 0;
    slu_value error = slu_catch();
    if (slu_is_exception(error, &slu_system_exit_type)) {
        slu_tuple *arguments = (slu_tuple *)slu_object_of(((slu_exception *)slu_object_of(error))->arguments);
        slu_value code = arguments->length ? arguments->items[0] : SLU_NONE;
        if (code == SLU_NONE)
            return 0;
        if (slu_is_small(code))
            return (int32_t)slu_small_value(code);
        slu_str *text = slu_str_of(code);
        if (text) {
            slu_write(2, text->data, text->size);
            slu_write(2, "\n", 1);
        }
        return 1;
    }
    slu_add_source_line = slu_add_line_of_source;
    slu_str *text = slu_format_exception(error);
    if (text) {
        slu_write(2, text->data, text->size);
        slu_write(2, "\n", 1);
    }
    return 1;
}
