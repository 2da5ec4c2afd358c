// Faults of the contract. Several contracts may share a file by $ref: what is wrong there is said
// once, since a fault's subject is its place and message, and subjects of earlier contracts count.
#include "base/nearest.h"
#include "read/contract_part.h"

// The fault of that subject, or NULL after noting that the next one is.
static struct fault *subject_known(struct contract_reader *reader, const char *subject)
{
    uintptr_t known = (uintptr_t)map_get(&reader->subjects, subject);
    if (known)
        return &reader->design->faults.items[known - 1];
    map_set(reader->scratch, &reader->subjects, subject,
            (void *)((uintptr_t)reader->design->faults.count + 1)); // NOLINT
    return NULL;
}

static const char *subject_of(struct contract_reader *reader, const struct fault *fault)
{
    return arena_format(reader->scratch, "%s:%u:%s", fault->place.file->path, fault->place.offset,
                        fault->message);
}

void contract_fault_related(struct contract_reader *reader, struct fault fault)
{
    if (reader->subjects.capacity == 0) {
        for (uint32_t i = 0; i < reader->design->faults.count; i++) {
            const struct fault *earlier = &reader->design->faults.items[i];
            if (earlier->place.file &&
                (earlier->kind == FAULT_CONTRACT || earlier->kind == FAULT_REFERENCE))
                map_set(reader->scratch, &reader->subjects, subject_of(reader, earlier),
                        (void *)((uintptr_t)i + 1)); // NOLINT
        }
    }
    if (!subject_known(reader, subject_of(reader, &fault)))
        list_add(reader->arena, &reader->design->faults, fault);
}

void contract_fault(struct contract_reader *reader, struct place place, bool is_certain,
                    const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_format_list(reader->arena, format, arguments);
    va_end(arguments);
    contract_fault_related(reader, (struct fault){.kind = FAULT_CONTRACT,
                                                  .is_certain = is_certain,
                                                  .place = place,
                                                  .message = message,
                                                  .help = help});
}

void contract_fault_reference(struct contract_reader *reader, struct place place, bool is_certain,
                              const char *text, const char *message, const char *help)
{
    struct fault fault = {.kind = FAULT_REFERENCE,
                          .is_certain = is_certain,
                          .place = place,
                          .message = message,
                          .help = help};
    uint32_t count = reader->design->faults.count;
    const char *subject =
        arena_format(reader->scratch, "%s -> %s: %s", place.file->path, text, message);
    uintptr_t known = (uintptr_t)map_get(&reader->subjects, subject);
    if (known) {
        reader->design->faults.items[known - 1].repeated++;
        return;
    }
    contract_fault_related(reader, fault);
    if (reader->design->faults.count > count)
        map_set(reader->scratch, &reader->subjects, subject,
                (void *)((uintptr_t)count + 1)); // NOLINT
}

const char *contract_did_you_mean(struct contract_reader *reader, const char *nearest)
{
    return nearest ? arena_format(reader->arena, "did you mean \"%s\"?", nearest) : NULL;
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

void contract_keys_check(struct contract_reader *reader, const struct tree *mapping,
                         const char *owner, const char *const *names)
{
    for (uint32_t i = 0; i < mapping->count; i++) {
        const struct tree *key = mapping->pairs[i].key;
        if (string_starts_with(key->text, "x-") || is_among(key->text, names) ||
            contract_is_merge_key(reader, key))
            continue;
        const char *nearest = NULL;
        for (uint32_t k = 0; names[k]; k++)
            nearest = name_nearer(key->text, nearest, names[k]);
        contract_fault(reader, key->place, false, contract_did_you_mean(reader, nearest),
                       "%s has no key \"%s\"", owner, key->text);
    }
}

bool contract_is_merge_key(struct contract_reader *reader, const struct tree *key)
{
    if (key->is_quoted || strcmp(key->text, "<<") != 0)
        return false;
    contract_fault(reader, key->place, false, "write out what it names, or refer to it by $ref",
                   "\"<<\" is not followed: YAML 1.2 has no merge keys");
    return true;
}

void contract_faults_of_tree(struct contract_reader *reader, const struct tree_fault_list *faults,
                             bool is_readable)
{
    for (uint32_t i = 0; i < faults->count; i++) {
        const struct tree_fault *fault = &faults->items[i];
        bool ends_reading = !is_readable && i + 1 == faults->count;
        contract_fault(reader, fault->place, ends_reading,
                       ends_reading ? "nothing of this file was read" : NULL, "%s", fault->message);
    }
}
