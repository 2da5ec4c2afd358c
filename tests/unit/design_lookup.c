// The design's sets: finding, renaming, removing; overloads, grants, membership, gaps.
#include "design/lookup.h"

#include <setjmp.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static const struct place nowhere;

static struct index *add_index(struct design *design, struct relation *relation, const char *name)
{
    struct index *index = arena_make(design->arena, struct index);
    index->name = name;
    index->relation = relation;
    design_add_index(design, index);
    return index;
}

static void finds_relations_by_schema_and_name(void **state)
{
    (void)state;
    struct design *design = design_new();
    char name[] = "todos";
    struct relation *todos = design_add_relation(design, RELATION_TABLE, "public", name, nowhere);
    name[0] = 'x'; // names are copied
    assert_ptr_equal(design_find_relation(design, "public", "todos"), todos);
    assert_null(design_find_relation(design, "app", "todos"));
    assert_null(design_find_relation(design, "public", "Todos"));
    // A dot inside a name is no separator.
    struct relation *dotted = design_add_relation(design, RELATION_TABLE, "a.b", "c", nowhere);
    assert_null(design_find_relation(design, "a", "b.c"));
    assert_ptr_equal(design_find_relation(design, "a.b", "c"), dotted);
    design_remove_relation(design, todos);
    assert_null(design_find_relation(design, "public", "todos"));
    assert_int_equal(design->relations.count, 1);
    design_free(design);
    design_free(NULL);
}

static void takes_indexes_along(void **state)
{
    (void)state;
    struct design *design = design_new();
    struct relation *table = design_add_relation(design, RELATION_TABLE, "public", "t", nowhere);
    struct index *index = add_index(design, table, "t_a_idx");
    add_index(design, table, "t_b_idx");
    design_rename_relation(design, table, "app", "u");
    assert_ptr_equal(design_find_relation(design, "app", "u"), table);
    assert_null(design_find_relation(design, "public", "t"));
    assert_ptr_equal(design_find_index(design, "app", "t_a_idx"), index);
    assert_null(design_find_index(design, "public", "t_a_idx"));
    design_rename_index(design, index, "renamed");
    assert_ptr_equal(design_find_index(design, "app", "renamed"), index);
    assert_null(design_find_index(design, "app", "t_a_idx"));
    design_remove_index(design, index);
    assert_null(design_find_index(design, "app", "renamed"));
    assert_int_equal(table->indexes.count, 1);
    design_remove_relation(design, table);
    assert_null(design_find_index(design, "app", "t_b_idx"));
    design_free(design);
}

static void leaves_the_family_when_removed(void **state)
{
    (void)state;
    struct design *design = design_new();
    struct relation *parent = design_add_relation(design, RELATION_TABLE, "public", "p", nowhere);
    struct relation *child = design_add_relation(design, RELATION_TABLE, "public", "c", nowhere);
    list_add(design->arena, &parent->children, child);
    list_add(design->arena, &child->parents, parent);
    design_remove_relation(design, child);
    assert_int_equal(parent->children.count, 0);
    design_free(design);
}

static void keeps_a_later_object_of_the_same_name(void **state)
{
    (void)state;
    struct design *design = design_new();
    struct type *first = design_add_type(design, TYPE_ENUM, "public", "mood", nowhere);
    struct type *second = design_add_type(design, TYPE_ENUM, "public", "mood", nowhere);
    design_remove_type(design, first);
    assert_ptr_equal(design_find_type(design, "public", "mood"), second);
    design_rename_type(design, second, "app", "feeling");
    assert_ptr_equal(design_find_type(design, "app", "feeling"), second);
    assert_null(design_find_type(design, "public", "mood"));
    design_free(design);
}

static uint32_t overload_count(struct design *design, const char *name)
{
    uint32_t count = 0;
    for (struct function *at = design_find_function(design, "public", name); at;
         at = design_next_overload(design, at))
        count++;
    return count;
}

static void chains_overloads(void **state)
{
    (void)state;
    struct design *design = design_new();
    struct function *one = design_add_function(design, "public", "f", nowhere);
    struct function *two = design_add_function(design, "public", "f", nowhere);
    struct function *three = design_add_function(design, "public", "f", nowhere);
    assert_ptr_equal(design_find_function(design, "public", "f"), one);
    assert_ptr_equal(design_next_overload(design, one), two);
    assert_int_equal(overload_count(design, "f"), 3);
    design_remove_function(design, two);
    assert_int_equal(overload_count(design, "f"), 2);
    design_rename_function(design, one, "public", "g");
    assert_ptr_equal(design_find_function(design, "public", "f"), three);
    assert_int_equal(overload_count(design, "f"), 1);
    design_rename_function(design, three, "public", "g");
    assert_null(design_find_function(design, "public", "f"));
    assert_int_equal(overload_count(design, "g"), 2);
    design_remove_function(design, one);
    design_remove_function(design, three);
    assert_null(design_find_function(design, "public", "g"));
    assert_int_equal(design->functions.count, 0);
    design_free(design);
}

