// What `object` itself does: the defaults that a class's own special methods call.
#pragma once

#include "object.h"

// object.__setattr__ and object.__delattr__: the class's own __setattr__ is not asked. false: raised.
bool slu_object_set_attribute(slu_value self, slu_value name, slu_value item);
bool slu_object_delete_attribute(slu_value self, slu_value name);

// Class.__new__(class, ...): a fresh instance, no __init__ called. `class` derives from the built-in class that
// takes the arguments (object takes none and ignores them). 0: raised.
slu_value slu_new_plain(slu_value class, const slu_value *arguments, uint32_t count);
