// Instances of classes of the program that build on a built-in type.
#include "bytes.h"
#include "dict.h"
#include "int.h"
#include "names.h"
#include "object.h"
#include "set.h"
#include "special.h"

// Syntax errors only; there where the program names the class.
bool slu_syntax_error_init(slu_value self) __attribute__((weak));
bool slu_unicode_error_init(slu_value self) __attribute__((weak));

// The built-in value's head and content go to the front of the instance; its own words follow, empty.
static slu_value around(const slu_type *type, slu_value content, uint32_t head) {
    if (!content)
        return 0;
    uint32_t size = type->layout->size;
    char *made = slu_allocate(type, size);
    memcpy(made + sizeof(slu_object), (char *)slu_object_of(content) + sizeof(slu_object), head - sizeof(slu_object));
    memset(made + head, 0, size - head);
    return slu_of(made);
}

// The same for text and tuples: the slots stand behind the items.
static slu_value with_tail(const slu_type *type, slu_value content, const slu_type *native) {
    if (!content)
        return 0;
    const slu_layout *layout = native->layout;
    slu_object *source = slu_object_of(content);
    uint32_t size = layout->size + *(uint32_t *)((char *)source + layout->counted) * layout->unit;
    uint32_t whole = ((size + 7) & ~7u) + type->layout->tail_count * (uint32_t)sizeof(slu_value);
    char *made = slu_allocate_large(type, whole);
    if (!made)
        return 0;
    memcpy(made + sizeof(slu_object), (char *)source + sizeof(slu_object), size - sizeof(slu_object));
    memset(made + size, 0, whole - size);
    return slu_of(made);
}

slu_value slu_new_of_native(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords, bool has_init) {
    const slu_type *native = type->native;
    uint32_t flags = type->flags;
    if (flags & SLU_IS_EXCEPTION) {
        uint32_t positional = count - (keywords && has_init ? keywords->length : 0);
        if (keywords && !has_init)
            return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
        slu_unicode_error_show = slu_str_of;
        slu_value made = slu_new_exception(type, arguments, positional);
        if (slu_is_subtype(type, &slu_os_error_type))
            return slu_os_error_take_files(made) ? made : 0;
        bool done = has_init || ((!slu_syntax_error_init || slu_syntax_error_init(made)) &&
                                 (!slu_unicode_error_init || slu_unicode_error_init(made)));
        return done ? made : 0;
    }
    bool mutable = flags & (SLU_IS_LIST | SLU_IS_DICT | SLU_IS_SET | SLU_IS_BYTEARRAY);
    slu_value content = mutable && has_init ? native->construct(native, NULL, 0, NULL)
                                            : native->construct(native, arguments, count, keywords);
    if (flags & (SLU_IS_STR | SLU_IS_BYTES | SLU_IS_TUPLE))
        return with_tail(type, content, native);
    if (flags & SLU_IS_LIST)
        return around(type, content, sizeof(slu_list));
    if (flags & SLU_IS_DICT)
        return around(type, content, sizeof(slu_dict));
    if (flags & (SLU_IS_SET | SLU_IS_FROZENSET))
        return around(type, content, sizeof(slu_set));
    if (flags & SLU_IS_BYTEARRAY)
        return around(type, content, sizeof(slu_bytearray));
    if (flags & SLU_IS_FLOAT)
        return around(type, content, 16);
    if (flags & SLU_IS_INT && content) {
        slu_int_object *made = slu_allocate(type, type->layout->size);
        memset((char *)made + sizeof(slu_object), 0, type->layout->size - sizeof(slu_object));
        made->number = slu_int_plain(content);
        return slu_of(made);
    }
    return content;
}
