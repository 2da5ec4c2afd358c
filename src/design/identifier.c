// Quoting. A name needs quotes unless it is lower-case letters, digits and _, does not begin with a
// digit, and is no keyword that the grammar keeps from being a name somewhere.
#include "design/identifier.h"

// Keywords of PostgreSQL 15 other than the unreserved ones, in byte order
// (manual, appendix "SQL Key Words"; pg_get_keywords() with catcode <> 'U').
// clang-format off
static const char *const keywords[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast",
    "char", "character", "check", "coalesce", "collate", "collation", "column", "concurrently",
    "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "dec", "decimal",
    "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists",
    "extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full", "grant",
    "greatest", "group", "grouping", "having", "ilike", "in", "initially", "inner", "inout",
    "int", "integer", "intersect", "interval", "into", "is", "isnull", "join", "lateral",
    "leading", "least", "left", "like", "limit", "localtime", "localtimestamp", "national",
    "natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric",
    "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing",
    "position", "precision", "primary", "real", "references", "returning", "right", "row",
    "select", "session_user", "setof", "similar", "smallint", "some", "substring", "symmetric",
    "table", "tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim",
    "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose",
    "when", "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists",
    "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable"
};
// clang-format on

static int compare_word(const void *wanted, const void *word)
{
    return strcmp(wanted, *(const char *const *)word);
}

static bool needs_quotes(const char *name)
{
    if (!((*name >= 'a' && *name <= 'z') || *name == '_'))
        return true;
    for (const char *at = name; *at; at++) {
        if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_'))
            return true;
    }
    return bsearch(name, keywords, array_length(keywords), sizeof *keywords, compare_word) != NULL;
}

static void quoted_print(struct text *out, const char *string, char quote)
{
    text_add_char(out, quote);
    for (const char *at = string; *at; at++) {
        if (*at == quote)
            text_add_char(out, quote);
        text_add_char(out, *at);
    }
    text_add_char(out, quote);
}

void identifier_print(struct text *out, const char *name)
{
    if (needs_quotes(name))
        quoted_print(out, name, '"');
    else
        text_add(out, name);
}

void identifier_print_qualified(struct text *out, const char *schema, const char *name)
{
    if (schema) {
        identifier_print(out, schema);
        text_add_char(out, '.');
    }
    identifier_print(out, name);
}

void literal_print(struct text *out, const char *string)
{
    quoted_print(out, string, '\'');
}
