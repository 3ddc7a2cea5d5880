// gamma, lgamma by Lanczos' approximation (N = 13, g = 6.02468…), erf and erfc by series and continued
// fraction on pairs of doubles.
#include "double_pair.h"
#include "mathematics.h"
#include "object.h"

#define LANCZOS_G 6.024680040776729583740234375
#define LANCZOS_G_MINUS_HALF 5.524680040776729583740234375
#define LANCZOS_COUNT 13
#define PI 3.141592653589793238462643383279502884197

static const double numerators[LANCZOS_COUNT] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
static const double denominators[LANCZOS_COUNT] = {0.0,        39916800.0, 120543840.0, 150917976.0, 105258076.0,
                                                   45995730.0, 13339535.0, 2637558.0,   357423.0,    32670.0,
                                                   1925.0,     66.0,       1.0};

static double lanczos_sum(double number) {
    double above = 0, below = 0;
    if (number < 5)
        for (int i = LANCZOS_COUNT; --i >= 0;) {
            above = above * number + numerators[i];
            below = below * number + denominators[i];
        }
    else
        for (int i = 0; i < LANCZOS_COUNT; i++) {
            above = above / number + numerators[i];
            below = below / number + denominators[i];
        }
    return above / below;
}

// sin(pi * number)
static double sine_of_turns(double number) {
    double y = slu_fmod(__builtin_fabs(number), 2), result;
    switch ((int)__builtin_floor(2 * y + 0.5)) {
    case 0:
        result = slu_math_sin(PI * y);
        break;
    case 1:
        result = slu_math_cos(PI * (y - 0.5));
        break;
    case 2:
        result = slu_math_sin(PI * (1 - y));
        break;
    case 3:
        result = -slu_math_cos(PI * (y - 1.5));
        break;
    default:
        result = slu_math_sin(PI * (y - 2));
    }
    return __builtin_copysign(1, number) * result;
}

static double gamma_of(double number, double size) {
    double y = size + LANCZOS_G_MINUS_HALF, z, result;
    if (size > LANCZOS_G_MINUS_HALF)
        z = (y - size) - LANCZOS_G_MINUS_HALF;
    else
        z = (y - LANCZOS_G_MINUS_HALF) - size;
    z = z * LANCZOS_G / y;
    bool small = size < 140;
    double power = slu_positive_power(y, small ? size - 0.5 : size / 2 - 0.25);
    if (number < 0) {
        result = -PI / sine_of_turns(size) / size * slu_exp_of_pair(y, 0) / lanczos_sum(size);
        result -= z * result;
        result /= power;
        return small ? result : result / power;
    }
    result = lanczos_sum(size) / slu_exp_of_pair(y, 0);
    result += z * result;
    result *= power;
    return small ? result : result * power;
}

double slu_math_gamma(double number) {
    double size = __builtin_fabs(number);
    if (__builtin_isnan(number) || number == __builtin_inf())
        return number;
    if (__builtin_isinf(number) || number == 0 || (number < 0 && __builtin_floor(number) == number))
        return slu_math_domain_error();
    if (number == __builtin_floor(number) && number <= 23) {
        double product = 1;
        for (double i = 2; i < number; i++)
            product *= i;
        return product;
    }
    if (size < 1e-20)
        return __builtin_isinf(1 / number) ? slu_math_range_error() : 1 / number;
    if (size > 200)
        return number < 0 ? 0 / sine_of_turns(number) : slu_math_range_error();
    return slu_math_check(gamma_of(number, size), number, true);
}

double slu_math_lgamma(double number) {
    double size = __builtin_fabs(number);
    if (__builtin_isnan(number) || __builtin_isinf(number))
        return __builtin_isnan(number) ? number : __builtin_inf();
    if (number == __builtin_floor(number) && number <= 2)
        return number <= 0 ? slu_math_domain_error() : 0;
    if (size < 1e-20)
        return -slu_log_pair(size).high;
    double result = slu_log_pair(lanczos_sum(size)).high - LANCZOS_G;
    result += (size - 0.5) * (slu_log_pair(size + LANCZOS_G - 0.5).high - 1);
    if (number < 0)
        result = 1.144729885849400174143427351353058711647 -
                 slu_log_pair(__builtin_fabs(sine_of_turns(size))).high - slu_log_pair(size).high - result;
    return slu_math_check(result, number, true);
}

// exp(-size ** 2) / sqrt(pi) * size
static slu_pair bell(double size) {
    slu_pair square = slu_pair_product(size, size), power = slu_exp_pair(-square.high);
    power = slu_pair_multiply(power, slu_pair_sum(1, -square.low));
    slu_pair scaled = slu_pair_multiply(power, (slu_pair){0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57});
    return slu_pair_multiply(scaled, (slu_pair){size, 0});
}

static slu_pair erf_series(double size) {
    slu_pair square = slu_pair_product(size, size), sum = {0, 0};
    double term = 41.5;
    for (; term > 1; term--)
        sum = slu_pair_add((slu_pair){2, 0}, slu_pair_divide(slu_pair_multiply(square, sum), (slu_pair){term, 0}));
    return slu_pair_multiply(sum, bell(size));
}

static slu_pair erfc_fraction(double size) {
    slu_pair square = slu_pair_product(size, size), p = {1, 0}, last_p = {0, 0}, last_q = {1, 0};
    double a = 0, da = 0.5;
    slu_pair q = slu_pair_add((slu_pair){da, 0}, square);
    for (int i = 0; i < 60; i++) {
        a += da;
        da += 2;
        slu_pair b = slu_pair_add((slu_pair){da, 0}, square), next;
        next = slu_pair_add(slu_pair_multiply(b, p), slu_pair_negate(slu_pair_multiply((slu_pair){a, 0}, last_p)));
        last_p = p;
        p = next;
        next = slu_pair_add(slu_pair_multiply(b, q), slu_pair_negate(slu_pair_multiply((slu_pair){a, 0}, last_q)));
        last_q = q;
        q = next;
    }
    return slu_pair_multiply(slu_pair_divide(p, q), bell(size));
}

double slu_math_erf(double number) {
    double size = __builtin_fabs(number), result;
    if (__builtin_isnan(number))
        return number;
    if (size < 1.9)
        result = erf_series(size).high;
    else
        result = size > 6 ? 1 : slu_pair_add((slu_pair){1, 0}, slu_pair_negate(erfc_fraction(size))).high;
    return __builtin_copysign(result, number);
}

double slu_math_erfc(double number) {
    double size = __builtin_fabs(number);
    if (__builtin_isnan(number))
        return number;
    if (size < 1.9) {
        slu_pair series = erf_series(size);
        return slu_pair_add((slu_pair){1, 0}, number < 0 ? series : slu_pair_negate(series)).high;
    }
    if (size > 27.3)
        return number < 0 ? 2 : 0;
    slu_pair rest = size > 26 ? (slu_pair){0, 0} : erfc_fraction(size);
    if (size > 26) { // the bell is subnormal there
        slu_pair square = slu_pair_product(size, size);
        double shifted = slu_exp_of_pair(-square.high, -square.low);
        rest.high = shifted * 0x1.20dd750429b6dp-1 / size * (1 - 0.5 / square.high);
    }
    return number < 0 ? slu_pair_add((slu_pair){2, 0}, slu_pair_negate(rest)).high : rest.high;
}
