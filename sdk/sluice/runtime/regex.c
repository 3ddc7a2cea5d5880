// Regular expressions: runs the programs that lib/re/_compiler.py writes (its docstring lists the words).
//
// Backtracking with a stack of our own: never recursion on the text, only on look-arounds and atomic groups,
// whose depth the pattern limits. Every step counts against a budget: a pattern that explodes ends in a
// RuntimeError, not in a worker that hangs.
#include "regex.h"

#include "bytes.h"
#include "error.h"
#include "unicode.h"
#include "steps.h"

enum {
    OP_MATCH, OP_CHAR, OP_ANY, OP_ANY_ALL, OP_SET, OP_SPLIT, OP_JUMP, OP_SAVE, OP_AT, OP_BACKREF, OP_LOOK,
    OP_ATOMIC, OP_REPEAT_ONE, OP_LOOP, OP_UNTIL_MAX, OP_UNTIL_MIN, OP_LAZY_MORE, OP_COND, OP_FAIL,
};
enum { AT_START, AT_LINE_START, AT_END, AT_LINE_END, AT_STRING_END, AT_BOUNDARY, AT_INSIDE, AT_UNI_BOUNDARY, AT_UNI_INSIDE };
enum { GREEDY, LAZY, POSSESSIVE };
enum { SET_NEGATED = 1, SET_IGNORES_CASE = 2, SET_ASCII_CASE = 4 };
enum { HEAD_MARKS, HEAD_SLOTS, HEAD_SIZE };
enum { CHOICE = -1, FAILED = -1, RAISED = -2, LOCAL_WORDS = 768 };

#define STEP_LIMIT 20000000u
#define STEPS_A_STEP 8 // of the matcher that take as long as one round of a loop
#define STACK_LIMIT (4u * 1024 * 1024) // words

typedef struct matcher {
    const int32_t *code;
    const char *text;
    uint32_t end;   // byte offset where the text ends for this call
    uint32_t start; // where this attempt began
    bool wide;      // the text is a str that is not ASCII: characters of 1 to 4 bytes
    bool whole;     // the match must reach the end
    bool must_advance;
    int32_t *slots; // marks (two a group), last closed group, two for every counted loop; -1: not set
    int32_t *stack; // entries of three words: see `run`
    uint32_t top, room, steps;
    slu_value subject; // for messages
} matcher;

// --- characters

SLU_INLINE uint32_t read_character(const matcher *m, uint32_t *offset) {
    uint8_t byte = (uint8_t)m->text[*offset];
    if (!m->wide || byte < 0x80) {
        ++*offset;
        return byte;
    }
    return slu_read_code_point(m->text, offset);
}

SLU_INLINE uint32_t step_back(const matcher *m, uint32_t offset) {
    --offset;
    if (m->wide)
        while (((uint8_t)m->text[offset] & 0xc0) == 0x80)
            --offset;
    return offset;
}

static bool is_word(uint32_t c, bool unicode) {
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    return unicode && (slu_unicode_has(&slu_unicode_alpha, c) || slu_unicode_has(&slu_unicode_numeric, c));
}

static bool in_category(int32_t category, uint32_t c) {
    bool found = category / 2 == 0   ? slu_decimal_value(c) >= 0
                 : category / 2 == 1 ? slu_is_space(c)
                                     : is_word(c, true);
    return found != (category & 1);
}

// set: flags, four words of bits for ASCII, count and categories, count and ranges beyond ASCII.
static bool is_listed(const int32_t *set, uint32_t c) {
    if (c < 0x80)
        return ((uint32_t)set[1 + (c >> 5)] >> (c & 31)) & 1;
    const int32_t *word = set + 5;
    for (int32_t count = *word++; count > 0; count--)
        if (in_category(*word++, c))
            return true;
    for (int32_t count = *word++; count > 0; count--, word += 2)
        if (c >= (uint32_t)word[0] && c <= (uint32_t)word[1])
            return true;
    return false;
}

