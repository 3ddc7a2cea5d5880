#include "percent.h"
#include "object.h"

void slu_percent_start(slu_percent_arguments *arguments, slu_value all, uint32_t sequences) {
    bool tuple = slu_is(all, SLU_IS_TUPLE);
    *arguments = (slu_percent_arguments){.all = all, .next = tuple ? 0 : -1};
    const slu_type *type = slu_type_of(all);
    bool has_items = type->get_item || (type->native && type->native->get_item);
    arguments->mapping = !tuple && !slu_is(all, sequences) && (has_items || slu_is(all, SLU_IS_DICT | SLU_IS_LIST));
}

slu_value slu_percent_next(slu_percent_arguments *arguments) {
    if (arguments->single) {
        slu_value value = arguments->single;
        arguments->single = SLU_NOTHING;
        return value;
    }
    if (arguments->next == -1) {
        arguments->next = -2;
        return arguments->all;
    }
    const slu_tuple *tuple = (slu_tuple *)slu_object_of(arguments->all);
    if (arguments->next >= 0 && arguments->next < tuple->length)
        return tuple->items[arguments->next++];
    return slu_raise(&slu_type_error_type, "not enough arguments for format string");
}

bool slu_percent_done(const slu_percent_arguments *arguments, const char *kind) {
    bool left = arguments->next == -1 ||
                (arguments->next >= 0 && arguments->next < ((slu_tuple *)slu_object_of(arguments->all))->length);
    if (!left || arguments->mapping)
        return true;
    return slu_raise(&slu_type_error_type, "not all arguments converted during %s formatting", kind);
}

static bool read_key(const char *data, uint32_t size, uint32_t *at, slu_percent_arguments *arguments,
                     slu_value (*make_key)(const char *, uint32_t)) {
    if (!arguments->mapping)
        return slu_raise(&slu_type_error_type, "format requires a mapping");
    uint32_t start = ++*at;
    for (int depth = 1; depth && *at < size; ++*at)
        depth += data[*at] == '(' ? 1 : data[*at] == ')' ? -1 : 0;
    if (data[*at - 1] != ')' || *at == start)
        return slu_raise(&slu_value_error_type, "incomplete format key");
    uint32_t length = *at - 1 - start;
    arguments->single = slu_get_item(arguments->all, make_key(data + start, length));
    arguments->next = -2;
    return arguments->single != 0;
}

static void read_flags(const char *data, uint32_t size, uint32_t *at, slu_conversion *out) {
    for (; *at < size; ++*at) {
        switch (data[*at]) {
        case '-':
            out->left = true;
            continue;
        case '+':
            out->plus = true;
            continue;
        case ' ':
            out->space = true;
            continue;
        case '#':
            out->alternate = true;
            continue;
        case '0':
            out->zero = true;
            continue;
        default:
            return;
        }
    }
}

// Digits, or `*` for the next argument. false: raised.
static bool read_count(const char *data, uint32_t size, uint32_t *at, slu_percent_arguments *arguments,
                       int64_t *count, const char *what) {
    if (*at < size && data[*at] == '*') {
        ++*at;
        slu_value value = slu_percent_next(arguments);
        if (!value)
            return false;
        if (!slu_is_int(value))
            return slu_raise(&slu_type_error_type, "* wants int");
        *count = slu_int_clamp(value);
        if (!slu_is_small(slu_int_plain(value)) || (*count > INT32_MAX && what[0] == 'p'))
            return slu_raise(&slu_overflow_error_type, "Python int too large to convert to C %s",
                             what[0] == 'p' ? "int" : "ssize_t");
        return true;
    }
    for (; *at < size && data[*at] >= '0' && data[*at] <= '9'; ++*at) {
        *count = (*count < 0 ? 0 : *count) * 10 + (data[*at] - '0');
        if (*count > INT32_MAX)
            return slu_raise(&slu_value_error_type, what[0] == 'p' ? "precision too big" : "width too big");
    }
    return true;
}

bool slu_percent_parse(const char *data, uint32_t size, uint32_t *at, slu_percent_arguments *arguments,
                       slu_conversion *out, slu_value (*make_key)(const char *, uint32_t)) {
    *out = (slu_conversion){.width = -1, .precision = -1};
    if (*at < size && data[*at] == '(' && !read_key(data, size, at, arguments, make_key))
        return false;
    read_flags(data, size, at, out);
    bool star = *at < size && data[*at] == '*';
    if (!read_count(data, size, at, arguments, &out->width, "width"))
        return false;
    if (star && out->width < 0) {
        out->left = true;
        out->width = -out->width;
    }
    if (*at < size && data[*at] == '.') {
        ++*at;
        out->precision = 0;
        if (!read_count(data, size, at, arguments, &out->precision, "precision"))
            return false;
        if (out->precision < 0)
            out->precision = 0;
    }
    if (*at < size && (data[*at] == 'h' || data[*at] == 'l' || data[*at] == 'L'))
        ++*at;
    if (*at >= size)
        return slu_raise(&slu_value_error_type, "incomplete format");
    out->type = (unsigned char)data[*at];
    ++*at;
    return true;
}

