#include "json_scan.h"
#include "int.h"

bool slu_json_fail(slu_json *json, const char *problem, uint32_t place) {
    json->problem = problem;
    json->place = place;
    return false;
}

SLU_CALLED_IF_SMALL static char peek(const slu_json *json, uint32_t at) { return at < json->size ? json->data[at] : 0; }

void slu_json_skip_space(slu_json *json) {
    while (json->at < json->size) {
        char byte = json->data[json->at];
        if (byte != ' ' && byte != '\n' && byte != '\t' && byte != '\r')
            return;
        json->at++;
    }
}

static int32_t hex_value(char digit) {
    return digit >= '0' && digit <= '9'               ? digit - '0'
           : (digit | 32) >= 'a' && (digit | 32) <= 'f' ? (digit | 32) - 'a' + 10
                                                         : -1;
}

// Four hex digits at `at`; -1: they are none.
static int32_t read_hex(const slu_json *json, uint32_t at) {
    int32_t number = 0;
    for (uint32_t i = 0; i < 4; i++) {
        int32_t digit = hex_value(peek(json, at + i));
        if (digit < 0)
            return -1;
        number = number << 4 | digit;
    }
    return number;
}

// What a letter behind a backslash stands for; 0: nothing.
static char meaning_of(char letter) {
    static const char letters[] = "bfnrt\"\\/", meanings[] = "\b\f\n\r\t\"\\/";
    for (uint32_t i = 0; i < 8; i++)
        if (letter == letters[i])
            return meanings[i];
    return 0;
}

static bool scan_escape(slu_json *json, uint32_t begin) {
    uint32_t at = json->at + 1; // behind the backslash
    if (at >= json->size)
        return slu_json_fail(json, "Unterminated string starting at", begin);
    if (json->data[at] != 'u') {
        json->at = at + 1;
        return meaning_of(json->data[at]) || slu_json_fail(json, "Invalid \\escape", at - 1);
    }
    if (at + 5 >= json->size || read_hex(json, at + 1) < 0)
        return slu_json_fail(json, "Invalid \\uXXXX escape", at);
    json->at = at + 5;
    return true;
}

bool slu_json_scan_string(slu_json *json, bool *plain) {
    uint32_t begin = json->at++;
    *plain = true;
    for (;;) {
        if (json->at >= json->size)
            return slu_json_fail(json, "Unterminated string starting at", begin);
        unsigned char byte = (unsigned char)json->data[json->at];
        if (byte == '"')
            break;
        if (byte < ' ' && !json->control_allowed)
            return slu_json_fail(json, "Invalid control character at", json->at);
        if (byte != '\\') {
            json->at++;
            continue;
        }
        *plain = false;
        if (!scan_escape(json, begin))
            return false;
    }
    json->at++;
    return true;
}

SLU_CALLED_IF_SMALL static bool is_digit_at(const slu_json *json, uint32_t at) {
    char byte = peek(json, at);
    return byte >= '0' && byte <= '9';
}

static uint32_t skip_digits(const slu_json *json, uint32_t at) {
    while (is_digit_at(json, at))
        at++;
    return at;
}

bool slu_json_scan_number(slu_json *json, bool *whole) {
    uint32_t start = json->at, at = start + (peek(json, start) == '-');
    *whole = true;
    if (!is_digit_at(json, at))
        return slu_json_fail(json, "Expecting value", start);
    at = peek(json, at) == '0' ? at + 1 : skip_digits(json, at);
    uint32_t first = at + 1, end;
    if (peek(json, at) == '.' && (end = skip_digits(json, first)) > first) {
        *whole = false;
        at = end;
    }
    if ((peek(json, at) | 32) == 'e') {
        first = at + 1 + (peek(json, at + 1) == '+' || peek(json, at + 1) == '-');
        if ((end = skip_digits(json, first)) > first) {
            *whole = false;
            at = end;
        }
    }
    json->at = at;
    return true;
}

static bool take_word(slu_json *json, const char *word, uint32_t size) {
    if (json->size - json->at < size || !slu_text_equal(json->data + json->at, word, size))
        return false;
    json->at += size;
    return true;
}

bool slu_json_expect_colon(slu_json *json) {
    slu_json_skip_space(json);
    if (peek(json, json->at) != ':')
        return slu_json_fail(json, "Expecting ':' delimiter", json->at);
    json->at++;
    slu_json_skip_space(json);
    return true;
}

int slu_json_next(slu_json *json, char close) {
    slu_json_skip_space(json);
    char byte = peek(json, json->at);
    if (byte == close) {
        json->at++;
        return 0;
    }
    if (byte != ',') {
        slu_json_fail(json, "Expecting ',' delimiter", json->at);
        return -1;
    }
    json->at++;
    slu_json_skip_space(json);
    return 1;
}