static uint32_t to_case(const slu_case_mapping *mapping, uint32_t c) {
    uint32_t result[3];
    return slu_map_case(mapping, c, result) == 1 ? result[0] : c;
}

static uint32_t other_case(const int32_t *set, uint32_t c) {
    if (c < 0x80 || (set[0] & SET_ASCII_CASE))
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? c ^ 32 : c;
    uint32_t lower = to_case(&slu_case_lower, c);
    return lower != c ? lower : to_case(&slu_case_upper, c);
}

static bool in_set(const int32_t *set, uint32_t c) {
    bool found = is_listed(set, c);
    if (!found && (set[0] & SET_IGNORES_CASE))
        found = is_listed(set, other_case(set, c));
    return found != (set[0] & SET_NEGATED);
}

// One character by CHAR, ANY, ANY_ALL or SET at `*offset`; moves on when it matches.
SLU_INLINE bool match_one(const matcher *m, const int32_t *item, uint32_t *offset) {
    if (*offset >= m->end)
        return false;
    uint32_t next = *offset;
    uint32_t c = read_character(m, &next);
    bool found = item[0] == OP_CHAR  ? c == (uint32_t)item[1]
                 : item[0] == OP_SET ? in_set(item + 2, c)
                 : item[0] == OP_ANY ? c != '\n'
                                     : true;
    if (found)
        *offset = next;
    return found;
}

static bool is_word_at(const matcher *m, uint32_t offset, bool unicode) {
    return offset < m->end && is_word(read_character(m, &offset), unicode);
}

static bool is_at(const matcher *m, int32_t what, uint32_t offset) {
    switch (what) {
    case AT_START:
        return offset == 0;
    case AT_LINE_START:
        return offset == 0 || m->text[offset - 1] == '\n';
    case AT_END:
        return offset == m->end || (offset + 1 == m->end && m->text[offset] == '\n');
    case AT_LINE_END:
        return offset == m->end || m->text[offset] == '\n';
    case AT_STRING_END:
        return offset == m->end;
    }
    if (m->end == 0)
        return false; // as CPython: neither \b nor \B matches in an empty text
    bool unicode = what >= AT_UNI_BOUNDARY;
    bool before = offset > 0 && is_word_at(m, step_back(m, offset), unicode);
    bool boundary = before != is_word_at(m, offset, unicode);
    return boundary == (what == AT_BOUNDARY || what == AT_UNI_BOUNDARY);
}

// --- the stack

static bool grow(matcher *m) {
    if (m->room >= STACK_LIMIT)
        return slu_raise(&slu_memory_error_type, "the regular expression needs too much memory on this text"), false;
    slu_bytes *fresh = slu_bytes_allocate((uint64_t)m->room * 2 * sizeof(int32_t) + 8);
    if (!fresh)
        return false;
    int32_t *words = (int32_t *)(((uintptr_t)fresh->data + 7) & ~(uintptr_t)7);
    __builtin_memcpy(words, m->stack, m->top * sizeof(int32_t));
    m->stack = words;
    m->room *= 2;
    return true;
}

SLU_INLINE bool push(matcher *m, int32_t kind, int32_t offset, int32_t extra) {
    if (SLU_UNLIKELY(m->top + 3 > m->room) && !grow(m))
        return false;
    int32_t *entry = m->stack + m->top;
    entry[0] = kind;
    entry[1] = offset;
    entry[2] = extra;
    m->top += 3;
    return true;
}

// Sets a slot so that backtracking restores it.
SLU_INLINE bool set_slot(matcher *m, int32_t slot, int32_t word) {
    if (!push(m, -1 - slot, m->slots[slot], 0))
        return false;
    m->slots[slot] = word;
    return true;
}

// Success of a look-around or atomic group: no way back into it, but its marks can still be undone.
static void drop_choices(matcher *m, uint32_t base) {
    uint32_t kept = base;
    for (uint32_t at = base; at < m->top; at += 3)
        if (m->stack[at] < 0) {
            __builtin_memmove(m->stack + kept, m->stack + at, 3 * sizeof(int32_t));
            kept += 3;
        }
    m->top = kept;
}

