// Types as values: lookup of members, tests, the types that have no module of their own.
#include "type.h"

#include "names.h"
#include "object.h"
#include "program.h"
#include "special.h"

#define CACHE_PLACES 256u

bool slu_is_subtype(const slu_type *type, const slu_type *of) {
    if (type == of)
        return true;
    for (uint32_t i = 1; i < type->mro_count; i++)
        if (type->mro[i] == of)
            return true;
    return false;
}

int32_t slu_is_of_class(slu_value value, slu_value class) {
    return slu_has_type(value, (const slu_type *)slu_object_of(class));
}

int32_t slu_is_instance(slu_value value, slu_value classes) {
    if (slu_is(classes, SLU_IS_TYPE))
        return slu_has_type(value, (const slu_type *)slu_object_of(classes));
    if (slu_is(classes, SLU_IS_TUPLE)) {
        slu_tuple *tuple = (slu_tuple *)slu_object_of(classes);
        int32_t found = 0;
        for (uint32_t i = 0; i < tuple->length && !found; i++)
            found = slu_is_instance(value, tuple->items[i]);
        return found;
    }
    slu_raise(&slu_type_error_type, "isinstance() arg 2 must be a type, a tuple of types, or a union");
    return -1;
}

int32_t slu_is_subclass(slu_value type, slu_value classes) {
    if (!slu_is(type, SLU_IS_TYPE)) {
        slu_raise(&slu_type_error_type, "issubclass() arg 1 must be a class");
        return -1;
    }
    if (slu_is(classes, SLU_IS_TYPE))
        return slu_is_subtype((slu_type *)slu_object_of(type), (slu_type *)slu_object_of(classes));
    if (slu_is(classes, SLU_IS_TUPLE)) {
        slu_tuple *tuple = (slu_tuple *)slu_object_of(classes);
        int32_t found = 0;
        for (uint32_t i = 0; i < tuple->length && !found; i++)
            found = slu_is_subclass(type, tuple->items[i]);
        return found;
    }
    slu_raise(&slu_type_error_type, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
    return -1;
}

const slu_member *slu_find_own_member(const slu_type *type, slu_str *name) {
    for (uint32_t i = 0; i < type->member_count; i++)
        if (slu_str_equal(type->members[i].name, name))
            return &type->members[i];
    if (type->flags & SLU_IS_INSTANCE)
        return NULL;
    for (uint32_t i = 0; i < slu_builtin_method_count; i++) {
        const slu_builtin_method *row = &slu_builtin_methods[i];
        bool owned = row->type == type || (!row->type->mro_count && row->type->flags & type->flags);
        if (owned && slu_str_equal(row->member.name, name))
            return &row->member;
    }
    return NULL;
}

slu_word slu_no_hash = {.pointer = &slu_none_object};

// A class variable without a value: the search goes on in the bases.
static bool is_unset(const slu_member *member) {
    return member && member->kind == SLU_VARIABLE && !*member->variable;
}

// Names that stay where they are (constants of the program) are remembered with what they meant.
const slu_member *slu_find_member(const slu_type *type, slu_str *name) {
    static struct {
        const slu_type *type;
        const slu_str *name;
        const slu_member *member;
    } cache[CACHE_PLACES];
    uint32_t place = (uint32_t)(((uintptr_t)type >> 3) * 31 + ((uintptr_t)name >> 3)) % CACHE_PLACES;
    if (cache[place].type == type && cache[place].name == name && !is_unset(cache[place].member))
        return cache[place].member;
    const slu_member *member = NULL;
    bool skipped = false; // a class variable that a later store may set: nothing to remember
    for (uint32_t i = 0; i < type->mro_count && !member; i++) {
        member = slu_find_own_member(type->mro[i], name);
        if (is_unset(member)) {
            member = NULL;
            skipped = true;
        }
    }
    if (!skipped && slu_is_constant(name)) {
        cache[place].type = type;
        cache[place].name = name;
        cache[place].member = member;
    }
    return member;
}

const slu_slot *slu_find_slot(const slu_type *type, slu_str *name) {
    for (uint32_t i = 0; i < type->slot_count; i++)
        if (slu_str_equal(type->slots[i].name, name))
            return &type->slots[i];
    return NULL;
}

slu_value slu_class_of(slu_value value) { return slu_of(slu_type_of(value)); }
slu_str *slu_own_name(const slu_type *type) {
    return type->flags & SLU_NAMED_FULLY ? type->qualified_name : type->name;
}

slu_str *slu_type_qualified_name(slu_value value) {
    const slu_type *type = slu_type_of(value);
    return type->qualified_name ? type->qualified_name : type->name;
}
slu_str *slu_type_name(slu_value value) { return slu_own_name(slu_type_of(value)); }

// --- object ---------------------------------------------------------------------------------------------------

static slu_value object_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                                  const slu_tuple *keywords) {
    (void)arguments;
    if (count || keywords)
        return slu_raise(&slu_type_error_type, "%N() takes no arguments", type);
    return slu_of(slu_new_instance(type, type->layout->size));
}

slu_value slu_bare_instance(const slu_type *type) {
    if (!type->abstract)
        return slu_of(slu_new_instance(type, type->layout->size));
    return slu_raise(&slu_type_error_type, "Can't instantiate abstract class %N with abstract %S", type,
                     type->abstract);
}

slu_value slu_object_new(void) { return slu_of(slu_new_instance(&slu_object_type, 8)); }

