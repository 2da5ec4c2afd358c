// One function for each format, one table of them. Times are RFC 3339's, within what PostgreSQL
// takes: from the year 1, offsets up to 15:59; a leap second only where one may be, at the end of a
// day of UTC.
#include "serve/validate_format.h"

#include <arpa/inet.h>

#include "base/word.h"

static bool is_hex(char byte)
{
    char lower = byte_lower(byte);
    return byte_is_digit(byte) || (lower >= 'a' && lower <= 'f');
}

static bool is_alphanumeric(char byte)
{
    char lower = byte_lower(byte);
    return byte_is_digit(byte) || (lower >= 'a' && lower <= 'z');
}

// uuid = 8hex "-" 4hex "-" 4hex "-" 4hex "-" 12hex
static bool fits_uuid(const char *text, size_t length)
{
    if (length != 36)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text[i] != '-' : !is_hex(text[i]))
            return false;
    }
    return true;
}

// ---- dates and times ------------------------------------------------------------------------------

// `count` digits as a number, or -1.
static int read_digits(const char *text, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (!byte_is_digit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

// date = 4digit "-" 2digit "-" 2digit
static bool fits_date(const char *text, size_t length)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (length != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int year = read_digits(text, 4), month = read_digits(text + 5, 2),
        day = read_digits(text + 8, 2);
    if (year < 1 || month < 1 || month > 12)
        return false;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && is_leap);
}

enum { FRACTION_DIGITS = 100, OFFSET_HOURS = 15 };

// time = 2digit ":" 2digit ":" 2digit ["." digits] ("Z" | "z" | ("+" | "-") 2digit ":" 2digit)
static bool fits_time(const char *text, size_t length)
{
    if (length < 9 || text[2] != ':' || text[5] != ':')
        return false;
    int hour = read_digits(text, 2), minute = read_digits(text + 3, 2),
        second = read_digits(text + 6, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    size_t at = 8;
    if (text[at] == '.') {
        size_t digits = strspn(text + at + 1, "0123456789");
        if (digits == 0 || digits > FRACTION_DIGITS)
            return false;
        at += 1 + digits;
    }
    int offset = 0;
    bool is_utc = length == at + 1 && byte_lower(text[at]) == 'z';
    if (!is_utc && length == at + 6 && (text[at] == '+' || text[at] == '-') &&
        text[at + 3] == ':') {
        int hours = read_digits(text + at + 1, 2), minutes = read_digits(text + at + 4, 2);
        if (hours < 0 || hours > OFFSET_HOURS || minutes < 0 || minutes > 59)
            return false;
        offset = (hours * 60 + minutes) * (text[at] == '-' ? -1 : 1);
    } else if (!is_utc) {
        return false;
    }
    enum { DAY = 24 * 60 };
    return second < 60 || (hour * 60 + minute - offset + DAY) % DAY == DAY - 1;
}

// date-time = date ("T" | "t") time
static bool fits_date_time(const char *text, size_t length)
{
    return length > 11 && byte_lower(text[10]) == 't' && fits_date(text, 10) &&
           fits_time(text + 11, length - 11);
}

// ---- names and addresses --------------------------------------------------------------------------

enum { LABEL_LENGTH = 63, HOST_LENGTH = 253, LOCAL_LENGTH = 64 };

// host = label ("." label)*;  label = letters, digits and, between them, "-"
static bool fits_host(const char *text, size_t length)
{
    size_t start = 0;
    if (length == 0 || length > HOST_LENGTH)
        return false;
    for (size_t at = 0; at <= length; at++) {
        if (at < length && text[at] != '.') {
            if (!is_alphanumeric(text[at]) && text[at] != '-')
                return false;
            continue;
        }
        if (at == start || at - start > LABEL_LENGTH || text[start] == '-' || text[at - 1] == '-')
            return false;
        start = at + 1;
    }
    return true;
}

static bool fits_ipv4(const char *text, size_t length)
{
    struct in_addr address;
    return strlen(text) == length && inet_pton(AF_INET, text, &address) == 1;
}

static bool fits_ipv6(const char *text, size_t length)
{
    struct in6_addr address;
    return strlen(text) == length && inet_pton(AF_INET6, text, &address) == 1;
}

// email = atoms between single dots "@" host; no quoted forms and no comments
static bool fits_email(const char *text, size_t length)
{
    static const char others[] = "!#$%&'*+/=?^_`{|}~-.";
    const char *sign = memchr(text, '@', length);
    size_t local = sign ? (size_t)(sign - text) : 0;
    if (local == 0 || local > LOCAL_LENGTH || text[0] == '.' || text[local - 1] == '.')
        return false;
    for (size_t i = 0; i < local; i++)
        if ((!is_alphanumeric(text[i]) && !strchr(others, text[i])) ||
            (text[i] == '.' && text[i + 1] == '.'))
            return false;
    return fits_host(sign + 1, length - local - 1);
}

// What an URI may hold at all (RFC 3986, section 2); "%" only before two hexadecimal digits.
static bool has_uri_bytes(const char *text, size_t length)
{
    static const char others[] = "-._~:/?#[]@!$&'()*+,;=";
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%') {
            if (length - i < 3 || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))
                return false;
        } else if (!text[i] || (!is_alphanumeric(text[i]) && !strchr(others, text[i]))) {
            return false;
        }
    }
    return true;
}

// uri = scheme ":" something;  scheme = letter (letter | digit | "+" | "-" | ".")*
static bool fits_uri(const char *text, size_t length)
{
    size_t scheme = 0;
    while (scheme < length &&
           (is_alphanumeric(text[scheme]) || (text[scheme] && strchr("+-.", text[scheme]))))
        scheme++;
    return scheme > 0 && scheme < length - 1 && text[scheme] == ':' && !byte_is_digit(text[0]) &&
           is_alphanumeric(text[0]) && has_uri_bytes(text, length);
}

// byte = base64 (RFC 4648, section 4), with its padding
static bool fits_byte(const char *text, size_t length)
{
    size_t padding = 0;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    if (length % 4 != 0)
        return false;
    for (size_t i = 0; i < length - padding; i++)
        if (!is_alphanumeric(text[i]) && text[i] != '+' && text[i] != '/')
            return false;
    return true;
}

// ---- the table ------------------------------------------------------------------------------------

static const struct value_format formats[] = {
    {"uuid", fits_uuid, NULL, NULL, "not a UUID"},
    {"date-time", fits_date_time, NULL, NULL,
     "not a date and time with an offset, as 2026-03-01T09:00:00Z is"},
    {"date", fits_date, NULL, NULL, "not a date, as 2026-03-01 is"},
    {"time", fits_time, NULL, NULL, "not a time with an offset, as 09:00:00Z is"},
    {"email", fits_email, NULL, NULL, "not an e-mail address"},
    {"uri", fits_uri, NULL, NULL, "not a URI"},
    {"hostname", fits_host, NULL, NULL, "not a host name"},
    {"ipv4", fits_ipv4, NULL, NULL, "not an IPv4 address"},
    {"ipv6", fits_ipv6, NULL, NULL, "not an IPv6 address"},
    {"byte", fits_byte, NULL, NULL, "not base64"},
    {"int32", NULL, "-2147483648", "2147483647", "not within 32 bits"},
    {"int64", NULL, "-9223372036854775808", "9223372036854775807", "not within 64 bits"},
};

const struct value_format *value_format_find(const char *name)
{
    for (size_t i = 0; i < array_length(formats); i++)
        if (string_equal(formats[i].name, name))
            return &formats[i];
    return NULL;
}