static void undo_all(matcher *m, uint32_t base) {
    for (; m->top > base; m->top -= 3) {
        const int32_t *entry = m->stack + m->top - 3;
        if (entry[0] < 0)
            m->slots[-1 - entry[0]] = entry[1];
    }
}

// --- running

typedef struct place {
    int32_t pc;
    uint32_t offset;
} place;

// Goes back to the last choice above `base`. false: there is none.
static bool back_up(matcher *m, uint32_t base, place *at) {
    while (m->top > base) {
        int32_t *entry = m->stack + m->top - 3;
        if (entry[0] < 0) { // an old mark
            m->slots[-1 - entry[0]] = entry[1];
            m->top -= 3;
            continue;
        }
        at->pc = entry[0];
        at->offset = (uint32_t)entry[1];
        if (entry[2] == CHOICE) {
            m->top -= 3;
            return true;
        }
        if (entry[2] >= 0) { // a greedy run that may end anywhere down to entry[2]
            const int32_t *next = m->code + at->pc;
            uint32_t least = (uint32_t)entry[2];
            if (next[0] == OP_CHAR && next[1] < 0x80)
                while (at->offset > least && (at->offset >= m->end || m->text[at->offset] != (char)next[1])) {
                    at->offset = step_back(m, at->offset);
                    m->steps++;
                }
            if (at->offset == least)
                m->top -= 3;
            else
                entry[1] = (int32_t)step_back(m, at->offset);
            return true;
        }
        const int32_t *op = m->code + at->pc; // a lazy run takes one more
        int32_t count = -2 - entry[2];
        if ((op[3] >= 0 && count >= op[3]) || !match_one(m, op + 5, &at->offset)) {
            m->top -= 3;
            continue;
        }
        entry[1] = (int32_t)at->offset;
        entry[2] = -3 - count;
        at->pc += op[4];
        return true;
    }
    return false;
}

// Takes `least` items and more; leaves what can be given back on the stack. FAILED, RAISED or 0.
static int32_t repeat_one(matcher *m, const int32_t *op, place *at) {
    uint32_t offset = at->offset;
    int32_t count = 0;
    for (; count < op[2]; count++)
        if (!match_one(m, op + 5, &offset))
            return FAILED;
    int32_t next = at->pc + op[4];
    if (op[1] == LAZY) {
        if (!push(m, at->pc, (int32_t)offset, -2 - count))
            return RAISED;
    } else {
        uint32_t least = offset;
        for (; op[3] < 0 || count < op[3]; count++)
            if (!match_one(m, op + 5, &offset))
                break;
        m->steps += (uint32_t)(count - op[2]) >> 3;
        if (op[1] == GREEDY && offset > least) {
            if (!push(m, next, (int32_t)offset, (int32_t)least))
                return RAISED;
            return FAILED; // the stack's top is where to go on
        }
    }
    at->pc = next;
    at->offset = offset;
    return 0;
}

static bool match_back_reference(const matcher *m, const int32_t *op, uint32_t *offset) {
    int32_t first = m->slots[2 * op[1]], last = m->slots[2 * op[1] + 1];
    if (first < 0 || last < first)
        return false;
    uint32_t at = (uint32_t)first;
    while (at < (uint32_t)last) {
        if (*offset >= m->end)
            return false;
        uint32_t wanted = read_character(m, &at);
        uint32_t found = read_character(m, offset);
        if (wanted == found)
            continue;
        int32_t flags = op[2];
        if (!flags || other_case(&flags, wanted) != found)
            return false;
    }
    return true;
}

// false: the text begins before that. A character has at least one byte, so there is little to walk in vain.
static bool go_back(matcher *m, uint32_t count, uint32_t *offset) {
    if (count > *offset)
        return false;
    if (!m->wide) {
        *offset -= count;
        return true;
    }
    m->steps += count >> 3;
    for (; count && *offset; count--)
        *offset = step_back(m, *offset);
    return !count;
}

