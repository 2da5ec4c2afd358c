// The names of outputs that are written without AS, as PostgreSQL's parse_target.c makes them: a
// column's or function's own name, a cast's type where nothing better is inside, and so on.
#include "read/bind_scope.h"

// PostgreSQL's FigureColname: 2 is a good name, 1 one that a better replaces, 0 none.
int figure_name(const struct expression *expression, const char **name)
{
    if (!expression)
        return 0;
    const struct expression *first =
        expression->operands.count ? expression->operands.items[0] : NULL;
    switch (expression->kind) {
    case EXPRESSION_COLUMN:
    case EXPRESSION_CALL:
    case EXPRESSION_FIELD:
        *name = expression->name;
        return 2;
    case EXPRESSION_STAR: // a whole row
        *name = expression->qualifier;
        return expression->qualifier ? 2 : 0;
    case EXPRESSION_PARAMETER: // $1 has none, an argument by name has its own
        *name = expression->name;
        return expression->name ? 2 : 0;
    case EXPRESSION_KEYWORD:
        *name = expression->name;
        return 2;
    case EXPRESSION_SUBSCRIPT:
    case EXPRESSION_COLLATE:
        return figure_name(first, name);
    case EXPRESSION_NULLIF:
        *name = "nullif";
        return 2;
    case EXPRESSION_COALESCE:
        *name = "coalesce";
        return 2;
    case EXPRESSION_GREATEST:
        *name = "greatest";
        return 2;
    case EXPRESSION_LEAST:
        *name = "least";
        return 2;
    case EXPRESSION_ARRAY:
    case EXPRESSION_SUBQUERY_ARRAY:
        *name = "array";
        return 2;
    case EXPRESSION_ROW:
        *name = "row";
        return 2;
    case EXPRESSION_EXISTS:
        *name = "exists";
        return 2;
    case EXPRESSION_SUBQUERY:
        if (!expression->query || expression->query->outputs.count == 0)
            return 0;
        *name = expression->query->outputs.items[0].name;
        return *name ? 2 : 0;
    case EXPRESSION_BOOLEAN:
    case EXPRESSION_CAST: {
        int strength = expression->kind == EXPRESSION_CAST ? figure_name(first, name) : 0;
        if (strength <= 1 && expression->type) {
            *name = expression->type->name;
            return 1;
        }
        return strength;
    }
    case EXPRESSION_CASE: {
        uint32_t count = expression->operands.count;
        int strength = figure_name(count ? expression->operands.items[count - 1] : NULL, name);
        if (strength <= 1) {
            *name = "case";
            return 1;
        }
        return strength;
    }
    case EXPRESSION_OTHER: {
        static const char *const like_functions[] = {"grouping",  "xmlconcat",   "xmlelement",
                                                     "xmlforest", "xmlparse",    "xmlpi",
                                                     "xmlroot",   "xmlserialize"};
        for (size_t i = 0; i < array_length(like_functions); i++) {
            if (string_equal(expression->name, like_functions[i])) {
                *name = expression->name;
                return 2;
            }
        }
        return 0;
    }
    default:
        return 0;
    }
}
