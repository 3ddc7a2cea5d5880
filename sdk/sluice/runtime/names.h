// The special names that the runtime itself looks up: `SLU_NAME(init)` is the str "__init__".
#pragma once

#include "str.h"

#define SLU_NAMES(X)                                                                                          \
    X(init, "__init__") X(new, "__new__") X(repr, "__repr__") X(str, "__str__") X(format, "__format__")       \
    X(hash, "__hash__") X(bool, "__bool__") X(len, "__len__") X(iter, "__iter__") X(next, "__next__")         \
    X(contains, "__contains__") X(getitem, "__getitem__") X(setitem, "__setitem__")                           \
    X(delitem, "__delitem__") X(missing, "__missing__") X(call, "__call__") X(getattr, "__getattr__")         \
    X(getattribute, "__getattribute__") X(setattr, "__setattr__") X(delattr, "__delattr__")                   \
    X(index, "__index__") X(int, "__int__") X(float, "__float__") X(class, "__class__") X(dict, "__dict__")   \
    X(name, "__name__") X(qualname, "__qualname__") X(module, "__module__") X(doc, "__doc__")                 \
    X(mro, "__mro__") X(bases, "__bases__") X(cause, "__cause__") X(context, "__context__")                   \
    X(traceback, "__traceback__") X(suppress_context, "__suppress_context__") X(args, "args")                 \
    X(value, "value") X(enter, "__enter__") X(exit, "__exit__") X(reversed, "__reversed__")                   \
    X(keys, "keys") X(items, "items") X(eq, "__eq__") X(ne, "__ne__") X(lt, "__lt__") X(le, "__le__")         \
    X(gt, "__gt__") X(ge, "__ge__") X(neg, "__neg__") X(pos, "__pos__") X(invert, "__invert__")               \
    X(abs, "__abs__") X(match_args, "__match_args__") X(get, "get") X(send, "send") X(throw, "throw")         \
    X(close, "close") X(self, "__self__") X(func, "__func__") X(length_hint, "__length_hint__")               \
    X(code, "code") X(wrapped, "__wrapped__") X(defaults, "__defaults__") X(annotations, "__annotations__")   \
    X(start, "start") X(stop, "stop") X(step, "step") X(notes, "__notes__") X(slots, "__slots__")     \
    X(await, "__await__") X(aiter, "__aiter__") X(anext, "__anext__") X(aenter, "__aenter__")                  \
    X(aexit, "__aexit__") X(descriptor_get, "__get__") X(descriptor_set, "__set__")                           \
    X(descriptor_delete, "__delete__") X(set_name, "__set_name__")

typedef struct slu_static_name {
    const slu_type *type;
    uint32_t size, length, hash;
    char data[24];
} slu_static_name;

#define SLU_DECLARE_NAME(name, text) extern slu_static_name slu_name_##name;
SLU_NAMES(SLU_DECLARE_NAME)
#define SLU_NAME(name) ((slu_str *)&slu_name_##name)