static int64_t run(matcher *m, place at, bool outermost);

// (?=…) (?!…) (?<=…) (?<!…) (?>…): 0: go on at `at`; FAILED; RAISED.
static int32_t run_inside(matcher *m, const int32_t *op, place *at) {
    uint32_t base = m->top;
    bool atomic = op[0] == OP_ATOMIC;
    place inner = {at->pc + (atomic ? 2 : 4), at->offset};
    bool negative = !atomic && op[1];
    int64_t found = atomic || go_back(m, (uint32_t)op[2], &inner.offset) ? run(m, inner, false) : FAILED;
    if (found == RAISED)
        return RAISED;
    if (negative)
        undo_all(m, base);
    else
        drop_choices(m, base);
    if ((found != FAILED) == negative)
        return FAILED;
    at->pc += atomic ? op[1] : op[3];
    if (atomic)
        at->offset = (uint32_t)found;
    return 0;
}

// The end of a counted loop's body, or its beginning: once more, or on. RAISED or 0.
static int32_t decide_loop(matcher *m, const int32_t *op, place *at) {
    int32_t slot = op[1], count = m->slots[slot];
    if (count < op[2]) {
        at->pc += op[4];
        return set_slot(m, slot, count + 1) ? 0 : RAISED;
    }
    if (op[0] == OP_UNTIL_MIN) {
        if (!push(m, at->pc + 5, (int32_t)at->offset, CHOICE))
            return RAISED;
        at->pc += 9;
        return 0;
    }
    if ((op[3] >= 0 && count >= op[3]) || m->slots[slot + 1] == (int32_t)at->offset) {
        at->pc += 5;
        return 0;
    }
    if (!push(m, at->pc + 5, (int32_t)at->offset, CHOICE) || !set_slot(m, slot, count + 1) ||
        !set_slot(m, slot + 1, (int32_t)at->offset))
        return RAISED;
    at->pc += op[4];
    return 0;
}

// A lazy loop whose rest failed: one more round if there may be one.
static int32_t loop_once_more(matcher *m, const int32_t *op, place *at) {
    int32_t slot = op[1], count = m->slots[slot];
    if ((op[2] >= 0 && count >= op[2]) || m->slots[slot + 1] == (int32_t)at->offset)
        return FAILED;
    if (!set_slot(m, slot, count + 1) || !set_slot(m, slot + 1, (int32_t)at->offset))
        return RAISED;
    at->pc += op[3];
    return 0;
}

static bool save_mark(matcher *m, int32_t mark, uint32_t offset) {
    if (!set_slot(m, mark, (int32_t)offset))
        return false;
    return !(mark & 1) || set_slot(m, m->code[HEAD_MARKS - HEAD_SIZE], mark / 2);
}

