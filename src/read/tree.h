// YAML and JSON as a tree of nodes that know where they stand. Nothing is interpreted: a scalar is
// its text and whether it was quoted; what `true` or `1.0` mean is the reader's business.
//
// Aliases are resolved: the node of an anchor then appears in several places of the tree, with the
// place of the anchor. So the tree is not to be changed, and one that is walked has at most
// limits.nodes nodes however its aliases multiply. All of it lives in the arena given.
#ifndef LINTEL_READ_TREE_H
#define LINTEL_READ_TREE_H

#include "base/error.h"
#include "base/list.h"
#include "design/place.h"

enum tree_kind { TREE_SCALAR, TREE_MAPPING, TREE_SEQUENCE };

struct tree {
    struct place place; // of the scalar as written, or of the whole collection
    uint8_t kind;       // enum tree_kind
    bool is_quoted;     // a scalar in quotes, or in a block (| and >): always a string
    uint32_t count;     // pairs, items, or bytes of text
    union {
        struct tree_pair *pairs; // mapping, in the order written
        struct tree **items;     // sequence
        const char *text;        // scalar; ended by a NUL byte, which JSON may also hold inside
    };
};

struct tree_pair {
    struct tree *key; // a scalar
    struct tree *value;
};

// What is wrong with a text: the message stands alone but for its place.
struct tree_fault {
    struct place place;
    const char *message;
};
struct tree_fault_list {
    LIST_FIELDS(struct tree_fault);
};

struct tree_limits {
    uint32_t depth;
    uint32_t nodes; // with aliases counted as often as they appear
};
extern const struct tree_limits tree_limits_default;

// NULL where the text cannot be read, with the reason as the last fault. A key that is written
// twice in one mapping is a fault too, but the tree is there; its first value counts.
struct tree *tree_read(struct arena *arena, struct source_file *file,
                       const struct tree_limits *limits, struct tree_fault_list *faults);

// Value of a key, or NULL (also where `mapping` is NULL or no mapping).
struct tree *tree_get(const struct tree *mapping, const char *key);
// The text of a scalar, else NULL.
const char *tree_text(const struct tree *node);
// Nothing, `null` or `~`, unquoted.
bool tree_is_null(const struct tree *node);
const char *tree_kind_name(const struct tree *node); // "a list", for messages

// "path:line:column: message" into the error; returns false.
bool tree_error(struct place place, const char *message, struct error *error);

#endif
