// The functions of the `math` module. Those on doubles raise ValueError `math domain error` and OverflowError
// `math range error` as CPython's do: look at slu_error.
#pragma once

#include "float.h"
#include "int.h"

double slu_math_domain_error(void) SLU_COLD; // raises, returns nan
double slu_math_range_error(void) SLU_COLD;
// Raises where a function gave nan or infinity for an argument that was finite (nan: for any but nan).
double slu_math_check(double result, double argument, bool may_overflow);

double slu_math_sqrt(double number);
double slu_math_exp(double number);
double slu_math_exp2(double number);
double slu_math_expm1(double number);
double slu_math_log(slu_value number, slu_value base);
double slu_math_log_of(double number);
double slu_math_log2(slu_value number);
double slu_math_log10(slu_value number);
double slu_math_log1p(double number);
double slu_math_pow(double base, double exponent);
double slu_math_cbrt(double number);
double slu_math_sinh(double number);
double slu_math_cosh(double number);
double slu_math_tanh(double number);
double slu_math_asinh(double number);
double slu_math_acosh(double number);
double slu_math_atanh(double number);
double slu_math_sin(double number);
double slu_math_cos(double number);
double slu_math_tan(double number);
double slu_math_asin(double number);
double slu_math_acos(double number);
double slu_math_atan(double number);
double slu_math_atan2(double y, double x);
double slu_math_gamma(double number);
double slu_math_lgamma(double number);
double slu_math_erf(double number);
double slu_math_erfc(double number);
double slu_math_degrees(double number);
double slu_math_radians(double number);
double slu_math_fabs(double number);
double slu_math_copysign(double number, double sign);
double slu_math_fmod(double left, double right);
double slu_math_remainder(double left, double right);
double slu_math_ldexp(double number, slu_value exponent);
double slu_math_nextafter(double number, double towards);
double slu_math_ulp(double number);
slu_tuple *slu_math_frexp(double number);
slu_tuple *slu_math_modf(double number);
int32_t slu_math_isfinite(double number);
int32_t slu_math_isinf(double number);
int32_t slu_math_isnan(double number);
int32_t slu_math_isclose(double left, double right, double relative, double absolute);
double slu_math_hypot(const slu_value *items, uint32_t count);
double slu_math_dist(slu_value first, slu_value second);
double slu_math_fsum(slu_value iterable);
slu_value slu_math_prod(slu_value iterable, slu_value start);
slu_value slu_math_floor(slu_value number);
slu_value slu_math_ceil(slu_value number);
slu_value slu_math_trunc(slu_value number);
slu_value slu_math_gcd(const slu_value *items, uint32_t count);
slu_value slu_math_lcm(const slu_value *items, uint32_t count);
slu_value slu_math_isqrt(slu_value number);
slu_value slu_math_factorial(slu_value number);
slu_value slu_math_comb(slu_value n, slu_value k);
slu_value slu_math_perm(slu_value n, slu_value k);
