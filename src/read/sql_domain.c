// Domains: CREATE DOMAIN and ALTER DOMAIN.
//
//   CREATE DOMAIN name [AS] type [COLLATE c]
//       ( DEFAULT e | NOT NULL | NULL | [CONSTRAINT name] CHECK (e) )*
//   ALTER DOMAIN name SET DEFAULT e | DROP DEFAULT | SET NOT NULL | DROP NOT NULL
//       | ADD [CONSTRAINT name] CHECK (e) [NOT VALID] | DROP CONSTRAINT [IF EXISTS] name
//       | VALIDATE CONSTRAINT name
#include "read/bind.h"
#include "read/sql_object.h"

struct name_scope {
    const struct design *design;
    const struct type *type;
};

// Constraint names of a domain are chosen so that no constraint of the schema has the same.
static bool constraint_name_taken(void *context, const char *name)
{
    const struct name_scope *scope = context;
    list_each (struct constraint *, check, &scope->type->checks)
        if (strcmp(check->name, name) == 0)
            return true;
    list_each (struct type *, type, &scope->design->types)
        if (type->kind == TYPE_DOMAIN && strcmp(type->schema, scope->type->schema) == 0)
            list_each (struct constraint *, check, &type->checks)
                if (strcmp(check->name, name) == 0)
                    return true;
    list_each (struct relation *, relation, &scope->design->relations)
        if (strcmp(relation->schema, scope->type->schema) == 0 &&
            relation_find_constraint(relation, name))
            return true;
    return false;
}

static struct constraint *check_find(const struct type *type, const char *name, uint32_t *at)
{
    for (*at = 0; *at < type->checks.count; ++*at)
        if (strcmp(type->checks.items[*at]->name, name) == 0)
            return type->checks.items[*at];
    return NULL;
}

static void add_check(struct replay *replay, struct type *type, const PgQuery__Constraint *tree)
{
    struct constraint *check = arena_make(replay->arena, struct constraint);
    check->kind = CONSTRAINT_CHECK;
    check->place = replay_place(replay, tree->location);
    check->is_not_valid = tree->skip_validation;
    const char *name = tree_string(tree->conname);
    uint32_t at;
    if (name) {
        check->place = replay_place_of(replay, name, tree->location);
        check->name = arena_copy_string(replay->arena, name);
        struct constraint *first = check_find(type, check->name, &at);
        if (first) {
            replay_duplicate(replay, "constraint", name, check->place, first->place);
            return;
        }
    } else {
        struct name_scope scope = {replay->design, type};
        check->name = replay_choose_name(replay, type->schema, type->name, NULL, "check",
                                         constraint_name_taken, &scope);
    }
    check->check = tree_expression(replay, tree->raw_expr);
    const char *what =
        arena_format(replay->arena, "constraint %s of domain %s", check->name, type->name);
    bind_expression(replay, check->check, NULL, what);
    list_add(replay->arena, &type->checks, check);
}

static void set_default(struct replay *replay, struct type *type, const node *tree)
{
    type->default_value = tree_expression(replay, tree);
    if (type->default_value)
        bind_expression(replay, type->default_value, NULL,
                        arena_format(replay->arena, "the default of domain %s", type->name));
}

// A copy of the domain that is thrown away while names are missing, so nothing half made stays.
static void read_constraints(struct replay *replay, struct type *type,
                             const PgQuery__CreateDomainStmt *tree)
{
    for (size_t i = 0; i < tree->n_constraints; i++) {
        if (tree->constraints[i]->node_case != PG_QUERY__NODE__NODE_CONSTRAINT)
            continue;
        const PgQuery__Constraint *constraint = tree->constraints[i]->constraint;
        switch (constraint->contype) {
        case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
            set_default(replay, type, constraint->raw_expr);
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
            type->is_not_null = true;
            break;
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
            add_check(replay, type, constraint);
            break;
        default: // NULL says what holds anyway; the parser allows no others that PostgreSQL does
            break;
        }
    }
}

enum outcome replay_create_domain(struct replay *replay, const PgQuery__CreateDomainStmt *tree)
{
    struct object_name object;
    if (!object_new_name_of(replay, tree->n_domainname, tree->domainname, &object))
        return object.outcome;
    if (!object_type_is_free(replay, "domain", &object))
        return OUTCOME_REPLAYED;
    replay->is_missing = false;
    struct type draft = {.kind = TYPE_DOMAIN, .schema = object.schema, .name = object.name};
    draft.base = tree_type_name(replay, tree->type_name);
    read_constraints(replay, &draft, tree);
    if (replay->defers && replay->is_missing)
        return OUTCOME_MISSING;
    struct type *type =
        design_add_type(replay->design, TYPE_DOMAIN, object.schema, object.name, object.place);
    type->owner = replay->role;
    type->base = draft.base;
    type->is_not_null = draft.is_not_null;
    type->default_value = draft.default_value;
    list_each (struct constraint *, check, &draft.checks)
        list_add(replay->arena, &type->checks, check);
    grant_defaults_to_type(replay, type);
    return OUTCOME_REPLAYED;
}

enum outcome replay_alter_domain(struct replay *replay, const PgQuery__AlterDomainStmt *tree)
{
    enum outcome outcome;
    struct type *type = object_type(replay, tree->n_type_name, tree->type_name, false, &outcome);
    if (!type)
        return outcome;
    if (type->kind != TYPE_DOMAIN)
        return object_refused(replay, "%s is not a domain", type->name);
    uint32_t at;
    struct constraint *check;
    replay->is_missing = false;
    switch (tree->subtype ? tree->subtype[0] : '\0') {
    case 'T': {
        struct expression *before = type->default_value;
        set_default(replay, type, tree->def);
        if (replay->defers && replay->is_missing) {
            type->default_value = before;
            return OUTCOME_MISSING;
        }
        return OUTCOME_REPLAYED;
    }
    case 'N':
        type->is_not_null = false;
        return OUTCOME_REPLAYED;
    case 'O':
        type->is_not_null = true;
        return OUTCOME_REPLAYED;
    case 'C': {
        uint32_t before = type->checks.count;
        if (tree->def && tree->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            add_check(replay, type, tree->def->constraint);
        if (replay->defers && replay->is_missing) {
            type->checks.count = before;
            return OUTCOME_MISSING;
        }
        return OUTCOME_REPLAYED;
    }
    case 'X':
    case 'V':
        check = check_find(type, tree->name, &at);
        if (!check)
            return tree->missing_ok
                       ? OUTCOME_REPLAYED
                       : replay_unknown(replay, "constraint", NULL, tree->name,
                                        arena_format(replay->arena, "domain %s", type->name), NULL,
                                        replay_place_of(replay, tree->name, 0));
        if (tree->subtype[0] == 'V') {
            check->is_not_valid = false;
        } else {
            list_remove_at(&type->checks, at);
            replay->design->names_freed++;
        }
        return OUTCOME_REPLAYED;
    default:
        return replay_gap(replay, GAP_STATEMENT, replay->statement,
                          "a form of ALTER DOMAIN that is not followed");
    }
}
