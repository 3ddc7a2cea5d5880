// Reading and writing attributes by name, as CPython orders it: properties of the class, the instance's own
// values, everything else of the class.
#include "descriptor.h"
#include "names.h"
#include "object.h"
#include "program.h"
#include "special.h"

#define KNOWN_SLOTS 64

// Emitted into programs that have FLOAT slots; others do not carry floats because of this file.
slu_value slu_slot_float_box(double number) __attribute__((weak));
bool (*SLU_REGISTER slu_set_title)(const slu_type *type, slu_str *name, slu_value title);
// Set in programs with descriptors of their own; elsewhere a class variable is only a value.
const slu_descriptors *slu_program_descriptors;

void *slu_slot_at(slu_value instance, uint32_t offset) {
    slu_object *object = slu_object_of(instance);
    const slu_type *type = object->type;
    if (!(type->flags & SLU_TAIL_SLOTS))
        return (char *)object + offset;
    const slu_layout *layout = type->layout;
    uint32_t size = layout->size + *(uint32_t *)((char *)object + layout->counted) * layout->unit;
    return (char *)object + ((size + 7) & ~7u) + offset;
}

static slu_value load_slot(slu_value instance, const slu_slot *slot) {
    void *place = slu_slot_at(instance, slot->offset);
    if (slot->kind != SLU_SLOT_FLOAT)
        return *(slu_value *)place;
    double number = *(double *)place;
    return slu_is_unset_float(number) ? 0 : slu_slot_float_box(number);
}

// Slots that a name of the program was found to mean in a class that has no other attribute called so and looks up
// none of its attributes itself: classes do not change.
static struct {
    const slu_type *type;
    const slu_str *name;
    const slu_slot *slot;
} known_slots[KNOWN_SLOTS];

static uint32_t known_place(const slu_type *type, const slu_str *name) {
    return (uint32_t)(((uintptr_t)type >> 3) * 31 + ((uintptr_t)name >> 3)) % KNOWN_SLOTS;
}

static const slu_slot *known_slot(const slu_type *type, const slu_str *name) {
    uint32_t place = known_place(type, name);
    return known_slots[place].type == type && known_slots[place].name == name ? known_slots[place].slot : NULL;
}

static void remember_slot(const slu_type *type, slu_str *name, const slu_slot *slot) {
    bool asks = type->get_attribute || (type->native && type->native->get_attribute) || slu_program_descriptors;
    if (asks || !slu_is_constant(name))
        return;
    uint32_t place = known_place(type, name);
    known_slots[place].type = type;
    known_slots[place].name = name;
    known_slots[place].slot = slot;
}

static slu_value *open_dict(slu_value instance) {
    const slu_type *type = slu_type_of(instance);
    if (slu_is_small(instance) || !type->dict_place)
        return NULL;
    return slu_slot_at(instance, type->dict_place - 1);
}

// A function found in a class binds to what it was found through; one that CPython has in C does not.
static slu_value bind(slu_value found, slu_value receiver, const slu_type *type) {
    const slu_type *kind = slu_type_of(found);
    if (slu_is(found, SLU_IS_FUNCTION) && kind != &slu_builtin_type && kind != &slu_method_wrapper_type)
        return slu_bound_method_new(found, receiver);
    return slu_program_descriptors ? slu_program_descriptors->get(found, receiver, type) : found;
}

slu_value slu_bind_found(slu_value found, slu_value receiver) { return bind(found, receiver, slu_type_of(receiver)); }

static slu_value from_class(slu_value found, const slu_type *type) {
    return found && slu_program_descriptors ? slu_program_descriptors->get(found, 0, type) : found;
}

static bool is_data_descriptor(const slu_member *member) {
    return slu_program_descriptors && member && member->kind == SLU_VARIABLE && *member->variable &&
           slu_program_descriptors->is_data(*member->variable);
}

