// The crossing as text: see docs/dump.md, "Links". One block for each operation, in the contract's
// order, and one line for each fact.
#include "link/dump.h"
#include "link/name.h"
#include "link/operation.h"

static const char *const envelopes[] = {
    [ENVELOPE_UNKNOWN] = "not known", [ENVELOPE_NONE] = "nothing",
    [ENVELOPE_OBJECT] = "object",     [ENVELOPE_ARRAY] = "array",
    [ENVELOPE_WRAPPED] = "wrapped",   [ENVELOPE_JSON] = "json",
    [ENVELOPE_TOKEN] = "token",       [ENVELOPE_UNFILLABLE] = "not fillable",
};

static const char *const roles[] = {
    [ROLE_WRITTEN] = "written to",   [ROLE_COMPARED] = "compared with", [ROLE_LIMIT] = "limit",
    [ROLE_OFFSET] = "offset",        [ROLE_ANSWERED] = "answered",      [ROLE_ABSENCE] = "absence",
    [ROLE_ARGUMENT] = "argument of", [ROLE_SORTED] = "sorted by",       [ROLE_OTHER] = "other",
};

static void add_use(struct text *out, struct arena *arena, const struct field_use *use)
{
    const struct parameter_use *met = use->use;
    text_format(out, "    %s", roles[met->role]);
    if (met->column)
        text_format(out, " %s", name_column(arena, met->column));
    if (met->function)
        text_format(out, " %s", name_qualified(arena, met->function->schema, met->function->name));
    text_add(out, use->is_whole ? ", within the whole body" : "");
    text_add(out, met->is_direct ? ", as sent" : "");
    text_add(out, met->is_element ? ", each element" : "");
    text_add(out, met->is_coalesced ? ", never absent" : "");
    text_add_char(out, '\n');
}

static void add_fields(struct text *out, struct arena *arena, const struct operation_link *link)
{
    list_each (struct field *, field, &link->fields) {
        text_format(
            out, "  field %s%s%s%s%s%s%s\n", field->label, field->is_required ? ", required" : "",
            field->is_certain ? "" : ", perhaps", field->is_read_only ? ", read only" : "",
            field->is_excluded     ? ", excluded"
            : field->is_undeclared ? ", not declared"
                                   : "",
            field->is_transient ? ", transient" : "", field->is_bound ? "" : ", no parameter");
        for (uint32_t at = 0; at < field->uses.count; at++)
            add_use(out, arena, &field->uses.items[at]);
    }
    if (!link->is_complete)
        text_add(out, "  fields are not all known\n");
}

static void add_bindings(struct text *out, const struct operation_link *link)
{
    list_each (struct parameter_binding, binding, &link->bindings) {
        const char *name = binding.parameter->name ? binding.parameter->name : "(no name)";
        text_format(out, "  parameter :%s: ", name);
        if (binding.kind == BINDING_FIELD)
            text_add(out, binding.field->label);
        else if (binding.kind == BINDING_AMBIGUOUS)
            text_format(out, "%s or %s", binding.field->label, binding.other->label);
        else if (binding.kind == BINDING_BODY)
            text_add(out, "the body");
        else if (binding.kind == BINDING_SERVER)
            text_add(out, "the server's");
        else
            text_format(out, "nothing%s%s", binding.reason ? ": " : "",
                        binding.reason ? binding.reason : "");
        text_add_char(out, '\n');
    }
}

static void add_answer(struct text *out, const struct operation_link *link)
{
    const struct answer_link *answer = &link->answer;
    if (answer->success_count != 1) {
        text_format(out, "  answer: %u successful responses\n", answer->success_count);
        return;
    }
    text_format(out, "  answer %s: %s", answer->response->status_text, envelopes[answer->envelope]);
    if (answer->rows)
        text_format(out, ", rows in \"%s\"", answer->rows->name);
    if (answer->envelope == ENVELOPE_UNKNOWN && answer->reason)
        text_format(out, ", %s", answer->reason);
    text_add_char(out, '\n');
    list_each (struct envelope_part, part, &answer->parts)
        text_format(out, "    beside them %s%s\n", part.is_in_meta ? "meta." : "", part.word);
    list_each (struct answer_fault, fault, &answer->faults)
        text_format(out, "    fault%s: %s\n", fault.is_required ? "" : " (not required)",
                    fault.reason);
}

static void add_callers(struct text *out, const struct operation_link *link)
{
    list_each (struct caller, caller, &link->callers) {
        text_add(out, "  caller");
        if (caller.is_anonymous)
            text_add(out, " anyone");
        else
            for (uint32_t at = 0; at < caller.requirement->schemes.count; at++)
                text_format(out, "%s %s", at ? " and" : "",
                            caller.requirement->schemes.items[at].name);
        if (caller.certainty == ROLE_UNKNOWN)
            text_format(out, ": role not known, %s\n", caller.reason ? caller.reason : "");
        else
            text_format(out, ": %s%s%s\n", caller.role_name,
                        caller.certainty == ROLE_NAMED ? ", not declared" : "",
                        caller.is_presumed ? ", presumed" : "");
    }
}

void link_dump_operations(struct design *design, struct text *out)
{
    struct arena *arena = arena_new();
    const struct design_link *link = design->link ? design->link : design_link(design);
    list_each (struct operation_link *, each, &link->operations) {
        text_format(out, "%s %s: %s\n", each->operation->method, each->operation->path,
                    each->operation->id ? each->operation->id : "(no operationId)");
        if (!each->query)
            text_add(out, "  no query\n");
        add_fields(out, arena, each);
        add_bindings(out, each);
        if (each->query)
            add_answer(out, each);
        add_callers(out, each);
    }
    arena_free(arena);
}
