// What OrderedDict has beyond dict (lib/collections/_ordered_dict.py).
#pragma once

#include "dict.h"

slu_value slu_ordered_keys(slu_dict *dict);
slu_value slu_ordered_values(slu_dict *dict);
slu_value slu_ordered_items(slu_dict *dict);
slu_value slu_ordered_iterate(slu_dict *dict);
slu_value slu_ordered_reversed(slu_dict *dict);
extern const slu_type slu_odict_iterator_type, slu_odict_keys_type, slu_odict_values_type, slu_odict_items_type;
