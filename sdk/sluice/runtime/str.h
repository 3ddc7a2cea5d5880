// str: UTF-8 with its length in bytes and in code points; immutable once Python code can see it.
//
// Lone surrogates are held as three bytes (WTF-8), so that every Python str can be held and bytes that are
// not UTF-8 survive a round trip (surrogateescape). ASCII text has size == length: positions are offsets then.
// Functions that return `slu_str *` return NULL when they raised, unless they cannot.
#pragma once

#include "hash.h"
#include "list.h"
#include "memory.h"
#include "tuple.h"

struct slu_str {
    const slu_type *type;
    uint32_t size;   // bytes
    uint32_t length; // code points
    uint32_t hash;   // 0: not yet computed
    char data[];
};

// A constant of ASCII text: `SLU_STR_CONSTANT(comma, ",")` defines `static slu_str *const comma`.
#define SLU_STR_CONSTANT(name, text)                                                                          \
    static struct {                                                                                           \
        const slu_type *type;                                                                                 \
        uint32_t size, length, hash;                                                                          \
        char data[sizeof(text)];                                                                              \
    } name##_object __attribute__((aligned(8))) = {&slu_str_type, sizeof(text) - 1, sizeof(text) - 1, 0, text}; \
    static slu_str *const __attribute__((unused)) name = (slu_str *)&name##_object

extern struct slu_empty_str_object {
    const slu_type *type;
    uint32_t size, length, hash;
    char data[1];
} slu_empty_str_object;
#define slu_empty_str ((slu_str *)&slu_empty_str_object)

// --- making -------------------------------------------------------------------------------------------------
// Room for `size` bytes that the caller fills; `length` code points. NULL: MemoryError (large ones only).
slu_str *slu_str_allocate(uint64_t size, uint64_t length);
slu_str *slu_str_from_ascii(const char *data, uint32_t size);
// Valid WTF-8 (what another str holds).
slu_str *slu_str_from_text(const char *data, uint32_t size);
// Any bytes: those that are no UTF-8 become lone surrogates (surrogateescape).
slu_str *slu_str_from_bytes(const char *data, uint32_t size);
// A str object whose `data` (`size` bytes) a host has filled: sets length and hash. Returns it, or another
// str when the bytes are not UTF-8.
slu_str *slu_str_adopt(slu_str *str);
slu_str *slu_str_from_code_point(uint32_t code_point);
// The piece of `str` between two byte offsets that lie between code points; `length` code points.
slu_str *slu_str_piece(slu_str *str, uint32_t start, uint32_t end, uint32_t length);

// --- reading ------------------------------------------------------------------------------------------------
SLU_INLINE bool slu_str_is_ascii(const slu_str *str) { return str->size == str->length; }
SLU_INLINE int64_t slu_str_length(const slu_str *str) { return str->length; }
SLU_INLINE int32_t slu_str_truth(const slu_str *str) { return str->size != 0; }
uint32_t slu_str_compute_hash(slu_str *str);
SLU_INLINE int64_t slu_str_hash(slu_str *str) { return str->hash ? str->hash : slu_str_compute_hash(str); }

bool slu_text_equal(const char *left, const char *right, uint32_t size);
SLU_INLINE int32_t slu_str_equal(const slu_str *left, const slu_str *right) {
    if (left == right)
        return 1;
    if (left->size != right->size || (left->hash && right->hash && left->hash != right->hash))
        return 0;
    return slu_text_equal(left->data, right->data, left->size);
}
// Negative, 0, positive, by code points.
int64_t slu_str_compare(const slu_str *left, const slu_str *right);

// The byte offset of the code point at `position` (0 … length).
uint32_t slu_str_offset(const slu_str *str, uint32_t position);
// How many code points lie before a byte offset.
uint32_t slu_str_position(const slu_str *str, uint32_t offset);
// How many code points a valid text has.
uint32_t slu_count_code_points(const char *data, uint32_t size);
// Whether all bytes are ASCII.
bool slu_is_ascii_text(const char *data, uint32_t size);

