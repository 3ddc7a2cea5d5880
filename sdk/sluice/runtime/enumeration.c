// The class of enumerations: iterating, indexing and calling one asks class methods that `lib/enum.py` defines.
#include "enumeration.h"

#include "str.h"

SLU_STR_CONSTANT(call_name, "__class_call__");
SLU_STR_CONSTANT(iter_name, "__class_iter__");
SLU_STR_CONSTANT(len_name, "__class_len__");
SLU_STR_CONSTANT(item_name, "__class_item__");
SLU_STR_CONSTANT(contains_name, "__class_contains__");

static const slu_type *as_type(slu_value value) { return (const slu_type *)slu_object_of(value); }

static slu_value ask(slu_value class_, slu_str *name, const slu_value *arguments, uint32_t count,
                     const slu_tuple *keywords) {
    const slu_member *member = slu_find_member(as_type(class_), name);
    if (!member || !member->function)
        return slu_raise(&slu_type_error_type, "'%T' object is not usable here", class_);
    slu_value all[count + 1];
    all[0] = class_;
    for (uint32_t i = 0; i < count; i++)
        all[i + 1] = arguments[i];
    return slu_call_function(member->function, all, count + 1, keywords);
}

slu_value slu_construct_member(const slu_type *type, const slu_value *arguments, uint32_t count,
                               const slu_tuple *keywords) {
    return ask(slu_of(type), call_name, arguments, count, keywords);
}

static slu_value iterate(slu_value self) { return ask(self, iter_name, NULL, 0, NULL); }
static slu_value get_item(slu_value self, slu_value key) { return ask(self, item_name, &key, 1, NULL); }
static int32_t truth(slu_value self) { return (void)self, 1; }
static int64_t hash(slu_value self) { return (int64_t)(self >> 3); }

static int64_t length(slu_value self) {
    slu_value found = ask(self, len_name, NULL, 0, NULL);
    return found ? slu_index_of(found) : -1;
}

static int32_t contains(slu_value self, slu_value item) {
    slu_value found = ask(self, contains_name, &item, 1, NULL);
    return found ? slu_truth(found) : -1;
}

static bool is_flag(const slu_type *type) {
    SLU_STR_CONSTANT(flag_name, "Flag");
    SLU_STR_CONSTANT(enum_name, "enum");
    for (uint32_t i = 0; i < type->mro_count; i++)
        if (type->mro[i]->module && slu_str_equal(type->mro[i]->name, flag_name) &&
            slu_str_equal(type->mro[i]->module, enum_name))
            return true;
    return false;
}

static slu_value repr(slu_value self) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, is_flag(as_type(self)) ? "<flag '" : "<enum '", 7);
    slu_builder_add_str(&builder, as_type(self)->name);
    slu_builder_add_ascii(&builder, "'>", 2);
    return slu_of(slu_builder_finish(&builder));
}

// Members stay what they are; other names are class variables.
static bool set_attribute(slu_value self, slu_str *name, slu_value item) {
    const slu_member *member = slu_find_member(as_type(self), name);
    if (!member || member->kind != SLU_VARIABLE || !*member->variable || !slu_has_type(*member->variable, as_type(self)))
        return slu_set_attribute_plainly(self, name, item);
    if (item)
        slu_raise_showing(&slu_attribute_error_type, "cannot reassign member %R", slu_of(name));
    else
        slu_raise_showing(&slu_attribute_error_type, "'%N' cannot delete member %R.", as_type(self), slu_of(name));
    return false;
}

static const slu_layout layout = {.size = sizeof(slu_type)};
SLU_STR_CONSTANT(type_name, "EnumType");
SLU_STR_CONSTANT(module_name, "enum");
static const slu_type *const mro[] = {&slu_enumeration_type, &slu_type_type, &slu_object_type};
const slu_type slu_enumeration_type = {.type = &slu_type_type,
                                       .name = (slu_str *)&type_name_object,
                                       .module = (slu_str *)&module_name_object,
                                       .flags = SLU_IS_TYPE | SLU_NO_SUBCLASS,
                                       .mro_count = 3,
                                       .mro = mro,
                                       .layout = &layout,
                                       .native = &slu_type_type,
                                       .repr = repr,
                                       .hash = hash,
                                       .truth = truth,
                                       .length = length,
                                       .iterate = iterate,
                                       .contains = contains,
                                       .get_item = get_item,
                                       .set_attribute = set_attribute};
