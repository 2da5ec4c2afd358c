// What the files of the contract's reader share. Only contract*.c include this.
//
// A node is a tree together with the document whose relative references it holds: an overlay's
// additions belong to the document they were added to, whatever file they were written in.
#ifndef LINTEL_READ_CONTRACT_PART_H
#define LINTEL_READ_CONTRACT_PART_H

#include "base/address_map.h"
#include "base/map.h"
#include "read/contract.h"
#include "read/tree.h"

struct contract_document {
    struct source_file *file; // NULL where it could not be opened
    const char *path;         // to open it, and what lies beside it
    struct tree *root;        // NULL where it could not be read
};

// Every document of a contract by each path that led to it, the contract itself first. In the
// design's arena.
struct contract_path {
    const char *path;
    struct contract_document *document;
};
struct contract_documents {
    LIST_FIELDS(struct contract_path);
};

struct contract_node {
    struct tree *tree; // NULL: not there
    struct contract_document *document;
};

struct contract_reader {
    struct design *design;
    struct arena *arena;   // the design's: the model, and the trees, whose texts it uses
    struct arena *scratch; // maps and lists of the reader's own: gone when the contract is read
    const struct contract_limits *limits;
    struct error *error;
    bool has_failed; // a limit was passed: `error` says which
    bool is_3_0;
    struct contract *contract;
    struct contract_document *document; // the contract itself
    struct contract_documents *paths;   // all of them, for the bundle
    uint32_t document_count;
    struct map documents;                 // by identity: struct contract_document
    struct address_map indexes;           // of large mappings: struct map
    struct address_map references;        // of nodes with $ref: what they lead to
    struct address_map schema_references; // the same for schemas
    struct address_map schemas;           // of schema nodes: struct contract_draft
    struct address_map parts; // of parameters, bodies, responses, headers: what was made of them
    LIST(struct contract_draft *) drafts; // in the order met; read one after another
    struct map keywords;                  // of schemas, by name
    const char *quoted_keywords[64];      // their names as messages write them
    struct map schemes;                   // by name: struct security_scheme
    struct map routes;                    // "get /todos/{}": struct operation
    struct requirement_list security;     // of the whole contract
    struct place security_place;
    struct map subjects; // of faults: index + 1
};

// ---- faults (contract_fault.c) -----------------------------------------------------------------

// The same message at the same place is one fault. Not certain: a warning.
void contract_fault(struct contract_reader *reader, struct place place, bool is_certain,
                    const char *help, const char *format, ...) printf_like(5, 6);
// A reference that leads nowhere: once for all places with the same `text`.
void contract_fault_reference(struct contract_reader *reader, struct place place, bool is_certain,
                              const char *text, const char *message, const char *help);
// A fault that has a first place as well.
void contract_fault_related(struct contract_reader *reader, struct fault fault);
// "did you mean ...", or NULL.
const char *contract_did_you_mean(struct contract_reader *reader, const char *nearest);
// Keys of a mapping that are none of `names` (ended by NULL) and no extension.
void contract_keys_check(struct contract_reader *reader, const struct tree *mapping,
                         const char *owner, const char *const *names);
// "<<": YAML 1.1 merges what it names, 1.2 and JSON know nothing of it. A fault where it is one.
bool contract_is_merge_key(struct contract_reader *reader, const struct tree *key);
// What a tree's reader found wrong.
void contract_faults_of_tree(struct contract_reader *reader, const struct tree_fault_list *faults,
                             bool is_readable);

// ---- values (contract_value.c) -----------------------------------------------------------------

// The value of a key, NULL where it is absent or null. Large mappings are indexed once.
struct tree *contract_get(struct contract_reader *reader, const struct tree *mapping,
                          const char *key);
struct contract_node contract_child(struct contract_reader *reader, struct contract_node node,
                                    const char *key);
// The same, and what it leads to where it is a reference: tools that bundle files allow one in
// place of any list or mapping.
struct contract_node contract_part(struct contract_reader *reader, struct contract_node node,
                                   const char *key);
