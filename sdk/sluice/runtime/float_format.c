// Floats with a precision: `format(x, ".2f")`, `"%g" % x`.
#include "format.h"
#include "object.h"

// More significant digits than a double has.
#define MAX_DIGITS 1100

// The digits of a number and where its point stands (before digits[0]: 0).
typedef struct digit_run {
    char *digits;
    uint32_t count;
    int64_t point;
} digit_run;

static void shortest_run(double number, digit_run *run) {
    slu_decimal decimal = number == 0 ? (slu_decimal){0, 0} : slu_shortest_decimal(number);
    uint64_t rest = decimal.digits;
    run->count = 0;
    for (uint64_t left = rest; left || !run->count; left /= 10)
        run->count++;
    for (uint32_t i = run->count; i-- > 0; rest /= 10)
        run->digits[i] = (char)('0' + rest % 10);
    run->point = number == 0 ? 1 : decimal.exponent + (int64_t)run->count;
}

static void significant_run(double number, int64_t count, digit_run *run) {
    run->count = (uint32_t)(count > MAX_DIGITS ? MAX_DIGITS : count);
    if (number == 0) {
        run->digits[0] = '0';
        run->count = run->point = 1;
    } else
        run->point = slu_significant_digits(run->digits, number, run->count) + 1;
}

static void fixed_run(double number, int64_t places, digit_run *run) {
    int32_t exact = places > 1074 ? 1074 : (int32_t)places;
    uint32_t start = slu_fixed_digits(run->digits, number, exact);
    run->digits += start;
    run->count = SLU_DECIMAL_ROOM - start;
    run->point = (int64_t)run->count - exact;
}

static void write_digits(slu_builder *builder, const digit_run *run, int64_t from, int64_t to) {
    if (from < 0 && from < to) {
        slu_builder_fill(builder, '0', (uint64_t)((to < 0 ? to : 0) - from));
        from = to < 0 ? to : 0;
    }
    int64_t end = to < run->count ? to : run->count;
    if (from < end) {
        slu_builder_add_ascii(builder, run->digits + from, (uint32_t)(end - from));
        from = end;
    }
    if (from < to)
        slu_builder_fill(builder, '0', (uint64_t)(to - from));
}

// Writes the run between two places counted from digits[0], zeros where there is none, the point at
// `run->point`.
static void write_run(slu_builder *builder, const digit_run *run, int64_t from, int64_t to, bool keep_point) {
    write_digits(builder, run, from, run->point < to ? run->point : to);
    if (run->point < to || (keep_point && run->point == to))
        slu_builder_add_ascii(builder, ".", 1);
    write_digits(builder, run, run->point > from ? run->point : from, to);
}

static void write_exponent(slu_builder *builder, int64_t exponent, char letter) {
    char text[5] = {letter, exponent < 0 ? '-' : '+'};
    uint32_t size = 2;
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100)
        text[size++] = (char)('0' + exponent / 100);
    text[size++] = (char)('0' + exponent / 10 % 10);
    text[size++] = (char)('0' + exponent % 10);
    slu_builder_add_ascii(builder, text, size);
}

static slu_str *special(double number, bool upper) {
    const char *text = __builtin_isnan(number) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf";
    return slu_str_from_ascii(text, 3);
}

slu_str *slu_double_text(double number, char type, int64_t precision, bool alternate, bool add_dot) {
    char room[SLU_DECIMAL_ROOM];
    digit_run run = {.digits = room};
    char kind = (char)(type | 32);
    number = __builtin_fabs(number);
    if (!(number < __builtin_inf()))
        return special(number, type != kind);
    if (kind == 'g' && !precision)
        precision = 1;
    if (kind == 'r')
        shortest_run(number, &run);
    else if (kind == 'f')
        fixed_run(number, precision, &run);
    else
        significant_run(number, kind == 'e' ? precision + 1 : precision, &run);
    if (kind == 'g')
        while (run.count > 1 && run.digits[run.count - 1] == '0')
            run.count--;
    bool scientific = kind == 'e' || (kind == 'r' && (run.point <= -4 || run.point > 16)) ||
                      (kind == 'g' && (run.point <= -4 || run.point > precision - add_dot));
    int64_t exponent = run.point - 1, end = run.count;
    if (kind == 'e')
        end = precision + 1;
    if (kind == 'f')
        end = run.point + precision;
    if (kind == 'g' && alternate)
        end = precision;
    if (scientific)
        run.point = 1;
    int64_t least = run.point + (!scientific && add_dot ? 1 : 0);
    slu_builder builder;
    slu_builder_start(&builder, 24);
    write_run(&builder, &run, run.point <= 0 ? run.point - 1 : 0, end > least ? end : least, alternate);
    if (scientific)
        write_exponent(&builder, exponent, type == kind ? 'e' : 'E');
    return slu_builder_finish(&builder);
}

// Whether the text shows zero: then `z` drops its sign.
static bool shows_zero(const slu_str *text) {
    for (uint32_t i = 0; i < text->size && (text->data[i] | 32) != 'e'; i++)
        if (text->data[i] != '0' && text->data[i] != '.')
            return false;
    return true;
}

slu_str *slu_format_double(double number, slu_format_spec *spec, slu_value value) {
    char type = spec->type < 128 ? (char)spec->type : 1;
    bool percent = type == '%', add_dot = !type;
    const char *known = "eEfFgGn%";
    while (type && *known && *known != type)
        known++;
    if (type && !*known)
        return slu_unknown_format_code(spec->type, value);
    if (spec->precision > INT32_MAX) {
        slu_raise(&slu_value_error_type, "precision too big");
        return NULL;
    }
    if (percent)
        number *= 100;
    int64_t precision = spec->precision >= 0 ? spec->precision : 6;
    type = percent ? 'f' : type == 'n' ? 'g' : type ? type : spec->precision >= 0 ? 'g' : 'r';
    slu_str *text = slu_double_text(number, type, precision, spec->alternate, add_dot);
    if (text && percent)
        text = slu_str_concat(text, slu_str_from_ascii("%", 1));
    if (!text)
        return NULL;
    bool negative = slu_double_bits(number) >> 63 && !__builtin_isnan(number);
    if (spec->no_negative_zero && shows_zero(text))
        negative = false;
    slu_number_parts parts = {.sign = negative ? '-' : spec->sign == '-' ? 0 : spec->sign, .prefix = "",
                              .digits = text->data};
    while (parts.digit_count < text->size && text->data[parts.digit_count] >= '0' &&
           text->data[parts.digit_count] <= '9')
        parts.digit_count++;
    parts.rest_count = text->size - parts.digit_count;
    return slu_layout_number(&parts, spec);
}

slu_str *slu_float_format(double number, slu_str *text) {
    slu_format_spec spec;
    if (!text->size)
        return slu_float_to_str(number);
    if (!slu_parse_format_spec(text, slu_float_box(number), 0, '>', &spec))
        return NULL;
    return slu_format_double(number, &spec, slu_float_box(number));
}
