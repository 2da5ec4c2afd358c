// Constants and casts: A_Const, TypeCast. A cast of a word to boolean is the constant it means.
#include "read/sql_expression.h"

// PostgreSQL's boolin: a prefix of true, false, yes, no, or on, off ("o" alone is neither), 1, 0.
static bool boolean_word(const char *word, bool *value)
{
    while (*word == ' ' || (*word >= '\t' && *word <= '\r'))
        word++;
    size_t length = strlen(word);
    while (length &&
           (word[length - 1] == ' ' || (word[length - 1] >= '\t' && word[length - 1] <= '\r')))
        length--;
    static const struct {
        const char *word;
        size_t shortest;
        bool value;
    } words[] = {{"true", 1, true},   {"yes", 1, true}, {"on", 2, true},   {"1", 1, true},
                 {"false", 1, false}, {"no", 1, false}, {"off", 2, false}, {"0", 1, false}};
    for (size_t i = 0; i < array_length(words); i++) {
        if (length >= words[i].shortest && length <= strlen(words[i].word) &&
            strncasecmp(word, words[i].word, length) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

// B'101' and X'1F' come as "b101" and "x1F".
static const char *bit_string(struct replay *replay, const char *written)
{
    if (written[0] != 'x' && written[0] != 'X')
        return arena_copy_string(replay->arena, *written ? written + 1 : written);
    size_t length = strlen(written + 1), at = 0;
    char *bits = arena_allocate(replay->arena, length * 4 + 1);
    for (const char *digit = written + 1; *digit; digit++) {
        int value = *digit <= '9' ? *digit - '0' : (*digit | 0x20) - 'a' + 10;
        for (int bit = 3; bit >= 0; bit--)
            bits[at++] = (char)('0' + ((value >> bit) & 1));
    }
    return bits;
}

struct expression *tree_constant(struct replay *replay, const PgQuery__AConst *tree)
{
    struct expression *made = tree_make(replay, EXPRESSION_NULL, tree->location);
    if (tree->isnull)
        return made;
    switch (tree->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        made->kind = EXPRESSION_NUMBER;
        made->name = arena_format(replay->arena, "%d", tree->ival->ival);
        break;
    case PG_QUERY__A__CONST__VAL_FVAL:
        made->kind = EXPRESSION_NUMBER;
        made->name = arena_copy_string(replay->arena, tree->fval->fval);
        break;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        made->kind = EXPRESSION_BOOLEAN;
        made->boolean = tree->boolval->boolval;
        break;
    case PG_QUERY__A__CONST__VAL_SVAL:
        made->kind = EXPRESSION_STRING;
        made->name = arena_copy_string(replay->arena, tree->sval->sval);
        break;
    case PG_QUERY__A__CONST__VAL_BSVAL: {
        static struct type_name bit = {.schema = "pg_catalog", .name = "bit", .is_known = true};
        made->kind = EXPRESSION_STRING;
        made->name = bit_string(replay, tree->bsval->bsval);
        made->type = &bit;
        break;
    }
    default:
        made->kind = EXPRESSION_OTHER;
        made->name = "constant";
    }
    return made;
}

struct expression *tree_cast(struct replay *replay, const PgQuery__TypeCast *tree)
{
    struct expression *operand = tree_expression(replay, tree->arg);
    struct type_name *type = tree_type_name(replay, tree->type_name);
    bool is_boolean = type && string_equal(type->name, "bool") && !type->dimensions &&
                      string_equal(type->schema, "pg_catalog");
    bool value;
    if (operand && is_boolean &&
        (operand->kind == EXPRESSION_BOOLEAN ||
         (operand->kind == EXPRESSION_STRING && !operand->type &&
          boolean_word(operand->name, &value)))) {
        if (operand->kind == EXPRESSION_STRING)
            operand->boolean = value;
        operand->kind = EXPRESSION_BOOLEAN;
        operand->name = NULL;
        operand->type = type; // tells it from TRUE: the cast gives an output its name
        return operand;
    }
    struct expression *made = tree_make(replay, EXPRESSION_CAST, tree->location);
    made->type = type;
    if (operand)
        list_add(replay->arena, &made->operands, operand);
    return made;
}