// What `__int__` of an instance gives; 0: it has none, or it raised.
static slu_value own_int(slu_value value) {
    SLU_STR_CONSTANT(name, "__int__");
    slu_function *special = slu_is(value, SLU_IS_INSTANCE) ? slu_find_special(value, name) : NULL;
    slu_value result = special ? slu_call_function(special, &value, 1, NULL) : 0;
    if (result && !slu_is_int(result))
        return slu_raise(&slu_type_error_type, "__int__ returned non-int (type %T)", result);
    return result ? slu_int_plain(result) : 0;
}

// The int that %d and its like show; 0: raised.
static slu_value integer_of(const slu_conversion *conversion, slu_value value) {
    bool hexadecimal = conversion->type == 'x' || conversion->type == 'X' || conversion->type == 'o';
    if (slu_is_int(value))
        return slu_int_plain(value);
    if (hexadecimal) {
        if (slu_type_of(value)->index)
            return slu_index(value);
        return slu_raise(&slu_type_error_type, "%%%c format: an integer is required, not %T", (char)conversion->type,
                         value);
    }
    if (slu_is_float(value))
        return slu_int_of_float(slu_float_unbox(value));
    slu_value own = own_int(value);
    if (own || slu_error)
        return own;
    if (slu_type_of(value)->index)
        return slu_index(value);
    return slu_raise(&slu_type_error_type, "%%%c format: a real number is required, not %T", (char)conversion->type,
                     value);
}

static slu_str *layout(const slu_conversion *conversion, slu_number_parts *parts, bool negative, bool zeros) {
    slu_format_spec spec = {.fill = ' ', .align = conversion->left ? '<' : '>', .width = conversion->width};
    if (zeros && conversion->zero && !conversion->left) {
        spec.fill = '0';
        spec.align = '=';
    }
    parts->sign = negative ? '-' : conversion->plus ? '+' : conversion->space ? ' ' : 0;
    return slu_layout_number(parts, &spec);
}

static slu_str *format_integer(const slu_conversion *conversion, slu_value value) {
    slu_value number = integer_of(conversion, value);
    char type = (char)conversion->type;
    if (!number)
        return NULL;
    uint32_t size, bits = type == 'o' ? 3 : (type | 32) == 'x' ? 4 : 0;
    slu_number_parts parts = {.prefix = ""};
    if (conversion->alternate && bits)
        parts.prefix = type == 'o' ? "0o" : type == 'x' ? "0x" : "0X";
    parts.digits = slu_int_digits(number, bits, type == 'X', &size);
    if (!parts.digits)
        return NULL;
    if (conversion->precision > size) {
        slu_str *padded = slu_str_rjust(slu_str_from_ascii(parts.digits, size), conversion->precision,
                                        slu_of(slu_str_from_code_point('0')));
        if (!padded)
            return NULL;
        parts.digits = padded->data;
        size = padded->size;
    }
    parts.digit_count = size;
    return layout(conversion, &parts, slu_int_less(number, slu_small(0)), true);
}

slu_str *slu_percent_number(const slu_conversion *conversion, slu_value value) {
    char type = (char)conversion->type;
    if (type == 'd' || type == 'i' || type == 'u' || type == 'o' || (type | 32) == 'x')
        return format_integer(conversion, value);
    double number = slu_real(value);
    if (slu_error)
        return NULL;
    slu_str *text = slu_double_text(number, type, conversion->precision < 0 ? 6 : conversion->precision,
                                    conversion->alternate, false);
    if (!text)
        return NULL;
    bool finite = __builtin_fabs(number) < __builtin_inf();
    slu_number_parts parts = {.prefix = "", .digits = text->data};
    while (finite && parts.digit_count < text->size && text->data[parts.digit_count] >= '0' &&
           text->data[parts.digit_count] <= '9')
        parts.digit_count++;
    parts.rest_count = text->size - parts.digit_count;
    bool negative = slu_double_bits(number) >> 63 && !__builtin_isnan(number);
    return layout(conversion, &parts, negative, true);
}
