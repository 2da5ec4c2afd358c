// sqlc's functions, which stand for inputs: sqlc.arg(x), sqlc.narg(x) (may be NULL), sqlc.slice(x),
// which PostgreSQL has no use for; and sqlc.embed(table), which becomes table.*.
#include "base/nearest.h"
#include "read/queries_text.h"

static size_t skip_space(const struct query_maker *maker, size_t at)
{
    while (at < maker->end && byte_is_space(maker->bytes[at]))
        at++;
    return at;
}

// sqlc.name(...) at maker->at: its name, its one argument without quotes, and where it ends. False
// where it has another form.
struct sqlc_call {
    const char *name, *argument;
    size_t end;
};
static bool sqlc_call_read(const struct query_maker *maker, struct sqlc_call *call)
{
    struct arena *scratch = maker->reader->scratch;
    const char *bytes = maker->bytes;
    size_t name = maker->at + 5, at = name;
    while (at < maker->end && byte_is_word(bytes[at]))
        at++;
    char *word = arena_copy(scratch, bytes + name, at - name);
    for (char *letter = word; *letter; letter++)
        *letter = byte_lower(*letter);
    call->name = word;
    at = skip_space(maker, at);
    if (at >= maker->end || bytes[at] != '(')
        return false;
    at = skip_space(maker, at + 1);
    char quote = at < maker->end && bytes[at] == '\'' ? '\'' : '\0';
    size_t start = at += quote != '\0';
    while (at < maker->end && (byte_is_word(bytes[at]) || bytes[at] == '.' || bytes[at] == '"'))
        at++;
    call->argument = arena_copy(scratch, bytes + start, at - start);
    if (at == start || byte_is_digit(bytes[start]) ||
        (quote && (at >= maker->end || bytes[at++] != quote)))
        return false;
    at = skip_space(maker, at);
    call->end = at + 1;
    return at < maker->end && bytes[at] == ')';
}

bool sqlc_is_call(const struct query_maker *maker)
{
    const char *bytes = maker->bytes + maker->at;
    return maker->end - maker->at > 6 && strncasecmp(bytes, "sqlc.", 5) == 0 &&
           byte_is_letter(bytes[5]) && (maker->at == maker->text->offset || bytes[-1] != '.');
}

void sqlc_use(struct query_maker *maker)
{
    static const char *const known[] = {"arg", "narg", "slice", "embed"};
    struct sqlc_call call = {0};
    bool is_call = sqlc_call_read(maker, &call);
    size_t function = 0;
    const char *nearest = NULL;
    while (function < array_length(known) && strcmp(known[function], call.name) != 0)
        nearest = name_nearer(call.name, nearest, known[function++]);
    if (!is_call || function == array_length(known)) {
        size_t end = maker->at + 5 + strlen(call.name);
        bool is_known = function < array_length(known);
        const char *message = arena_format(
            maker->arena, is_known ? "%s: sqlc.%s takes one name" : "%s: there is no sqlc.%s",
            maker->text->what, call.name);
        const char *help = is_known  ? "write sqlc.arg(name)"
                           : nearest ? arena_format(maker->arena, "did you mean sqlc.%s?", nearest)
                                     : "sqlc has arg, narg and embed";
        query_text_fault(maker, end, message, help);
        query_text_keep(maker, end);
        return;
    }
    if (strcmp(call.name, "embed") == 0) {
        query_text_replace(maker, call.end,
                           arena_format(maker->reader->scratch, "%s.*", call.argument));
        return;
    }
    parameter_use_style(maker, STYLE_SQLC, call.end);
    if (strcmp(call.name, "slice") == 0)
        query_text_fault(maker, call.end,
                         arena_format(maker->arena,
                                      "%s uses sqlc.slice, which is for MySQL and SQLite",
                                      maker->text->what),
                         "take an array: col = ANY(sqlc.arg(ids)::bigint[])");
    struct parameter *parameter = parameter_use_name(maker, call.argument, call.end);
    parameter->may_be_null |= strcmp(call.name, "narg") == 0;
}