// Runs from `at`; the offset where it succeeded, FAILED (everything undone) or RAISED. What may be tried
// again stays on the stack. Entries: (-1 - slot, old word, 0); (pc, offset, CHOICE);
// (pc, offset, least offset) of a greedy run; (pc of REPEAT_ONE, offset, -2 - count) of a lazy one.
static int64_t run(matcher *m, place at, bool outermost) {
    const uint32_t base = m->top;
    const int32_t *code = m->code;
    for (;;) {
        const int32_t *op = code + at.pc;
        int32_t outcome = 0;
        if (SLU_UNLIKELY(++m->steps > STEP_LIMIT)) {
            slu_raise(&slu_runtime_error_type, "the regular expression takes too long on this text");
            return RAISED;
        }
        switch (op[0]) {
        case OP_MATCH:
            if (!outermost || ((!m->whole || at.offset == m->end) && (!m->must_advance || at.offset != m->start)))
                return at.offset;
            outcome = FAILED;
            break;
        case OP_CHAR:
        case OP_ANY:
        case OP_ANY_ALL:
        case OP_SET:
            if (match_one(m, op, &at.offset))
                at.pc += op[0] == OP_SET ? op[1] : op[0] == OP_CHAR ? 2 : 1;
            else
                outcome = FAILED;
            break;
        case OP_SPLIT:
            outcome = push(m, at.pc + op[2], (int32_t)at.offset, CHOICE) ? 0 : RAISED;
            at.pc += op[1];
            break;
        case OP_JUMP:
            at.pc += op[1];
            break;
        case OP_SAVE:
            outcome = save_mark(m, op[1], at.offset) ? 0 : RAISED;
            at.pc += 2;
            break;
        case OP_AT:
            outcome = is_at(m, op[1], at.offset) ? 0 : FAILED;
            at.pc += 2;
            break;
        case OP_BACKREF:
            outcome = match_back_reference(m, op, &at.offset) ? 0 : FAILED;
            at.pc += 3;
            break;
        case OP_LOOK:
        case OP_ATOMIC:
            outcome = run_inside(m, op, &at);
            break;
        case OP_REPEAT_ONE:
            outcome = repeat_one(m, op, &at);
            break;
        case OP_LOOP:
            outcome = set_slot(m, op[1], 0) && set_slot(m, op[1] + 1, -1) ? 0 : RAISED;
            at.pc += 2;
            break;
        case OP_UNTIL_MAX:
        case OP_UNTIL_MIN:
            outcome = decide_loop(m, op, &at);
            break;
        case OP_LAZY_MORE:
            outcome = loop_once_more(m, op, &at);
            break;
        case OP_COND:
            at.pc += m->slots[2 * op[1] + 1] >= 0 ? 3 : op[2];
            break;
        default:
            outcome = FAILED;
        }
        if (outcome == RAISED)
            return RAISED;
        if (outcome == FAILED && !back_up(m, base, &at))
            return FAILED;
    }
}

// --- searching

// Moves to the next offset where the program's first character can match. false: there is none.
static bool skip_ahead(const matcher *m, uint32_t *offset) {
    const int32_t *op = m->code;
    while (op[0] == OP_SAVE)
        op += 2;
    if (op[0] == OP_REPEAT_ONE && op[2] > 0)
        op += 5;
    if (op[0] == OP_CHAR && op[1] < 0x80) {
        const char *at = m->text + *offset, *end = m->text + m->end;
        for (char wanted = (char)op[1]; at < end && *at != wanted;)
            at++;
        *offset = (uint32_t)(at - m->text);
        return at < end;
    }
    if (op[0] != OP_SET)
        return true;
    while (*offset < m->end) {
        uint32_t next = *offset;
        if (in_set(op + 2, read_character(m, &next)))
            return true;
        *offset = next;
    }
    return false;
}

static void clear_slots(matcher *m) {
    m->top = 0;
    __builtin_memset(m->slots, 0xff, (uint32_t)m->code[HEAD_SLOTS - HEAD_SIZE] * sizeof(int32_t));
}

// One attempt at `m->start`, or at every offset from there. FAILED, RAISED or the end of the match.
static int64_t attempt(matcher *m, bool everywhere) {
    uint32_t offset = m->start;
    for (;;) {
        if (everywhere && !skip_ahead(m, &offset))
            return FAILED;
        if (offset != m->start)
            m->must_advance = false;
        m->start = offset;
        clear_slots(m);
        int64_t found = run(m, (place){0, offset}, true);
        if (found != FAILED || !everywhere || offset >= m->end)
            return found;
        read_character(m, &offset);
    }
}

// --- from and to Python

typedef struct counted { // an offset whose position in code points is known
    uint32_t offset;
    int64_t position;
} counted;

static int64_t to_position(const matcher *m, counted *near, uint32_t offset) {
    if (!m->wide)
        return offset;
    if (offset < near->offset)
        *near = (counted){0, 0};
    near->position += slu_count_code_points(m->text + near->offset, offset - near->offset);
    near->offset = offset;
    return near->position;
}