// `module.Name`, without the module of built-in classes.
static void add_title(slu_builder *builder, const slu_type *type) {
    SLU_STR_CONSTANT(builtins_name, "builtins");
    if (type->module && !slu_str_equal(type->module, builtins_name)) {
        slu_builder_add_str(builder, type->module);
        slu_builder_add_ascii(builder, ".", 1);
    }
    slu_builder_add_str(builder, type->qualified_name ? type->qualified_name : type->name);
}

void slu_builder_add_address(slu_builder *builder, slu_value value) {
    char text[] = " at 0x00000000";
    uint64_t address = (uint64_t)slu_small_value(slu_identity(value));
    for (int place = 13; place > 5; place--, address >>= 4)
        text[place] = "0123456789abcdef"[address & 15];
    slu_builder_add_ascii(builder, text, 14);
}

// `<module.Name object at 0x…>`.
static slu_value object_repr(slu_value self) {
    const slu_type *type = slu_type_of(self);
    slu_builder builder;
    slu_builder_start(&builder, 40);
    slu_builder_add_ascii(&builder, "<", 1);
    add_title(&builder, type);
    slu_builder_add_ascii(&builder, " object", 7);
    slu_builder_add_address(&builder, self);
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

static const slu_layout object_layout = {.size = 8};
SLU_STR_CONSTANT(object_name, "object");
static const slu_type *const object_mro[] = {&slu_object_type};
// These stand in the program's table of methods for every built-in type with one of their flags; nothing is an
// instance of them.
const slu_type slu_any_iterator_type = {.type = &slu_type_type, .flags = SLU_IS_ITERATOR};
const slu_type slu_any_final_type = {.type = &slu_type_type,
                                     .flags = SLU_NO_SUBCLASS | SLU_IS_ITERATOR | SLU_IS_TYPE};

const slu_type slu_object_type = {.type = &slu_type_type,
                                  .name = (slu_str *)&object_name_object,
                                  .mro_count = 1,
                                  .mro = object_mro,
                                  .layout = &object_layout,
                                  .construct = object_construct,
                                  .repr = object_repr,
                                  .hash = slu_special_identity_hash};

// --- type -----------------------------------------------------------------------------------------------------

static slu_value type_repr(slu_value self) {
    const slu_type *type = (const slu_type *)slu_object_of(self);
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<class '", 8);
    add_title(&builder, type);
    slu_builder_add_ascii(&builder, "'>", 2);
    return slu_of(slu_builder_finish(&builder));
}

static int64_t type_hash(slu_value self) { return (int64_t)(self >> 3); }

static slu_value type_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                                const slu_tuple *keywords) {
    (void)type;
    if (count == 1 && !keywords)
        return slu_class_of(arguments[0]);
    return slu_raise(&slu_type_error_type, "type() takes 1 or 3 arguments");
}

static const slu_layout type_layout = {.size = sizeof(slu_type)};
SLU_STR_CONSTANT(type_name, "type");
static const slu_type *const type_mro[] = {&slu_type_type, &slu_object_type};
const slu_type slu_type_type = {.type = &slu_type_type,
                                .name = (slu_str *)&type_name_object,
                                .flags = SLU_IS_TYPE,
                                .mro_count = 2,
                                .mro = type_mro,
                                .layout = &type_layout,
                                .construct = type_construct,
                                .repr = type_repr,
                                .hash = type_hash};

// --- None, Ellipsis, NotImplemented -----------------------------------------------------------------------------

static slu_value singleton_repr(slu_value self) {
    SLU_STR_CONSTANT(none_text, "None");
    SLU_STR_CONSTANT(ellipsis_text, "Ellipsis");
    SLU_STR_CONSTANT(not_implemented_text, "NotImplemented");
    if (self == SLU_NONE)
        return slu_of(none_text);
    return slu_of(self == SLU_ELLIPSIS ? ellipsis_text : not_implemented_text);
}

static int32_t none_truth(slu_value self) { return (void)self, 0; }
static int64_t singleton_hash(slu_value self) { return (int64_t)(self >> 3); }

// type(None)() is None; `called`: what CPython calls the type there.
#define SINGLETON(id, title, called, truth_)                                                                \
    SLU_STR_CONSTANT(id##_name, title);                                                                     \
    static const slu_type *const id##_mro[] = {&slu_##id##_type, &slu_object_type};                       \
    static slu_value construct_##id(const slu_type *type, const slu_value *arguments, uint32_t count,        \
                                    const slu_tuple *keywords) {                                              \
        (void)type, (void)arguments, (void)keywords;                                                          \
        return count ? slu_raise(&slu_type_error_type, called " takes no arguments") : slu_of(&slu_##id##_object); \
    }                                                                                                         \
    const slu_type slu_##id##_type = {.type = &slu_type_type,                                               \
                                        .name = (slu_str *)&id##_name_object,                               \
                                        .flags = SLU_NO_SUBCLASS,                                             \
                                        .mro_count = 2,                                                       \
                                        .mro = id##_mro,                                                    \
                                        .layout = &object_layout,                                             \
                                        .construct = construct_##id,                                          \
                                        .repr = singleton_repr,                                               \
                                        .hash = singleton_hash,                                               \
                                        .truth = truth_};                                                     \
    _Alignas(8) slu_object slu_##id##_object = {&slu_##id##_type};
SINGLETON(none, "NoneType", "NoneType", none_truth)
SINGLETON(ellipsis, "ellipsis", "EllipsisType", NULL)
SINGLETON(not_implemented, "NotImplementedType", "NotImplementedType", NULL)
