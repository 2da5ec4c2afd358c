// Members by name, equality, and what stands twice. Whether one of many is a repetition is found by
// hashing with a key of the process's own: who sends the names cannot choose such as collide.
#include <stdatomic.h>
#include <sys/random.h>

#include "base/decimal.h"
#include "serve/json_value_part.h"

// ---- hashing --------------------------------------------------------------------------------------

// Random, the same for all threads, never 0 once it is there.
static uint64_t hash_key(void)
{
    static _Atomic uint64_t key;
    uint64_t known = atomic_load_explicit(&key, memory_order_relaxed);
    if (known)
        return known;
    uint64_t fresh = 0;
    if (getrandom(&fresh, sizeof fresh, 0) != sizeof fresh)
        fresh ^= (uint64_t)(uintptr_t)&fresh; // no kernel that serves is without it
    fresh |= 1;
    return atomic_compare_exchange_strong(&key, &known, fresh) ? fresh : known;
}

// Both halves of a product of 128 bits: every bit of the one depends on every bit of the others.
static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_bytes(uint64_t key, const char *bytes, size_t length)
{
    uint64_t hash = mix(key ^ length, UINT64_C(0x9E3779B97F4A7C15));
    for (; length > 0;) {
        uint64_t part = 0;
        size_t step = length < sizeof part ? length : sizeof part;
        memcpy(&part, bytes, step);
        hash = mix(hash ^ part, key ^ UINT64_C(0xD6E8FEB86659FD93));
        bytes += step;
        length -= step;
    }
    return hash;
}

// A number by what it means: its digits without zeros at either end, and where the point is.
static uint64_t hash_number(uint64_t key, const char *text)
{
    bool is_negative = *text == '-';
    uint64_t hash = key;
    int64_t point = 0, zeros = 0, exponent = 0;
    bool has_point = false, has_digit = false;
    const char *at = text + is_negative;
    for (; *at && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            has_point = true;
            continue;
        }
        if (*at == '0' && !has_digit) {
            point -= has_point;
            continue;
        }
        has_digit = true;
        point += !has_point;
        if (*at == '0') {
            zeros++; // counts only where another digit follows
            continue;
        }
        for (; zeros > 0; zeros--)
            hash = mix(hash ^ '0', key ^ UINT64_C(0xA0761D6478BD642F));
        hash = mix(hash ^ (uint64_t)*at, key ^ UINT64_C(0xA0761D6478BD642F));
    }
    if (*at) // at most four digits
        exponent = strtol(at + 1, NULL, 10);
    if (!has_digit)
        return key;
    return mix(hash ^ (uint64_t)(point + exponent), key ^ (uint64_t)is_negative);
}

static uint64_t hash_value(uint64_t key, const struct json_value *value)
{
    uint64_t hash = key ^ ((uint64_t)value->kind << 56);
    switch (value->kind) {
    case JSON_VALUE_NULL:
        return mix(hash, key);
    case JSON_VALUE_BOOLEAN:
        return mix(hash ^ (uint64_t)value->boolean, key);
    case JSON_VALUE_NUMBER:
        return mix(hash, hash_number(key, value->text));
    case JSON_VALUE_STRING:
        return mix(hash, hash_bytes(key, value->text, value->length));
    case JSON_VALUE_ARRAY:
        for (uint32_t i = 0; i < value->length; i++)
            hash = mix(hash ^ hash_value(key, &value->members[i].value), key + i);
        return hash;
    case JSON_VALUE_OBJECT: // a sum: the order does not count
        for (uint32_t i = 0; i < value->length; i++)
            hash +=
                mix(hash_bytes(key, value->members[i].name, value->members[i].name_length) ^ key,
                    hash_value(key, &value->members[i].value));
        return hash;
    }
    return hash;
}

// ---- what stands twice ----------------------------------------------------------------------------

enum { COMPARED_ONE_BY_ONE = 8 };

static bool name_equal(const struct json_member *a, const struct json_member *b)
{
    return a->name_length == b->name_length && memcmp(a->name, b->name, a->name_length) == 0;
}

static bool value_equal(const struct json_member *a, const struct json_member *b)
{
    return json_value_equal(&a->value, &b->value);
}