// Whether `tree` is of the kind; a fault about `what` where it is there and is not.
bool contract_expect(struct contract_reader *reader, const struct tree *tree, enum tree_kind kind,
                     const char *what);
// The value of a key that holds text, true or false, a count, a number. A value of another kind is
// a fault and counts as absent: NULL, `absent`, -1, NULL.
const char *contract_text(struct contract_reader *reader, const struct tree *tree,
                          const char *what);
bool contract_flag(struct contract_reader *reader, const struct tree *tree, const char *what,
                   bool absent);
int64_t contract_count(struct contract_reader *reader, const struct tree *tree, const char *what);
const char *contract_number(struct contract_reader *reader, const struct tree *tree,
                            const char *what);
struct literal contract_literal(struct contract_reader *reader, const struct tree *tree);

// ---- references (contract_reference.c) ---------------------------------------------------------

// What a node with $ref leads to in the end, and any other node itself. The tree is NULL where it
// leads nowhere, which is said.
struct contract_node contract_follow(struct contract_reader *reader, struct contract_node node);
// The same for schemas: in 3.1 one with keywords beside its $ref is followed itself, but is an end.
struct contract_node contract_follow_schema(struct contract_reader *reader,
                                            struct contract_node node);
// A reference with keywords beside it that count.
bool contract_has_siblings(const struct contract_reader *reader, const struct tree *tree);
void contract_fault_circle(struct contract_reader *reader, const struct tree *reference);
// The value of its $ref where a node is a reference, else NULL.
const struct tree *contract_reference_of(const struct tree *tree);

// `relative` beside `path`, with "." and ".." taken out where the path itself names the folder.
const char *contract_path_beside(struct arena *arena, const char *path, const char *relative);
// Percent escapes undone; what is none, or would be a NUL byte, stays.
char *contract_unescape(struct arena *arena, const char *text, size_t length);

// ---- parts -------------------------------------------------------------------------------------

// The schema of a node: never NULL. It is filled by contract_schemas_finish.
struct value_schema *contract_schema(struct contract_reader *reader, struct contract_node node);
// As a component of that name.
void contract_component(struct contract_reader *reader, struct contract_node node,
                        const char *name);
void contract_schemas_begin(struct contract_reader *reader);
void contract_schemas_finish(struct contract_reader *reader);
// contract_merge.c: a reference's keywords joined with those of what it leads to.
void contract_merge_all(struct contract_reader *reader);

// contract_operation.c: `path` is its key below `paths`.
void contract_path_item(struct contract_reader *reader, struct tree *path,
                        struct contract_node item);
// contract_message.c
struct input *contract_input(struct contract_reader *reader, struct contract_node node);
struct body *contract_body(struct contract_reader *reader, struct contract_node node);
// The status is the caller's to set.
struct response *contract_response(struct contract_reader *reader, struct contract_node node);
struct response_header *contract_header(struct contract_reader *reader, struct contract_node node);

// contract_security.c
void contract_schemes(struct contract_reader *reader, struct contract_node schemes);
void contract_requirements(struct contract_reader *reader, const struct tree *security,
                           struct requirement_list *requirements);

// contract_settings.c: x-lintel
void contract_settings(struct contract_reader *reader, const struct tree *tree,
                       struct operation_settings *settings);

// contract_overlay.c: the document's root is replaced by a changed copy.
void contract_overlay(struct contract_reader *reader, struct contract_document *document,
                      struct source_file *overlay);

// A schema while it is read. The schema is its first member, so each points to the other.
struct contract_draft {
    struct value_schema schema;
    struct contract_node node;
    uint64_t written;              // the keywords that stand there, a bit each
    struct contract_draft *target; // of a $ref with keywords beside it
    const char *above, *below;     // exclusiveMinimum and exclusiveMaximum where they are numbers
    LIST(const struct tree *) required;
    bool has_properties; // written, not only names in `required`
    uint8_t merging;     // enum merging: contract_merge.c's own
};

#endif