static bool scan_members(slu_json *json, char close) {
    bool plain;
    json->at++;
    slu_json_skip_space(json);
    if (peek(json, json->at) == close) {
        json->at++;
        return true;
    }
    for (int more = 1; more > 0; more = slu_json_next(json, close)) {
        if (close == '}') {
            if (peek(json, json->at) != '"')
                return slu_json_fail(json, "Expecting property name enclosed in double quotes", json->at);
            if (!slu_json_scan_string(json, &plain) || !slu_json_expect_colon(json))
                return false;
        }
        if (!slu_json_scan_value(json))
            return false;
    }
    return !json->problem;
}

bool slu_json_scan_value(slu_json *json) {
    bool flag;
    char first = peek(json, json->at);
    if (first == '"')
        return slu_json_scan_string(json, &flag);
    if (first == '{' || first == '[') {
        if (++json->depth > SLU_JSON_DEPTH)
            return slu_json_fail(json,
                                 first == '{'
                                     ? "maximum recursion depth exceeded while decoding a JSON object from a unicode string"
                                     : "maximum recursion depth exceeded while decoding a JSON array from a unicode string",
                                 SLU_JSON_NO_PLACE);
        bool done = scan_members(json, first == '{' ? '}' : ']');
        json->depth--;
        return done;
    }
    static const char *const words[] = {"null", "true", "false", "NaN is not a number", "Infinity is not a number",
                                        "-Infinity is not a number"};
    static const uint8_t sizes[] = {4, 4, 5, 3, 8, 9};
    for (uint32_t i = 0; i < 6; i++)
        if (take_word(json, words[i], sizes[i]))
            return i < 3 || slu_json_fail(json, words[i], SLU_JSON_NO_PLACE);
    return slu_json_scan_number(json, &flag);
}

bool slu_json_check(slu_json *json) {
    slu_json_skip_space(json);
    if (!slu_json_scan_value(json))
        return false;
    slu_json_skip_space(json);
    return json->at == json->size || slu_json_fail(json, "Extra data", json->at);
}

// The character of the escape at `at` (its backslash); moves behind it. Two surrogates become one character.
static uint32_t read_escape(slu_json *json) {
    char letter = json->data[json->at + 1];
    if (letter != 'u') {
        json->at += 2;
        return (unsigned char)meaning_of(letter);
    }
    uint32_t first = (uint32_t)read_hex(json, json->at + 2);
    json->at += 6;
    if (first >= 0xd800 && first < 0xdc00 && peek(json, json->at) == '\\' && peek(json, json->at + 1) == 'u') {
        int32_t second = read_hex(json, json->at + 2);
        if (second >= 0xdc00 && second < 0xe000) {
            json->at += 6;
            return 0x10000 + ((first - 0xd800) << 10) + ((uint32_t)second - 0xdc00);
        }
    }
    return first;
}

slu_str *slu_json_read_string(slu_json *json) {
    uint32_t start = json->at + 1, end = start;
    while (json->data[end] != '"' && json->data[end] != '\\')
        end++;
    if (json->data[end] == '"') {
        json->at = end + 1;
        return start == end ? slu_empty_str : slu_str_from_text(json->data + start, end - start);
    }
    slu_builder builder;
    slu_builder_start(&builder, end - start + 16);
    json->at = start;
    while (json->data[json->at] != '"')
        slu_builder_add_code_point(&builder, json->data[json->at] == '\\' ? read_escape(json)
                                                                          : slu_read_code_point(json->data, &json->at));
    json->at++;
    return slu_builder_finish(&builder);
}

void slu_json_locate(const slu_json *json, int64_t *line, int64_t *column, int64_t *character) {
    uint32_t start = 0;
    *line = 1;
    for (uint32_t i = 0; i < json->place; i++)
        if (json->data[i] == '\n') {
            ++*line;
            start = i + 1;
        }
    *column = slu_count_code_points(json->data + start, json->place - start) + 1;
    *character = slu_count_code_points(json->data, json->place);
}

slu_str *slu_json_describe(const slu_json *json) {
    slu_builder builder;
    slu_builder_start(&builder, 64);
    slu_builder_add_text(&builder, json->problem);
    if (json->place != SLU_JSON_NO_PLACE) {
        int64_t numbers[3];
        static const char *const words[] = {": line ", " column ", " (char "};
        slu_json_locate(json, &numbers[0], &numbers[1], &numbers[2]);
        for (int i = 0; i < 3; i++) {
            slu_builder_add_text(&builder, words[i]);
            slu_builder_add_str(&builder, slu_int64_to_str(numbers[i]));
        }
        slu_builder_add_text(&builder, ")");
    }
    return slu_builder_finish(&builder);
}
