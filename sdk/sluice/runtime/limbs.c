#include "limbs.h"

uint32_t slu_limbs_trim(const slu_limb *limbs, uint32_t count) {
    while (count && !limbs[count - 1])
        count--;
    return count;
}

uint32_t slu_limbs_from_word(slu_limb *limbs, uint64_t word) {
    limbs[0] = (slu_limb)word;
    limbs[1] = (slu_limb)(word >> 32);
    return limbs[1] ? 2 : limbs[0] ? 1 : 0;
}

int slu_limbs_compare(const slu_limb *left, uint32_t left_count, const slu_limb *right, uint32_t right_count) {
    if (left_count != right_count)
        return left_count < right_count ? -1 : 1;
    for (uint32_t i = left_count; i-- > 0;)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

uint64_t slu_limbs_bit_length(const slu_limb *limbs, uint32_t count) {
    return count ? (uint64_t)count * 32 - (uint32_t)__builtin_clz(limbs[count - 1]) : 0;
}

uint32_t slu_limbs_add(slu_limb *result, const slu_limb *left, uint32_t left_count, const slu_limb *right,
                       uint32_t right_count) {
    if (left_count < right_count)
        return slu_limbs_add(result, right, right_count, left, left_count);
    uint64_t carry = 0;
    for (uint32_t i = 0; i < left_count; i++) {
        carry += (uint64_t)left[i] + (i < right_count ? right[i] : 0);
        result[i] = (slu_limb)carry;
        carry >>= 32;
    }
    if (carry)
        result[left_count++] = 1;
    return left_count;
}

uint32_t slu_limbs_subtract(slu_limb *result, const slu_limb *left, uint32_t left_count, const slu_limb *right,
                            uint32_t right_count) {
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < left_count; i++) {
        uint64_t difference = (uint64_t)left[i] - (i < right_count ? right[i] : 0) - borrow;
        result[i] = (slu_limb)difference;
        borrow = difference >> 63;
    }
    return slu_limbs_trim(result, left_count);
}

uint32_t slu_limbs_multiply(slu_limb *result, const slu_limb *left, uint32_t left_count, const slu_limb *right,
                            uint32_t right_count) {
    for (uint32_t i = 0; i < left_count + right_count; i++)
        result[i] = 0;
    for (uint32_t i = 0; i < left_count; i++) {
        uint64_t factor = left[i], carry = 0;
        for (uint32_t j = 0; j < right_count; j++) {
            carry += factor * right[j] + result[i + j];
            result[i + j] = (slu_limb)carry;
            carry >>= 32;
        }
        result[i + right_count] = (slu_limb)carry;
    }
    return slu_limbs_trim(result, left_count + right_count);
}

uint32_t slu_limbs_multiply_small(slu_limb *limbs, uint32_t count, slu_limb factor, slu_limb addend) {
    uint64_t carry = addend;
    for (uint32_t i = 0; i < count; i++) {
        carry += (uint64_t)limbs[i] * factor;
        limbs[i] = (slu_limb)carry;
        carry >>= 32;
    }
    if (carry)
        limbs[count++] = (slu_limb)carry;
    return slu_limbs_trim(limbs, count);
}

uint32_t slu_limbs_divide_small(slu_limb *quotient, const slu_limb *limbs, uint32_t count, slu_limb divisor,
                                slu_limb *remainder) {
    uint64_t rest = 0;
    for (uint32_t i = count; i-- > 0;) {
        rest = rest << 32 | limbs[i];
        quotient[i] = (slu_limb)(rest / divisor);
        rest %= divisor;
    }
    *remainder = (slu_limb)rest;
    return slu_limbs_trim(quotient, count);
}

// Subtracts digit * divisor from the window of divisor_count + 1 limbs; returns whether it went below zero.
static bool subtract_product(slu_limb *window, const slu_limb *divisor, uint32_t divisor_count, uint64_t digit) {
    uint64_t carry = 0;
    int64_t borrow = 0;
    for (uint32_t i = 0; i < divisor_count; i++) {
        carry += digit * divisor[i];
        borrow += (int64_t)window[i] - (int64_t)(slu_limb)carry;
        window[i] = (slu_limb)borrow;
        borrow >>= 32;
        carry >>= 32;
    }
    borrow += (int64_t)window[divisor_count] - (int64_t)carry;
    window[divisor_count] = (slu_limb)borrow;
    return borrow < 0;
}

