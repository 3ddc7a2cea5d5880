// How arguments reach parameters, with CPython's messages.
#include "names.h"
#include "object.h"

static uint32_t named_count(const slu_signature *signature) {
    return signature->positional + signature->keyword_only;
}

static slu_value default_of(const slu_signature *signature, const slu_function *callee, uint32_t index) {
    const slu_default *known = &signature->defaults[index];
    if (known->captured)
        return callee->captured[known->captured - 1];
    return known->variable ? *known->variable : known->constant.value;
}

static bool has_default(const slu_signature *signature, uint32_t index) {
    const slu_default *known = &signature->defaults[index];
    return known->present;
}

static const char *plural(int64_t count) { return count == 1 ? "" : "s"; }

static void raise_too_many(const slu_signature *signature, slu_str *name, uint32_t given, const slu_value *bound) {
    int64_t most = signature->positional, least = signature->required_positional;
    uint32_t keyword_only = 0;
    for (uint32_t i = signature->positional; i < named_count(signature); i++)
        keyword_only += bound[i] != 0;
    const char *verb = given == 1 && !keyword_only ? "was" : "were";
    if (keyword_only && least < most) {
        slu_raise(&slu_type_error_type,
                  "%S() takes from %d to %d positional arguments but %d positional argument%s (and %d keyword-only "
                  "argument%s) were given",
                  name, least, most, (int64_t)given, plural(given), (int64_t)keyword_only, plural(keyword_only));
        return;
    }
    if (keyword_only) {
        slu_raise(&slu_type_error_type,
                  "%S() takes %d positional argument%s but %d positional argument%s (and %d keyword-only "
                  "argument%s) were given",
                  name, most, plural(most), (int64_t)given, plural(given), (int64_t)keyword_only,
                  plural(keyword_only));
        return;
    }
    if (least < most)
        slu_raise(&slu_type_error_type, "%S() takes from %d to %d positional argument%s but %d %s given", name,
                  least, most, plural(most), (int64_t)given, verb);
    else
        slu_raise(&slu_type_error_type, "%S() takes %d positional argument%s but %d %s given", name, most,
                  plural(most), (int64_t)given, verb);
}

// 'a', 'b', and 'c'
static slu_str *list_names(const slu_signature *signature, const slu_value *bound, uint32_t from, uint32_t to,
                           int64_t count) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    int64_t written = 0;
    for (uint32_t i = from; i < to; i++) {
        if (bound[i] || has_default(signature, i))
            continue;
        if (written && count > 2)
            slu_builder_add_ascii(&builder, ", ", 2);
        else if (written)
            slu_builder_add_ascii(&builder, " ", 1);
        if (written && written == count - 1)
            slu_builder_add_ascii(&builder, "and ", 4);
        slu_builder_add_ascii(&builder, "'", 1);
        slu_builder_add_str(&builder, signature->names[i]);
        slu_builder_add_ascii(&builder, "'", 1);
        written++;
    }
    return slu_builder_finish(&builder);
}

static bool is_method(const slu_signature *signature) {
    return signature->builtin == 2 || signature->builtin == 3 || signature->builtin == 6;
}

// The first argument that a C function misses, as CPython names it.
static void raise_missing(const slu_signature *signature, slu_str *name, const slu_value *bound) {
    uint32_t place = 0, self = is_method(signature);
    while (bound[place] || has_default(signature, place))
        place++;
    int64_t required = signature->required_positional - self;
    if (place < signature->positional_only)
        slu_raise(&slu_type_error_type, "%S() takes at least %d positional argument%s (%d given)", name, required,
                  plural(required), (int64_t)place - self);
    else
        slu_raise(&slu_type_error_type, "%S() missing required argument '%S' (pos %d)", name,
                  signature->names[place], (int64_t)place + 1 - self);
}

// Fills defaults; false: some are missing in [from, to).
static bool fill(const slu_signature *signature, slu_function *callee, slu_value *bound, uint32_t from,
                 uint32_t to, const char *kind) {
    int64_t missing = 0;
    for (uint32_t i = from; i < to; i++)
        if (!bound[i]) {
            if (has_default(signature, i))
                bound[i] = default_of(signature, callee, i);
            else
                missing++;
        }
    if (!missing)
        return true;
    if (signature->builtin)
        return raise_missing(signature, callee->info->name, bound), false;
    slu_raise(&slu_type_error_type, "%S() missing %d required %s argument%s: %S", slu_function_title(callee),
              missing, kind, plural(missing), list_names(signature, bound, from, to, missing));
    return false;
}

static bool bind_keyword(const slu_signature *signature, slu_function *callee, slu_value *bound, slu_dict *rest,
                         slu_str *name, slu_value item) {
    slu_str *title = signature->builtin ? callee->info->name : slu_function_title(callee);
    for (uint32_t i = signature->positional_only; i < named_count(signature); i++)
        if (slu_str_equal(signature->names[i], name)) {
            if (bound[i]) {
                slu_raise(&slu_type_error_type, "%S() got multiple values for argument '%S'", title, name);
                return false;
            }
            bound[i] = item;
            return true;
        }
    if (rest)
        return slu_dict_set(rest, slu_of(name), item);
    for (uint32_t i = 0; i < signature->positional_only; i++)
        if (slu_str_equal(signature->names[i], name)) {
            slu_raise(&slu_type_error_type,
                      "%S() got some positional-only arguments passed as keyword arguments: '%S'", title, name);
            return false;
        }
    if (signature->builtin)
        slu_raise(&slu_type_error_type, "'%S' is an invalid keyword argument for %S()", name, title);
    else
        slu_raise(&slu_type_error_type, "%S() got an unexpected keyword argument '%S'", title, name);
    return false;
}

