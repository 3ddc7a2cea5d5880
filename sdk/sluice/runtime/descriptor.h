// Descriptors that classes of the program define: `__get__`, `__set__`, `__delete__`, `__set_name__`.
#pragma once

#include "object.h"

typedef struct slu_descriptors {
    // What a class variable gives when it is read through an instance (0: through the class). 0: raised.
    slu_value (*get)(slu_value found, slu_value instance, const slu_type *owner);
    // Whether the variable goes before the instance's own attributes.
    bool (*is_data)(slu_value found);
    // A data descriptor takes an item, 0: deletes. false: raised.
    bool (*set)(slu_value found, slu_value instance, slu_value item);
} slu_descriptors;

// What attributes.c asks: NULL until a class of the program has told its variables their names. Programs without
// descriptors never do, and do not link descriptor.c.
extern const slu_descriptors *slu_program_descriptors;

// Tells the variables of a class their names, in the order of the class's body. false: raised.
bool slu_descriptor_tell_names(slu_value class);