// (last closed group or -1, start, end, start of group 1, …).
static slu_tuple *to_spans(matcher *m, uint32_t end, counted *near) {
    int32_t marks = m->code[HEAD_MARKS - HEAD_SIZE];
    slu_tuple *spans = slu_tuple_new((uint32_t)marks + 1);
    if (!spans)
        return NULL;
    m->slots[0] = (int32_t)m->start;
    m->slots[1] = (int32_t)end;
    spans->items[0] = slu_small(m->slots[marks]);
    to_position(m, near, m->start);
    for (int32_t each = 0; each < marks; each += 2) {
        int32_t first = m->slots[each], last = m->slots[each + 1];
        bool set = first >= 0 && last >= 0;
        counted inner = *near;
        spans->items[each + 1] = slu_small(set ? to_position(m, &inner, (uint32_t)first) : -1);
        spans->items[each + 2] = slu_small(set ? to_position(m, &inner, (uint32_t)last) : -1);
    }
    return spans;
}

static uint32_t clamp(int64_t position, int64_t length) {
    return (uint32_t)(position < 0 ? 0 : position > length ? length : position);
}

// false: TypeError (raised).
static bool prepare(matcher *m, const slu_bytes *program, slu_value subject, int64_t start, int64_t end) {
    const int32_t *words = (const int32_t *)(const void *)program->data;
    *m = (matcher){.code = words + HEAD_SIZE, .subject = subject, .room = LOCAL_WORDS};
    if (slu_is_str(subject)) {
        const slu_str *text = (const slu_str *)slu_object_of(subject);
        m->wide = !slu_str_is_ascii(text);
        m->text = text->data;
        uint32_t first = clamp(start, text->length), last = clamp(end, text->length);
        m->start = m->wide ? slu_str_offset(text, first) : first;
        m->end = m->wide ? slu_str_offset(text, last) : last;
        return true;
    }
    uint32_t size;
    if (!slu_bytes_view(subject, &m->text, &size))
        return slu_raise(&slu_type_error_type, "expected string or bytes-like object, got '%T'", subject), false;
    m->start = clamp(start, size);
    m->end = clamp(end, size);
    return true;
}

slu_value slu_regex_match(slu_bytes *program, slu_value subject, int64_t start, int64_t end, int64_t mode) {
    matcher m;
    if (!prepare(&m, program, subject, start, end))
        return SLU_NOTHING;
    if (m.start > m.end)
        return SLU_NONE;
    int32_t stack[LOCAL_WORDS], slots[m.code[HEAD_SLOTS - HEAD_SIZE]];
    m.stack = stack;
    m.slots = slots;
    m.whole = mode == SLU_REGEX_FULL_MATCH;
    int64_t found = attempt(&m, mode == SLU_REGEX_SEARCH);
    slu_spend(m.steps / STEPS_A_STEP);
    if (found == RAISED)
        return SLU_NOTHING;
    if (found == FAILED)
        return SLU_NONE;
    counted near = {0, 0};
    return slu_of(to_spans(&m, (uint32_t)found, &near));
}

slu_list *slu_regex_all(slu_bytes *program, slu_value subject, int64_t start, int64_t end, int64_t most) {
    matcher m;
    slu_list *found = slu_list_new(0);
    if (!found || !prepare(&m, program, subject, start, end))
        return NULL;
    if (m.start > m.end)
        return found;
    int32_t stack[LOCAL_WORDS], slots[m.code[HEAD_SLOTS - HEAD_SIZE]];
    m.stack = stack;
    m.slots = slots;
    counted near = {0, 0};
    for (int64_t count = 0; most <= 0 || count < most; count++) {
        uint32_t before = m.steps;
        int64_t last = attempt(&m, true);
        slu_spend((m.steps - before) / STEPS_A_STEP);
        if (last == RAISED)
            return NULL;
        if (last == FAILED)
            break;
        slu_tuple *spans = to_spans(&m, (uint32_t)last, &near);
        if (!spans || !slu_list_append(found, slu_of(spans)))
            return NULL;
        m.must_advance = (uint32_t)last == m.start;
        m.start = (uint32_t)last;
    }
    return found;
}
