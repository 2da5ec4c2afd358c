// lintel.yaml into design/manifest.h. One table of keys (manifest_key_at) says of every key where
// it stands, what it takes, its default, what it is for and an example; from it come the reader,
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

// A path of the manifest as it can be opened from where the program was started.
const char *manifest_path(struct arena *arena, const struct manifest *manifest, const char *path);

// The form of a value. A "text" is any scalar; empty ones are faults but for MANIFEST_ANSWER.
enum manifest_form {
    MANIFEST_TEXT,
    MANIFEST_NUMBER,   // digits
    MANIFEST_BOOLEAN,  // true, false
    MANIFEST_WORD,     // one of `words`
    MANIFEST_RATE,     // "100/min", "100/15min"
    MANIFEST_SIZE,     // "1MB"
    MANIFEST_DURATION, // "5s", "500ms"
    MANIFEST_ANSWER,   // a text that may be empty
    MANIFEST_TEXTS,    // a list of texts, or one text
    MANIFEST_OBJECT,   // fixed keys below it: "limits" and then "limits.rate"
    MANIFEST_OBJECTS,  // names of the user's own, each with fixed keys: "schemes.*"
    MANIFEST_MAP,      // names of the user's own, each with one value: "settings.*"
    MANIFEST_LIST,     // a list of objects with fixed keys: "ignore[]"
};

// What the texts of a key are, beyond their form.
enum manifest_meaning {
    MEANING_NONE,
    MEANING_VARIABLE, // the name of an environment variable
    MEANING_PATH,     // of something in the folder of lintel.yaml
    MEANING_ROLE,     // a database role
    MEANING_ORIGIN,   // of a page: "https://app.example", or "*"
};

struct manifest_key {
    const char *path; // "schemes.*.role"
    enum manifest_form form;
    enum manifest_meaning meaning; // of a name's own rows ("secrets.*"): of the name
    bool is_required;              // where the object it belongs to is there
    const char *words;             // MANIFEST_WORD: "postgres, supabase"
    const char
        *shorthand;      // of a name's own rows: the key that a plain text in its place stands for
    const char *absent;  // what holds without the key, in words
    const char *summary; // one line
    const char *explanation;
    const char *used_by; // what reads it: rules, documents, "the server"
    const char *example; // YAML
    // Where the reader puts it: an offset in struct manifest, or in what `add` made for the object
    // above it. `add` makes the item of a name's own or of a list.
    size_t offset;
    void *(*add)(struct arena *arena, void *parent, const char *name, struct place place);
};
unsigned manifest_keys_count(void);
const struct manifest_key *manifest_key_at(unsigned index); // in the order of the document

// "schemes.session.role" and "schemes.*.role" both find the key; NULL where there is none.
const struct manifest_key *manifest_find_key(const char *path);
void manifest_write_list(struct text *out); // the keys, one line each
void manifest_write_key(const struct manifest_key *key, struct text *out); // one, for a terminal
void manifest_write_documentation(struct text *out);                       // docs/manifest.md
void manifest_write_schema(struct text *out); // docs/manifest.schema.json

#endif
