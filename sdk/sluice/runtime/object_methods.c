// The methods that every object has: what `super().__setattr__(…)` and `object.__new__(cls)` reach.
#include "object_methods.h"

#include "names.h"
#include "native_methods.h"
#include "program.h"
#include "special.h"

static slu_str *name_of(slu_value name) {
    if (slu_is_str(name))
        return (slu_str *)slu_object_of(name);
    slu_raise(&slu_type_error_type, "attribute name must be string, not '%T'", name);
    return NULL;
}

bool slu_object_set_attribute(slu_value self, slu_value name, slu_value item) {
    slu_str *text = name_of(name);
    return text && slu_set_attribute_plainly(self, text, item);
}

bool slu_object_delete_attribute(slu_value self, slu_value name) {
    slu_str *text = name_of(name);
    return text && slu_set_attribute_plainly(self, text, 0);
}

slu_value slu_object_get_attribute(slu_value self, slu_value name) {
    slu_str *text = name_of(name);
    slu_value found = text ? slu_find_attribute(self, text) : 0;
    if (!found && !slu_error)
        slu_no_attribute(self, text);
    return found;
}

// Whether the built-in type has methods of its own for what `object` does by identity: the row of `object` is
// then only found by its name.
static bool is_own(slu_value self) {
    return slu_is(self, SLU_IS_STR | SLU_IS_BYTES | SLU_IS_BYTEARRAY | SLU_IS_LIST | SLU_IS_TUPLE | SLU_IS_DICT |
                            SLU_IS_SET | SLU_IS_FROZENSET);
}

slu_str *slu_object_repr(slu_value self) { return (slu_str *)slu_object_of(slu_object_type.repr(self)); }

static slu_value equal_natively(slu_value self, slu_value other) {
    const slu_type *native = slu_native_type(self);
    if (slu_is_int(self))
        return slu_int_compare_slot(self, other, SLU_EQUAL);
    if (native->compare)
        return native->compare(self, other, SLU_EQUAL);
    return self == other ? slu_bool(1) : SLU_NOT_IMPLEMENTED;
}

slu_value slu_object_equal(slu_value self, slu_value other) {
    return !is_own(self) ? equal_natively(self, other) : self == other ? slu_bool(1) : SLU_NOT_IMPLEMENTED;
}

slu_value slu_object_not_equal(slu_value self, slu_value other) {
    const slu_type *type = slu_type_of(self); // its `__eq__`, or that of the built-in type below
    slu_value equal = type->native && type->compare ? type->compare(self, other, SLU_EQUAL) : equal_natively(self, other);
    if (!equal || equal == SLU_NOT_IMPLEMENTED)
        return equal;
    int32_t truth = slu_truth(equal);
    return truth < 0 ? 0 : slu_bool(!truth);
}

slu_value slu_object_hash(slu_value self) {
    const slu_type *native = is_own(self) ? &slu_object_type : slu_native_type(self);
    int64_t hash = slu_is_int(self) ? slu_int_hash(self) : native->hash ? native->hash(self) : slu_unhashable(self);
    return hash == -1 ? 0 : slu_int_from_int64(hash);
}

slu_str *slu_object_format(slu_value self, slu_value spec) {
    if (!slu_is_str(spec))
        return slu_raise(&slu_type_error_type, "__format__() argument must be str, not %T", spec), NULL;
    const slu_type *native = slu_native_type(self);
    if (native->format)
        return (slu_str *)slu_object_of(native->format(self, (slu_str *)slu_object_of(spec)));
    if (((slu_str *)slu_object_of(spec))->size)
        return slu_raise(&slu_type_error_type, "unsupported format string passed to %T.__format__", self), NULL;
    return slu_str_of(self);
}

bool slu_object_init(slu_value self, slu_tuple *arguments, slu_dict *keywords) {
    if (!arguments->length && !keywords->length)
        return true;
    const slu_type *type = slu_type_of(self);
    bool own_init = slu_find_member(type, SLU_NAME(init)) != slu_find_own_member(&slu_object_type, SLU_NAME(init));
    bool own_new = slu_find_member(type, SLU_NAME(new)) != slu_find_own_member(&slu_object_type, SLU_NAME(new));
    if (!own_init && (own_new || slu_native_type(self) != &slu_object_type))
        return true; // `__new__` has taken them
    slu_raise(&slu_type_error_type, "%N.__init__() takes exactly one argument (the instance to initialize)",
              own_init ? &slu_object_type : type);
    return false;
}

slu_value slu_object_make(slu_value class, slu_tuple *arguments, slu_dict *keywords) {
    if (!slu_is(class, SLU_IS_TYPE))
        return slu_raise(&slu_type_error_type, "object.__new__(X): X is not a type object (%T)", class);
    const slu_type *type = (const slu_type *)slu_object_of(class);
    (void)keywords;
    if (type->native == &slu_object_type || type == &slu_object_type)
        return slu_bare_instance(type);
    return slu_new_plain(class, arguments->items, arguments->length); // the row of `object` stands for int's too
}

slu_value slu_new_plain(slu_value class, const slu_value *arguments, uint32_t count) {
    if (!slu_is(class, SLU_IS_TYPE))
        return slu_raise(&slu_type_error_type, "object.__new__(X): X is not a type object (%T)", class);
    const slu_type *type = (const slu_type *)slu_object_of(class);
    if (type->native == &slu_object_type || type == &slu_object_type)
        return slu_bare_instance(type);
    if (type->flags & SLU_IS_EXCEPTION)
        slu_exception_init_behind_new = slu_exception_init_of_call;
    if (type->native)
        return slu_new_of_native(type, arguments, count, NULL, true); // lists and dicts are filled by __init__
    if (type->flags & (SLU_IS_LIST | SLU_IS_DICT | SLU_IS_SET | SLU_IS_BYTEARRAY))
        count = 0;
    if (type->flags & SLU_IS_EXCEPTION && slu_is_subtype(type, &slu_unicode_error_type))
        return slu_new_exception(type, arguments, count); // `__init__` looks at the arguments
    if (type->construct)
        return type->construct(type, arguments, count, NULL);
    return slu_raise(&slu_type_error_type, "cannot create '%N' instances", type);
}
