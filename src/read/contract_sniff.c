// What a file says it is, by the keys of its outermost mapping: a scan without a tree, so that a
// folder of YAML and JSON costs little.
//
// In JSON, and YAML written so, keys stand at depth one, anywhere. In block YAML they stand as
// far in as the first key: what belongs to another key stands further in.
#include "base/word.h"
#include "read/contract.h"

static const struct {
    const char *key;
    enum contract_form form;
} forms[] = {
    {"openapi", CONTRACT_OPENAPI},
    {"swagger", CONTRACT_SWAGGER},
    {"overlay", CONTRACT_OVERLAY},
};

static const char *spaces_skip(const char *at, const char *end)
{
    while (at < end && byte_is_space(*at))
        at++;
    return at;
}

// key = ["'" | '"'] word ["'" | '"'] ":" ["'" | '"'] digit
static enum contract_form key_form(const char *at, const char *end)
{
    at += at < end && (*at == '"' || *at == '\'');
    for (size_t i = 0; i < array_length(forms); i++) {
        size_t length = strlen(forms[i].key);
        if ((size_t)(end - at) <= length || memcmp(at, forms[i].key, length) != 0)
            continue;
        const char *after = at + length;
        after += *after == '"' || *after == '\'';
        after = spaces_skip(after, end);
        if (after == end || *after != ':')
            return CONTRACT_NONE;
        after++;
        while (after < end && (*after == ' ' || *after == '\t'))
            after++;
        after += after < end && (*after == '"' || *after == '\'');
        return after < end && byte_is_digit(*after) ? forms[i].form : CONTRACT_NONE;
    }
    return CONTRACT_NONE;
}

static enum contract_form flow_form(const char *at, const char *end)
{
    uint32_t depth = 0;
    bool is_key = false; // after "{" or "," at depth one
    for (; at < end; at++) {
        if (*at == '{' || *at == '[') {
            is_key = ++depth == 1;
        } else if (*at == '}' || *at == ']') {
            if (--depth == 0)
                return CONTRACT_NONE;
        } else if (*at == ',') {
            is_key = depth == 1;
        } else if (is_key && !byte_is_space(*at)) {
            enum contract_form form = key_form(at, end);
            if (form)
                return form;
            is_key = false;
        }
        if (*at == '"' || *at == '\'') {
            char quote = *at++;
            for (; at < end && *at != quote; at++)
                at += *at == '\\' && quote == '"';
        }
    }
    return CONTRACT_NONE;
}

// Whether a line of YAML holds neither a comment, nor a mark between documents, nor nothing.
static bool has_content(const char *at, const char *end)
{
    return at < end && *at != '\n' && *at != '\r' && *at != '#' && *at != '%' &&
           !(end - at >= 3 && memcmp(at, "---", 3) == 0);
}

enum contract_form contract_sniff(const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;
    const char *first = spaces_skip(at, end);
    if (first < end && *first == '{')
        return flow_form(first, end);
    size_t indent = SIZE_MAX; // of the outermost mapping: that of the first line with content
    while (at < end) {
        const char *start = at;
        while (at < end && *at == ' ')
            at++;
        if (indent == SIZE_MAX && has_content(at, end))
            indent = (size_t)(at - start);
        enum contract_form form =
            (size_t)(at - start) == indent ? key_form(at, end) : CONTRACT_NONE;
        if (form)
            return form;
        const char *line_break = memchr(at, '\n', (size_t)(end - at));
        at = line_break ? line_break + 1 : end;
    }
    return CONTRACT_NONE;
}