static void add_back(slu_limb *window, const slu_limb *divisor, uint32_t divisor_count) {
    uint64_t carry = 0;
    for (uint32_t i = 0; i < divisor_count; i++) {
        carry += (uint64_t)window[i] + divisor[i];
        window[i] = (slu_limb)carry;
        carry >>= 32;
    }
    window[divisor_count] += (slu_limb)carry;
}

uint32_t slu_limbs_divide(slu_limb *quotient, slu_limb *rest, uint32_t *rest_count, slu_limb *scratch,
                          const slu_limb *left, uint32_t left_count, const slu_limb *right, uint32_t right_count) {
    uint32_t shift = (uint32_t)__builtin_clz(right[right_count - 1]);
    for (uint32_t i = right_count; i-- > 0;)
        scratch[i] = right[i] << shift | (shift && i ? right[i - 1] >> (32 - shift) : 0);
    rest[left_count] = shift ? left[left_count - 1] >> (32 - shift) : 0;
    for (uint32_t i = left_count; i-- > 0;)
        rest[i] = left[i] << shift | (shift && i ? left[i - 1] >> (32 - shift) : 0);
    uint64_t top = scratch[right_count - 1], second = scratch[right_count - 2];
    for (uint32_t j = left_count - right_count + 1; j-- > 0;) {
        uint64_t head = (uint64_t)rest[j + right_count] << 32 | rest[j + right_count - 1];
        uint64_t digit = head / top, remainder = head % top;
        while (digit >> 32 || digit * second > (remainder << 32 | rest[j + right_count - 2])) {
            digit--;
            remainder += top;
            if (remainder >> 32)
                break;
        }
        if (subtract_product(rest + j, scratch, right_count, digit)) {
            digit--;
            add_back(rest + j, scratch, right_count);
        }
        quotient[j] = (slu_limb)digit;
    }
    bool lost;
    *rest_count = slu_limbs_shift_right(rest, rest, slu_limbs_trim(rest, right_count), shift, &lost);
    return slu_limbs_trim(quotient, left_count - right_count + 1);
}

uint32_t slu_limbs_shift_left(slu_limb *result, const slu_limb *limbs, uint32_t count, uint64_t bits) {
    uint32_t whole = (uint32_t)(bits / 32), part = (uint32_t)(bits % 32);
    if (!count)
        return 0;
    result[count + whole] = part ? limbs[count - 1] >> (32 - part) : 0;
    for (uint32_t i = count; i-- > 0;)
        result[i + whole] = limbs[i] << part | (part && i ? limbs[i - 1] >> (32 - part) : 0);
    for (uint32_t i = 0; i < whole; i++)
        result[i] = 0;
    return slu_limbs_trim(result, count + whole + 1);
}

uint32_t slu_limbs_shift_right(slu_limb *result, const slu_limb *limbs, uint32_t count, uint64_t bits, bool *lost) {
    uint64_t whole = bits / 32;
    uint32_t part = (uint32_t)(bits % 32);
    *lost = false;
    for (uint32_t i = 0; i < count && i < whole; i++)
        *lost |= limbs[i] != 0;
    if (whole >= count)
        return 0;
    *lost |= part && limbs[whole] << (32 - part);
    uint32_t left = count - (uint32_t)whole;
    for (uint32_t i = 0; i < left; i++) {
        const slu_limb *from = limbs + whole + i;
        result[i] = from[0] >> part | (part && i + 1 < left ? from[1] << (32 - part) : 0);
    }
    return slu_limbs_trim(result, left);
}

uint32_t slu_limbs_multiply_power5(slu_limb *limbs, uint32_t count, uint32_t exponent) {
    for (; exponent >= 13; exponent -= 13)
        count = slu_limbs_multiply_small(limbs, count, 1220703125, 0);
    slu_limb factor = 1;
    while (exponent--)
        factor *= 5;
    return slu_limbs_multiply_small(limbs, count, factor, 0);
}

uint32_t slu_limbs_to_decimal(char *buffer, uint32_t room, slu_limb *limbs, uint32_t count) {
    while (count) {
        slu_limb chunk;
        count = slu_limbs_divide_small(limbs, limbs, count, 1000000000, &chunk);
        for (int i = 0; i < 9 && (count || chunk); i++) {
            buffer[--room] = (char)('0' + chunk % 10);
            chunk /= 10;
        }
    }
    return room;
}
