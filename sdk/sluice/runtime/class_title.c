// What is stored in `__name__`, `__qualname__` and `__module__` of classes and functions.
#include "bytes.h"
#include "names.h"
#include "object.h"

// Keeps the names of a class alive that were stored in it: classes are no objects that the collector looks at.
typedef struct titled {
    const slu_type *type;
    slu_value next;
    slu_type *class_;
} titled;

static slu_value first_titled;

static void scan(slu_object *object) {
    titled *kept = (titled *)object;
    slu_visit(&kept->next);
    slu_visit_pointer(&kept->class_->name);
    slu_visit_pointer(&kept->class_->qualified_name);
    slu_visit_pointer(&kept->class_->module);
}
static const slu_layout titled_layout = {.size = sizeof(titled), .scan = scan};
static const slu_type titled_type = {.layout = &titled_layout};

static void keep(slu_type *class_, slu_value title) {
    titled *kept = (titled *)slu_object_of(first_titled);
    while (kept && kept->class_ != class_)
        kept = (titled *)slu_object_of(kept->next);
    if (!kept) {
        kept = slu_allocate(&titled_type, sizeof(titled));
        kept->next = first_titled;
        kept->class_ = class_;
        first_titled = slu_of(kept);
        slu_add_root(&first_titled);
    }
    slu_barrier(kept, title);
}

static bool has(const slu_str *text, char letter) {
    for (uint32_t i = 0; i < text->size; i++)
        if (text->data[i] == letter)
            return true;
    return false;
}

static slu_str **place_of(slu_type *class_, slu_str *name) {
    return slu_str_equal(name, SLU_NAME(name))       ? &class_->name
           : slu_str_equal(name, SLU_NAME(qualname)) ? &class_->qualified_name
                                                     : &class_->module;
}

static bool is_title(slu_str *name) {
    return slu_str_equal(name, SLU_NAME(name)) || slu_str_equal(name, SLU_NAME(qualname)) ||
           slu_str_equal(name, SLU_NAME(module));
}

static bool check_title(const slu_type *class_, slu_str *name, slu_value title) {
    bool is_module = slu_str_equal(name, SLU_NAME(module));
    if (class_->flags & SLU_NAMED_FULLY || !(class_->flags & SLU_IS_INSTANCE)) {
        slu_raise(&slu_type_error_type, "cannot set '%S' attribute of immutable type '%N'", name, class_);
        return false;
    }
    if (!title && !is_module) {
        slu_raise(&slu_type_error_type, "cannot delete '%S' attribute of immutable type '%N'", name, class_);
        return false;
    }
    if (is_module && (!title || !slu_is_str(title))) {
        slu_raise(&slu_type_error_type, "the %S of class '%N' can only be another str", name, class_);
        return false;
    }
    if (!slu_is_str(title)) {
        slu_raise(&slu_type_error_type, "can only assign string to %N.%S, not '%T'", class_, name, title);
        return false;
    }
    slu_str *text = (slu_str *)slu_object_of(title);
    if (!slu_str_equal(name, SLU_NAME(name)))
        return true;
    if (has(text, 0))
        return slu_raise(&slu_value_error_type, "type name must not contain null characters"), false;
    if (class_->flags & (SLU_IS_EXCEPTION | SLU_IS_BYTEARRAY) && has(text, '.')) { // their repr shows the last part
        slu_raise(&slu_type_error_type, "the %S of class '%N' cannot have a point", name, class_);
        return false;
    }
    return slu_str_encode(text, SLU_NOTHING, SLU_NOTHING) != NULL;
}

static bool set_title(const slu_type *type, slu_str *name, slu_value title) {
    if (!is_title(name) || !check_title(type, name, title))
        return false;
    slu_type *class_ = (slu_type *)(uintptr_t)type; // of the program: not constant
    *place_of(class_, name) = (slu_str *)slu_object_of(title);
    keep(class_, title);
    return true;
}

static slu_str *stored_title(const slu_function *function, slu_str *name) {
    slu_dict *stored = (slu_dict *)slu_object_of(function->attributes);
    slu_value title = stored ? slu_dict_find_str(stored, name) : 0;
    return title && slu_is_str(title) ? (slu_str *)slu_object_of(title) : NULL;
}

bool slu_check_title(slu_value owner, slu_str *name, slu_value title) {
    slu_set_title = set_title;
    slu_stored_title = stored_title;
    if (!slu_is(owner, SLU_IS_FUNCTION) || !is_title(name) || slu_str_equal(name, SLU_NAME(module)))
        return true;
    if (title && slu_is_str(title))
        return true;
    return slu_raise(&slu_type_error_type, "%S must be set to a string object", name), false;
}