// The first member that equals one before it, `*first`, by names or by values.
static uint32_t find_repeated(struct arena *arena, const struct json_value *value, bool by_name,
                              uint32_t *first)
{
    const struct json_member *members = value->members;
    bool (*equal)(const struct json_member *, const struct json_member *) =
        by_name ? name_equal : value_equal;
    if (value->length <= COMPARED_ONE_BY_ONE) {
        for (uint32_t i = 1; i < value->length; i++)
            for (*first = 0; *first < i; ++*first)
                if (equal(&members[*first], &members[i]))
                    return i;
        return value->length;
    }
    struct slot {
        uint32_t hash, index; // index from 1
    };
    uint64_t key = hash_key();
    uint32_t capacity = 16;
    while (capacity < value->length * 2)
        capacity *= 2;
    struct arena_mark mark = arena_mark(arena);
    struct slot *slots = arena_allocate(arena, capacity * sizeof *slots);
    uint32_t found = value->length;
    for (uint32_t i = 0; i < value->length && found == value->length; i++) {
        uint64_t whole = by_name ? hash_bytes(key, members[i].name, members[i].name_length)
                                 : hash_value(key, &members[i].value);
        uint32_t hash = (uint32_t)(whole ^ whole >> 32), at = hash & (capacity - 1);
        for (; slots[at].index; at = (at + 1) & (capacity - 1)) {
            *first = slots[at].index - 1;
            if (slots[at].hash == hash && equal(&members[*first], &members[i])) {
                found = i;
                break;
            }
        }
        slots[at] = (struct slot){hash, i + 1};
    }
    arena_rewind(arena, mark);
    return found;
}

uint32_t json_members_repeated(struct arena *arena, const struct json_value *object)
{
    uint32_t first;
    return find_repeated(arena, object, true, &first);
}

uint32_t json_value_repeated(struct arena *arena, const struct json_value *array, uint32_t *first)
{
    return find_repeated(arena, array, false, first);
}

// ---- members, equality ----------------------------------------------------------------------------

const struct json_value *json_value_member(const struct json_value *object, const char *name)
{
    size_t length = strlen(name);
    for (uint32_t i = 0; i < object->length && object->kind == JSON_VALUE_OBJECT; i++) {
        const struct json_member *member = &object->members[i];
        if (member->name_length == length && memcmp(member->name, name, length) == 0)
            return &member->value;
    }
    return NULL;
}

static int order_names(const void *a, const void *b)
{
    const struct json_member *left = *(const struct json_member *const *)a;
    const struct json_member *right = *(const struct json_member *const *)b;
    if (left->name_length != right->name_length)
        return left->name_length < right->name_length ? -1 : 1;
    return memcmp(left->name, right->name, left->name_length);
}

static const struct json_member **sorted_members(struct arena *arena,
                                                 const struct json_value *object)
{
    const struct json_member **sorted =
        arena_allocate_raw(arena, object->length * sizeof(struct json_member *));
    for (uint32_t i = 0; i < object->length; i++)
        sorted[i] = &object->members[i];
    qsort(sorted, object->length, sizeof *sorted, order_names);
    return sorted;
}

// Two objects of as many members. Names are each once in an object, so sorted by name the members
// of equal objects stand side by side.
static bool object_equal(const struct json_value *a, const struct json_value *b)
{
    uint32_t at = 0;
    while (at < a->length && name_equal(&a->members[at], &b->members[at]))
        if (at++, !value_equal(&a->members[at - 1], &b->members[at - 1]))
            return false;
    if (at == a->length)
        return true;
    struct arena *arena = arena_new();
    const struct json_member **left = sorted_members(arena, a), **right = sorted_members(arena, b);
    bool is_equal = true;
    for (uint32_t i = 0; i < a->length && is_equal; i++)
        is_equal = name_equal(left[i], right[i]) && value_equal(left[i], right[i]);
    arena_free(arena);
    return is_equal;
}

bool json_value_equal(const struct json_value *a, const struct json_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case JSON_VALUE_NULL:
        return true;
    case JSON_VALUE_BOOLEAN:
        return a->boolean == b->boolean;
    case JSON_VALUE_NUMBER:
        return decimal_compare(a->text, b->text) == 0;
    case JSON_VALUE_STRING:
        return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
    case JSON_VALUE_ARRAY:
        for (uint32_t i = 0; i < a->length && a->length == b->length; i++)
            if (!json_value_equal(&a->members[i].value, &b->members[i].value))
                return false;
        return a->length == b->length;
    case JSON_VALUE_OBJECT:
        return a->length == b->length && object_equal(a, b);
    }
    return false;
}