static slu_value from_member(const slu_member *member, slu_value receiver, const slu_type *type) {
    switch (member->kind) {
    case SLU_METHOD:
        return slu_bound_method_new(slu_of(member->function), receiver);
    case SLU_STATIC_METHOD:
        return slu_of(member->function);
    case SLU_CLASS_METHOD:
        return slu_bound_method_new(slu_of(member->function), slu_of(type));
    case SLU_PROPERTY:
        return member->function->entry(member->function, &receiver, 1, NULL);
    case SLU_VARIABLE:
        return *member->variable ? bind(*member->variable, receiver, type) : 0;
    }
    return 0;
}

// An attribute of a class as a value: nothing binds but class methods.
static slu_value type_attribute(slu_value self, slu_str *name) {
    const slu_type *type = (const slu_type *)slu_object_of(self);
    if (slu_str_equal(name, SLU_NAME(name)))
        return slu_of(slu_own_name(type));
    if (slu_str_equal(name, SLU_NAME(qualname)))
        return slu_of(type->qualified_name ? type->qualified_name : type->name);
    const slu_member *member = slu_find_member(type, name);
    if (member) {
        if (member->kind == SLU_CLASS_METHOD)
            return slu_bound_method_new(slu_of(member->function), self);
        if (member->kind == SLU_VARIABLE)
            return from_class(*member->variable, type);
        return slu_of(member->function);
    }
    if (slu_str_equal(name, SLU_NAME(module))) {
        SLU_STR_CONSTANT(builtins_name, "builtins");
        return slu_of(type->module ? type->module : builtins_name);
    }
    if (slu_str_equal(name, SLU_NAME(mro))) {
        slu_tuple *mro = slu_tuple_new(type->mro_count);
        for (uint32_t i = 0; i < type->mro_count; i++)
            mro->items[i] = slu_of(type->mro[i]);
        return slu_of(mro);
    }
    if (slu_str_equal(name, SLU_NAME(bases)) && type->bases) {
        uint32_t count = 0;
        while (type->bases[count])
            count++;
        slu_tuple *bases = slu_tuple_new(count);
        for (uint32_t i = 0; i < count; i++)
            bases->items[i] = slu_of(type->bases[i]);
        return slu_of(bases);
    }
    if (slu_str_equal(name, SLU_NAME(class)))
        return slu_of(type->type);
    return 0;
}

bool slu_has_own_member(slu_value class, slu_str *name) {
    const slu_member *member = slu_find_own_member((const slu_type *)slu_object_of(class), name);
    return member && (member->kind != SLU_VARIABLE || *member->variable);
}

// The attribute or 0; slu_error only when looking it up raised.
static slu_value find_attribute(slu_value receiver, slu_str *name) {
    if (slu_is(receiver, SLU_IS_TYPE))
        return type_attribute(receiver, name);
    const slu_type *type = slu_type_of(receiver);
    const slu_member *member = slu_find_member(type, name);
    if ((member && member->kind == SLU_PROPERTY) || is_data_descriptor(member))
        return from_member(member, receiver, type);
    const slu_slot *slot = slu_find_slot(type, name);
    if (slot) {
        if (!member)
            remember_slot(type, name, slot);
        slu_value item = load_slot(receiver, slot);
        if (item)
            return item;
    }
    slu_value *dict = open_dict(receiver);
    if (dict && *dict) {
        slu_value item = slu_dict_find_str((slu_dict *)slu_object_of(*dict), name);
        if (item)
            return item;
    }
    if (member)
        return from_member(member, receiver, type);
    if (slu_str_equal(name, SLU_NAME(class)))
        return slu_of(type);
    if (dict && slu_str_equal(name, SLU_NAME(dict)))
        return slu_vars(receiver);
    if (type->flags & SLU_IS_INSTANCE && slu_str_equal(name, SLU_NAME(module)))
        return slu_of(type->module);
    return 0;
}