static void finds_what_a_relation_holds(void **state)
{
    (void)state;
    struct design *design = design_new();
    struct relation *table = design_add_relation(design, RELATION_TABLE, "public", "t", nowhere);
    struct column dropped = {.name = "a", .is_dropped = true}, column = {.name = "a"};
    list_add(design->arena, &table->columns, &dropped);
    assert_null(relation_find_column(table, "a"));
    list_add(design->arena, &table->columns, &column);
    assert_ptr_equal(relation_find_column(table, "a"), &column);
    assert_null(relation_primary_key(table));
    struct constraint key = {.name = "t_pkey", .kind = CONSTRAINT_PRIMARY_KEY};
    list_add(design->arena, &table->constraints, &key);
    assert_ptr_equal(relation_primary_key(table), &key);
    assert_ptr_equal(relation_find_constraint(table, "t_pkey"), &key);
    assert_null(relation_find_policy(table, "own"));
    assert_null(relation_find_trigger(table, "touch"));
    assert_string_equal(relation_kind_name(table), "table");
    assert_true(relation_is_table(table));
    assert_string_equal(command_name(COMMAND_UPDATE), "UPDATE");
    design_free(design);
}

static void adds_up_grants(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct grant_list list = {0};
    list_add(arena, &list, (struct grant){.role = "anon", .privileges = PRIVILEGE_SELECT});
    list_add(arena, &list,
             (struct grant){.role = "anon", .privileges = PRIVILEGE_INSERT, .is_assumed = true});
    assert_int_equal(grant_list_privileges(&list, "anon", false), PRIVILEGE_SELECT);
    assert_int_equal(grant_list_privileges(&list, "anon", true),
                     PRIVILEGE_SELECT | PRIVILEGE_INSERT);
    assert_int_equal(grant_list_privileges(&list, "public", true), 0);
    assert_int_equal(grant_list_find(&list, "anon", true)->privileges, PRIVILEGE_INSERT);
    assert_null(grant_list_find(&list, "public", false));
    arena_free(arena);
}

static void follows_memberships(void **state)
{
    (void)state;
    struct design *design = design_new();
    struct role *a = design_add_role(design, "a", nowhere);
    struct role *b = design_add_role(design, "b", nowhere);
    struct role *c = design_add_role(design, "c", nowhere);
    list_add(design->arena, &a->member_of, "b");
    list_add(design->arena, &a->member_of, "nobody_declares_it");
    list_add(design->arena, &b->member_of, "c");
    list_add(design->arena, &c->member_of, "a"); // a circle, which PostgreSQL refuses
    assert_true(role_is_member(design, "a", "a"));
    assert_true(role_is_member(design, "a", "c"));
    assert_true(role_is_member(design, "a", "nobody_declares_it"));
    assert_false(role_is_member(design, "a", "d"));
    assert_true(role_is_member(design, "x", "public"));
    assert_false(role_is_member(design, "x", "a"));
    assert_false(role_is_member(design, NULL, "a"));
    design_remove_role(design, b);
    assert_null(design_find_role(design, "b"));
    assert_false(role_is_member(design, "a", "c"));
    design_free(design);
}

static void add_gap(struct design *design, struct source_file *file, uint32_t offset,
                    uint32_t length)
{
    list_add(design->arena, &design->gaps,
             (struct gap){.kind = GAP_SYNTAX, .reason = "", .place = {file, offset, length}});
}

static void knows_what_gaps_mention(void **state)
{
    (void)state;
    const char *bytes = "CREATE TABLE Orders_Log (\"two words\" int); ALTER users; größe";
    struct source_file file = {.path = "a.sql", .bytes = bytes, .length = strlen(bytes)};
    struct design *design = design_new();
    assert_false(design_gap_mentions(design, "orders_log"));
    add_gap(design, &file, 0, 41);
    assert_true(design_gap_mentions(design, "orders_log"));
    assert_true(design_gap_mentions(design, "ORDERS_LOG"));
    assert_false(design_gap_mentions(design, "orders"));
    assert_true(design_gap_mentions(design, "two words"));
    assert_false(design_gap_mentions(design, "two users"));
    assert_false(design_gap_mentions(design, "users"));
    assert_false(design_gap_mentions(design, ""));
    assert_false(design_gap_mentions(design, "."));
    add_gap(design, &file, 42, 1000); // longer than the file
    assert_true(design_gap_mentions(design, "users"));
    assert_true(design_gap_mentions(design, "größe"));
    add_gap(design, NULL, 0, 0);
    add_gap(design, &file, 5000, 10);
    assert_false(design_gap_mentions(design, "sizes"));
    design_free(design);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_relations_by_schema_and_name),
        cmocka_unit_test(takes_indexes_along),
        cmocka_unit_test(leaves_the_family_when_removed),
        cmocka_unit_test(keeps_a_later_object_of_the_same_name),
        cmocka_unit_test(chains_overloads),
        cmocka_unit_test(finds_what_a_relation_holds),
        cmocka_unit_test(adds_up_grants),
        cmocka_unit_test(follows_memberships),
        cmocka_unit_test(knows_what_gaps_mention),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
