// lintel.yaml into design/manifest.h. One table of keys (manifest_keys) says of every key where it
// stands, what it takes, its default, what it is for and an example; from it come the reader,
// `lintel explain lintel.yaml:KEY`, docs/manifest.md and docs/manifest.schema.json, so they cannot
// differ.
//
// An unknown key, a value of the wrong form, a word that is none of the known ones and keys that
// contradict each other are faults (FAULT_MANIFEST) with the nearest known key; the rest is read.
#ifndef LINTEL_READ_MANIFEST_H
#define LINTEL_READ_MANIFEST_H

#include "base/error.h"
#include "base/text.h"
#include "design/design.h"
#include "design/manifest.h"

// Fills design->manifest. False only where the file is no YAML at all or passes a limit.
must_check bool manifest_read(struct design *design, struct source_file *file, struct error *error);

enum manifest_form {
    MANIFEST_TEXT,    // a scalar
    MANIFEST_NUMBER,  // digits
    MANIFEST_BOOLEAN, // true, false
    MANIFEST_WORD,    // one of `words`
    MANIFEST_TEXTS,   // a list of scalars, or one scalar
    MANIFEST_OBJECT,  // fixed keys below it: "limits" and then "limits.rate"
    MANIFEST_OBJECTS, // names of the user's own, each with fixed keys: "schemes.*"
    MANIFEST_MAP,     // names of the user's own, each with a text: "settings.*"
    MANIFEST_LIST,    // a list of objects with fixed keys: "ignore[]"
};

struct manifest_key {
    const char *path; // "schemes.*.role"
    enum manifest_form form;
    const char *words;   // MANIFEST_WORD: "postgres, supabase"
    const char *absent;  // what holds without the key, in words
    const char *summary; // one line
    const char *explanation;
    const char *example; // YAML
};
extern const struct manifest_key manifest_keys[];
extern const unsigned manifest_keys_count;

// "schemes.session.role" and "schemes.*.role" both find the key; NULL where there is none.
const struct manifest_key *manifest_find_key(const char *path);
void manifest_write_documentation(struct text *out); // docs/manifest.md
void manifest_write_schema(struct text *out);        // docs/manifest.schema.json

#endif