slu_value slu_find_attribute(slu_value receiver, slu_str *name) {
    const slu_type *type = slu_type_of(receiver);
    const slu_type *asked = type->get_attribute ? type : type->native;
    if (asked && asked->get_attribute && !(asked->flags & SLU_IS_INSTANCE)) {
        slu_value found = asked->get_attribute(receiver, name);
        if (found || slu_error)
            return found;
    }
    return find_attribute(receiver, name);
}

bool slu_no_attribute(slu_value value, slu_str *name) {
    if (slu_is(value, SLU_IS_TYPE))
        slu_raise(&slu_attribute_error_type, "type object '%N' has no attribute '%S'", slu_object_of(value), name);
    else
        slu_raise(&slu_attribute_error_type, "'%T' object has no attribute '%S'", value, name);
    slu_exception *raised = slu_pending();
    slu_value pair[] = {slu_of(name), value};
    if (raised->type == &slu_attribute_error_type) {
        raised->extra = slu_of(slu_tuple_of(pair, 2)); // its `name` and `obj`
        slu_barrier(raised, raised->extra);
    }
    return true;
}

slu_value slu_get_attribute(slu_value receiver, slu_str *name) {
    const slu_type *type = slu_type_of(receiver);
    const slu_slot *slot = known_slot(type, name);
    slu_value item = SLU_LIKELY(slot != NULL) ? load_slot(receiver, slot) : 0;
    if (SLU_LIKELY(item != 0))
        return item;
    if (SLU_UNLIKELY(type->get_attribute && (type->flags & SLU_IS_INSTANCE)))
        return type->get_attribute(receiver, name);
    slu_value found = slu_find_attribute(receiver, name);
    if (SLU_UNLIKELY(!found && !slu_error))
        slu_no_attribute(receiver, name);
    return found;
}

slu_value slu_get_attribute_or(slu_value receiver, slu_str *name, slu_value otherwise) {
    slu_value found = slu_get_attribute(receiver, name);
    if (!found && slu_clear_if(&slu_attribute_error_type))
        return otherwise;
    return found;
}

slu_value slu_match_attribute(slu_value receiver, slu_str *name) {
    return slu_get_attribute_or(receiver, name, 0);
}

static bool slot_refuses(const slu_slot *slot, slu_value item) {
    switch (slot->kind) {
    case SLU_SLOT_VALUE:
        return false;
    case SLU_SLOT_INT:
        return !slu_is_int(item);
    case SLU_SLOT_FLOAT:
        return !slu_is_float(item);
    case SLU_SLOT_BOOL:
        return item != slu_bool(0) && item != slu_bool(1);
    case SLU_SLOT_POINTER:
        return !slu_has_type(item, slot->expected);
    case SLU_SLOT_MAYBE:
        return item != slu_of(&slu_none_object) && !slu_has_type(item, slot->expected);
    }
    return true;
}

static bool store_slot(slu_value instance, const slu_slot *slot, slu_value item) {
    void *place = slu_slot_at(instance, slot->offset);
    if (!item) {
        if (!load_slot(instance, slot))
            return slu_no_attribute(instance, slot->name), false;
        if (slot->kind == SLU_SLOT_FLOAT)
            *(double *)place = slu_unset_float();
        else
            *(slu_value *)place = 0;
        return true;
    }
    if (slot_refuses(slot, item)) {
        slu_raise(&slu_type_error_type, "attribute '%S' of '%T' was declared with another type than %T", slot->name,
                  instance, item);
        return false;
    }
    if (slot->kind == SLU_SLOT_FLOAT) {
        *(double *)place = ((slu_float *)slu_object_of(item))->number;
        return true;
    }
    *(slu_value *)place = item;
    slu_barrier(slu_object_of(instance), item);
    return true;
}

