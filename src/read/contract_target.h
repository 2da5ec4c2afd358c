// JSONPath (RFC 9535), the part of it that overlays use, over a tree.
//
//   path     = "$" { step }
//   step     = "." (name | "*") | "[" selectors "]" | ".." (name | "*" | "[" selectors "]")
//   selectors= selector { "," selector }
//   selector = quoted | ["-"] digits | "*" | "?" condition
//   condition= all { "||" all }
//   all      = test { "&&" test }
//   test     = "!" test | "(" condition ")" | value [("==" | "!=" | "<" | "<=" | ">" | ">=") value]
//   value    = "@" { "." name | "[" (quoted | digits) "]" } | quoted | number | true | false | null
//
// Slices, functions and "$" inside a condition are not understood, and said so.
#ifndef LINTEL_READ_CONTRACT_TARGET_H
#define LINTEL_READ_CONTRACT_TARGET_H

#include "read/tree.h"

// A node of the tree and where it hangs; the root has no parent.
struct target_match {
    struct tree *node, *parent;
};
struct target_matches {
    LIST_FIELDS(struct target_match);
};

// `work` is how many nodes may still be looked at, over all calls with it: where none is left,
// nothing is found. False where the path is not understood, with the reason.
must_check bool target_find(struct arena *arena, struct tree *root, const char *path,
                            uint64_t *work, struct target_matches *matches, const char **reason);

#endif