// Reads the code point at `*offset` and moves on; the text is valid.
uint32_t slu_read_code_point(const char *data, uint32_t *offset);
// Writes 1 to 4 bytes; returns how many.
uint32_t slu_write_code_point(char *data, uint32_t code_point);
SLU_INLINE uint32_t slu_code_point_size(uint32_t code_point) {
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

// --- searching (bytes) --------------------------------------------------------------------------------------
// The offset of the first or last occurrence; -1: none. Count: without overlaps; `piece` is not empty.
int64_t slu_text_find(const char *data, uint32_t size, const char *piece, uint32_t piece_size);
int64_t slu_text_rfind(const char *data, uint32_t size, const char *piece, uint32_t piece_size);
int64_t slu_text_count(const char *data, uint32_t size, const char *piece, uint32_t piece_size);
// An index or None (or 0: left out) as a number, clamped to ± 2 ** 62. false: TypeError.
bool slu_read_bound(slu_value bound, int64_t otherwise, int64_t *result);
// `start` and `end` as find() takes them: negative ones count from the end; *first may lie beyond *last.
bool slu_read_bounds(slu_value start, slu_value end, int64_t length, int64_t *first, int64_t *last);

// --- building -----------------------------------------------------------------------------------------------
// A text that grows, in memory of the nursery; after a failed growth everything written is dropped and
// `slu_builder_finish` returns NULL (MemoryError is raised).
typedef struct slu_builder {
    slu_str *text; // its size is the room
    uint32_t size, length;
    bool failed;
} slu_builder;

void slu_builder_start(slu_builder *builder, uint32_t room);
char *slu_builder_room(slu_builder *builder, uint64_t size); // room for `size` more bytes, or NULL
void slu_builder_add_ascii(slu_builder *builder, const char *data, uint32_t size);
void slu_builder_add(slu_builder *builder, const char *data, uint32_t size, uint32_t length);
void slu_builder_add_str(slu_builder *builder, const slu_str *str);
void slu_builder_add_text(slu_builder *builder, const char *text); // UTF-8 up to a NUL
void slu_builder_add_code_point(slu_builder *builder, uint32_t code_point);
void slu_builder_fill(slu_builder *builder, uint32_t code_point, uint64_t count);
slu_str *slu_builder_finish(slu_builder *builder);

// --- operators ----------------------------------------------------------------------------------------------
slu_str *slu_str_concat(slu_str *left, slu_str *right);
slu_str *slu_str_concat_many(const slu_value *items, uint32_t count);
// Two parts of an f-string: without an array where that is quicker, by the same function where it is smaller.
SLU_INLINE slu_str *slu_str_concat_two(slu_str *left, slu_str *right) {
#ifdef SLU_SMALL
    return slu_str_concat_many((slu_value[]){slu_of(left), slu_of(right)}, 2);
#else
    return slu_str_concat(left, right);
#endif
}
slu_str *slu_str_repeat(slu_str *str, slu_value times);
int32_t slu_str_contains(slu_str *str, slu_str *piece);
// `in` with any left operand. -1: TypeError.
int32_t slu_str_contains_value(slu_value str, slu_value piece);
slu_str *slu_str_get(slu_str *str, int64_t index);
slu_str *slu_str_slice(slu_str *str, int64_t start, int64_t end);
slu_str *slu_str_slice_step(slu_str *str, slu_value start, slu_value end, slu_value step);
// `str[key]`: an index or a slice object.
slu_value slu_str_get_item(slu_value str, slu_value key);
slu_value slu_str_iterate(slu_value str);
slu_str *slu_str_repr(slu_str *str);
slu_str *slu_ascii(slu_value value);
slu_str *slu_str_format_spec(slu_str *str, slu_str *spec);
slu_value slu_str_format_slot(slu_value str, slu_str *spec);
slu_value slu_str_binary(slu_value left, slu_value right, slu_operator operator_); // or NotImplemented; not `%`
slu_value slu_str_compare_slot(slu_value left, slu_value right, slu_comparison operator_);
slu_value slu_str_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords);
slu_str *slu_str_percent(slu_str *format, slu_value arguments);

// --- methods (positions count code points; `start` and `end`: an index or None) -------------------------------
int64_t slu_str_find(slu_str *str, slu_value piece, slu_value start, slu_value end);
int64_t slu_str_rfind(slu_str *str, slu_value piece, slu_value start, slu_value end);
int64_t slu_str_index(slu_str *str, slu_value piece, slu_value start, slu_value end);
int64_t slu_str_rindex(slu_str *str, slu_value piece, slu_value start, slu_value end);
int64_t slu_str_count(slu_str *str, slu_value piece, slu_value start, slu_value end);
int32_t slu_str_startswith(slu_str *str, slu_value prefix, slu_value start, slu_value end);
int32_t slu_str_endswith(slu_str *str, slu_value suffix, slu_value start, slu_value end);
int32_t slu_str_has_prefix(const slu_str *str, const slu_str *prefix);
int32_t slu_str_has_suffix(const slu_str *str, const slu_str *suffix);
slu_str *slu_str_removeprefix(slu_str *str, slu_value prefix);
slu_str *slu_str_removesuffix(slu_str *str, slu_value suffix);
slu_str *slu_str_replace(slu_str *str, slu_value old, slu_value new_text, int64_t count);
slu_list *slu_str_split(slu_str *str, slu_value separator, int64_t most);
slu_list *slu_str_rsplit(slu_str *str, slu_value separator, int64_t most);
slu_list *slu_str_splitlines(slu_str *str, slu_value keep_ends);
slu_tuple *slu_str_partition(slu_str *str, slu_value separator);
slu_tuple *slu_str_rpartition(slu_str *str, slu_value separator);
slu_str *slu_str_strip(slu_str *str, slu_value characters);
slu_str *slu_str_lstrip(slu_str *str, slu_value characters);
slu_str *slu_str_rstrip(slu_str *str, slu_value characters);
slu_str *slu_str_join(slu_str *separator, slu_value iterable);
slu_str *slu_str_center(slu_str *str, int64_t width, slu_value fill);
slu_str *slu_str_ljust(slu_str *str, int64_t width, slu_value fill);
slu_str *slu_str_rjust(slu_str *str, int64_t width, slu_value fill);
slu_str *slu_str_zfill(slu_str *str, int64_t width);
slu_str *slu_str_expandtabs(slu_str *str, int64_t tab_size);
slu_str *slu_str_translate(slu_str *str, slu_value table);
struct slu_dict *slu_str_maketrans(slu_value from, slu_value to, slu_value deleted);
struct slu_bytes *slu_str_encode_plainly(slu_str *str); // as UTF-8; UnicodeEncodeError
struct slu_bytes *slu_str_encode(slu_str *str, slu_value encoding, slu_value errors);
slu_str *slu_str_new(slu_value object, slu_value encoding, slu_value errors);