static bool set_on_type(slu_value self, slu_str *name, slu_value item) {
    const slu_type *type = (const slu_type *)slu_object_of(self);
    for (uint32_t i = 0; i < type->member_count; i++) {
        const slu_member *member = &type->members[i];
        if (member->kind == SLU_VARIABLE && slu_str_equal(member->name, name)) {
            if (!item && !*member->variable)
                return slu_no_attribute(self, name), false;
            *member->variable = item;
            slu_keep_young();
            return true;
        }
    }
    if (slu_set_title && (slu_set_title(type, name, item) || slu_error))
        return !slu_error;
    if (type->flags & SLU_IS_INSTANCE)
        slu_raise(&slu_type_error_type, "attribute '%S' of class '%N' cannot be changed at run time", name, type);
    else
        slu_raise(&slu_type_error_type, "cannot set '%S' attribute of immutable type '%N'", name, type);
    return false;
}

static bool set_property(slu_value receiver, const slu_member *member, slu_value item) {
    slu_function *function = item ? member->setter : member->deleter;
    if (!function && slu_is(receiver, SLU_IS_TUPLE)) { // a field of a named tuple
        slu_raise(&slu_attribute_error_type, item ? "can't set attribute" : "can't delete attribute");
        return false;
    }
    if (!function) {
        slu_raise(&slu_attribute_error_type, "property '%S' of '%T' object has no %s", member->name, receiver,
                  item ? "setter" : "deleter");
        return false;
    }
    slu_value arguments[] = {receiver, item};
    return function->entry(function, arguments, item ? 2 : 1, NULL) != 0;
}

// object.__setattr__
bool slu_set_attribute_plainly(slu_value receiver, slu_str *name, slu_value item) {
    if (slu_is(receiver, SLU_IS_TYPE))
        return set_on_type(receiver, name, item);
    const slu_type *type = slu_type_of(receiver);
    const slu_member *member = slu_find_member(type, name);
    if (member && member->kind == SLU_PROPERTY)
        return set_property(receiver, member, item);
    if (is_data_descriptor(member))
        return slu_program_descriptors->set(*member->variable, receiver, item);
    const slu_slot *slot = slu_find_slot(type, name);
    if (slot && !member)
        remember_slot(type, name, slot);
    if (slot)
        return store_slot(receiver, slot, item);
    if (type->native && type->native->set_attribute) {
        if (type->native->set_attribute(receiver, name, item))
            return true;
        if (slu_error)
            return false;
    }
    slu_value *dict = open_dict(receiver);
    if (!dict) {
        if (member && type->flags & SLU_IS_INSTANCE)
            slu_raise(&slu_attribute_error_type, "'%T' object attribute '%S' is read-only", receiver, name);
        else
            slu_no_attribute(receiver, name);
        return false;
    }
    if (!*dict) {
        if (!item)
            return slu_no_attribute(receiver, name), false;
        *dict = slu_of(slu_dict_new());
        slu_barrier(slu_object_of(receiver), *dict);
    }
    slu_dict *open = (slu_dict *)slu_object_of(*dict);
    if (item)
        return slu_dict_set(open, slu_of(name), item);
    int32_t deleted = slu_dict_discard(open, slu_of(name));
    if (deleted == 0)
        slu_no_attribute(receiver, name);
    return deleted > 0;
}

bool slu_set_attribute(slu_value receiver, slu_str *name, slu_value item) {
    const slu_type *type = slu_type_of(receiver);
    const slu_slot *slot = type->set_attribute ? NULL : known_slot(type, name);
    if (SLU_LIKELY(slot != NULL))
        return store_slot(receiver, slot, item);
    if (type->set_attribute) {
        if (type->set_attribute(receiver, name, item))
            return true;
        if (slu_error || type->flags & SLU_IS_INSTANCE)
            return false;
        return slu_no_attribute(receiver, name), false;
    }
    return slu_set_attribute_plainly(receiver, name, item);
}