// `owner.name` or `module.name` of a C function.
static slu_str *full_name(const slu_function_info *info) {
    SLU_STR_CONSTANT(builtins_name, "builtins");
    if ((info->signature->builtin & 2) || slu_str_equal(info->module, builtins_name))
        return info->qualified_name;
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_str(&builder, info->module);
    slu_builder_add_ascii(&builder, ".", 1);
    slu_builder_add_str(&builder, info->qualified_name);
    return slu_builder_finish(&builder);
}

// A method that was called without an object.
static void raise_unbound(const slu_function_info *info) {
    int64_t owner = (int64_t)info->qualified_name->size - info->name->size - 1;
    if (info->signature->builtin == 6)
        slu_raise(&slu_type_error_type, "descriptor '%S' of '%S' object needs an argument", info->name,
                  slu_str_from_ascii(info->qualified_name->data, (uint32_t)owner));
    else
        slu_raise(&slu_type_error_type, "unbound method %S() needs an argument", info->qualified_name);
}

// The number of arguments of a C function, as CPython complains about it. false: raised.
static bool check_count(const slu_signature *signature, const slu_function_info *info, int64_t given, int64_t named) {
    int64_t self = is_method(signature), most = signature->positional - self;
    int64_t least = signature->required_positional - self;
    given -= self;
    if (given < 0)
        return raise_unbound(info), false;
    bool only_positional = !signature->keyword_only && (signature->positional_only == signature->positional || most == 0);
    int64_t all = most + signature->keyword_only;
    if (named && only_positional && !signature->keyword_rest) {
        slu_raise(&slu_type_error_type, "%S() takes no keyword arguments", full_name(info));
        return false;
    }
    bool is_enough = given >= least || ((named || !only_positional) && signature->builtin != 4);
    if (signature->rest || (given <= most && is_enough))
        return true;
    bool is_wrapper = signature->builtin == 6, too_few = given < least;
    int64_t bound = signature->builtin == 4 ? 1 : too_few ? least : most;
    const char *side = too_few ? "least" : "most", *ending = plural(bound);
    slu_str *title = is_wrapper ? slu_empty_str : info->name; // CPython has no name for these, but its space
    if (is_wrapper || signature->builtin == 4)
        most = is_wrapper ? most : least;
    else if (!only_positional && given + named > all)
        return slu_raise(&slu_type_error_type, "%S() takes at most %d argument%s (%d given)", title, all, plural(all),
                         given + named), false;
    else if (most == 0 && signature->keyword_only)
        return slu_raise(&slu_type_error_type, "%S() takes no positional arguments", title), false;
    else if (signature->builtin == 3)
        return slu_raise(&slu_type_error_type, "%S() takes at %s %d argument%s (%d given)", title, side, bound, ending,
                         given), false;
    else if (!only_positional)
        return slu_raise(&slu_type_error_type, "%S() takes %s %d positional argument%s (%d given)", title,
                         least == most ? "exactly" : "at most", most, plural(most), given), false;
    else if (most == 0)
        return slu_raise(&slu_type_error_type, "%S() takes no arguments (%d given)", full_name(info), given), false;
    else if (most == 1 && least == 1)
        return slu_raise(&slu_type_error_type, "%S() takes exactly one argument (%d given)", full_name(info), given), false;
    const char *gap = is_wrapper && most < 2 ? "" : " ";
    if (most == least)
        slu_raise(&slu_type_error_type, "%S%sexpected %d argument%s, got %d", title, gap, bound, ending, given);
    else
        slu_raise(&slu_type_error_type, "%S%sexpected at %s %d argument%s, got %d", title, gap, side, bound, ending, given);
    return false;
}

bool slu_check_receiver(slu_value self, const slu_type *owner, const slu_function *method) {
    if (slu_has_type(self, owner))
        return true;
    slu_raise(&slu_type_error_type, "descriptor '%S' requires a '%N' object but received a '%T'", method->info->name,
              owner, self);
    return false;
}

bool slu_bind_arguments(const slu_signature *signature, slu_function *callee, const slu_value *arguments,
                        uint32_t count, const slu_tuple *keywords, slu_value *bound) {
    uint32_t named = named_count(signature), given = count - (keywords ? keywords->length : 0);
    if (signature->builtin && !check_count(signature, callee->info, given, count - given))
        return false;
    uint32_t direct = given < signature->positional ? given : signature->positional;
    for (uint32_t i = 0; i < direct; i++)
        bound[i] = arguments[i];
    for (uint32_t i = direct; i < named; i++)
        bound[i] = 0;
    slu_dict *rest = signature->keyword_rest ? slu_dict_new() : NULL;
    for (uint32_t i = 0; keywords && i < keywords->length; i++)
        if (!bind_keyword(signature, callee, bound, rest, (slu_str *)slu_object_of(keywords->items[i]),
                          arguments[given + i]))
            return false;
    if (given > signature->positional && !signature->rest) {
        raise_too_many(signature, slu_function_title(callee), given, bound);
        return false;
    }
    uint32_t next = named;
    if (signature->rest)
        bound[next++] = slu_of(given > direct ? slu_tuple_of(arguments + direct, given - direct) : slu_empty_tuple);
    if (rest)
        bound[next] = slu_of(rest);
    return fill(signature, callee, bound, 0, signature->positional, "positional") &&
           fill(signature, callee, bound, signature->positional, named, "keyword-only");
}