// The instance's own attributes: its dict where it has no slots, else a new one, slots first.
slu_value slu_vars(slu_value receiver) {
    const slu_type *type = slu_type_of(receiver);
    if (!(type->flags & SLU_IS_INSTANCE) || slu_is_small(receiver))
        return slu_raise(&slu_type_error_type, "vars() argument must have __dict__ attribute");
    slu_value *dict = open_dict(receiver);
    if (dict && *dict && !type->slot_count)
        return *dict;
    slu_dict *found = slu_dict_new();
    for (uint32_t i = 0; i < type->slot_count; i++) {
        slu_value item = load_slot(receiver, &type->slots[i]);
        if (item && !slu_dict_set(found, slu_of(type->slots[i].name), item))
            return 0;
    }
    if (dict && *dict && !slu_dict_update(found, *dict))
        return 0;
    return slu_of(found);
}

static slu_str *attribute_name(slu_value name) {
    if (slu_is_str(name))
        return (slu_str *)slu_object_of(name);
    slu_raise(&slu_type_error_type, "attribute name must be string, not '%T'", name);
    return NULL;
}

slu_value slu_getattr(slu_value receiver, slu_value name, slu_value otherwise) {
    slu_str *text = attribute_name(name);
    if (!text)
        return 0;
    return otherwise ? slu_get_attribute_or(receiver, text, otherwise) : slu_get_attribute(receiver, text);
}

int32_t slu_hasattr(slu_value receiver, slu_value name) {
    slu_str *text = attribute_name(name);
    if (!text)
        return -1;
    if (slu_get_attribute_or(receiver, text, 0))
        return 1;
    return slu_error ? -1 : 0;
}

bool slu_setattr(slu_value receiver, slu_value name, slu_value item) {
    slu_str *text = attribute_name(name);
    return text && slu_check_title(receiver, text, item) && slu_set_attribute(receiver, text, item);
}

bool slu_delattr(slu_value receiver, slu_value name) {
    slu_str *text = attribute_name(name);
    return text && slu_check_title(receiver, text, 0) && slu_set_attribute(receiver, text, 0);
}

slu_function *slu_find_special(slu_value receiver, slu_str *name) {
    const slu_member *member = slu_find_member(slu_type_of(receiver), name);
    if (!member)
        return NULL;
    if (member->kind == SLU_VARIABLE)
        return slu_is(*member->variable, SLU_IS_FUNCTION) ? (slu_function *)slu_object_of(*member->variable) : NULL;
    return member->function;
}

// `def __init_subclass__` that uses variables of a function around: a class method that is kept in a variable.
static bool is_hook(const slu_member *member, const slu_str *name) {
    static const char title[] = "__init_subclass__";
    return member->kind == SLU_VARIABLE && name->size == sizeof title - 1 &&
           slu_text_equal(name->data, title, sizeof title - 1) && slu_is(*member->variable, SLU_IS_FUNCTION);
}

// super(class, self).name: the search goes on behind `class` in the mro of self.
slu_value slu_super_get(slu_value class, slu_value self, slu_str *name) {
    const slu_type *behind = (const slu_type *)slu_object_of(class);
    bool on_class = slu_is(self, SLU_IS_TYPE) && slu_is_subtype((slu_type *)slu_object_of(self), behind);
    const slu_type *type = on_class ? (const slu_type *)slu_object_of(self) : slu_type_of(self);
    uint32_t place = 0;
    while (place < type->mro_count && type->mro[place] != behind)
        place++;
    for (place++; place < type->mro_count; place++) {
        const slu_type *base = type->mro[place];
        const slu_member *member = slu_find_own_member(base, name);
        if (!member)
            continue;
        if (on_class && is_hook(member, name))
            return slu_bound_method_new(*member->variable, self);
        if (on_class && member->kind != SLU_CLASS_METHOD)
            return member->kind == SLU_VARIABLE ? from_class(*member->variable, type) : slu_of(member->function);
        return from_member(member, self, type);
    }
    return slu_raise(&slu_attribute_error_type, "'super' object has no attribute '%S'", name);
}
