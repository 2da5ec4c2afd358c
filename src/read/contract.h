// OpenAPI documents into design/contract.h. YAML or JSON (read/tree.h), versions 3.0 and 3.1;
// Swagger 2.0 is refused with the way out. `$ref` is followed inside and across files (relative
// paths, JSON pointers with their escapes; never over the network), each schema once, so circles
// are pointers. Overlay documents (OpenAPI Overlay 1.0: update, remove, JSONPath targets) are
// applied to the tree before it is read; what they add has its place in the overlay.
//
//   contract.c            the document, its servers and components
//   contract_operation.c  paths and operations
//   contract_message.c    parameters, bodies, responses
//   contract_security.c   schemes and requirements
//   contract_settings.c   x-lintel
//   contract_schema.c     schemas; contract_merge.c: what stands beside a $ref
//   contract_reference.c  $ref and files
//   contract_overlay.c    overlays; contract_target.c: their JSONPath
//   contract_value.c      values; contract_fault.c: faults
//   contract_sniff.c      what a file is
//
// What is wrong with a document is a fault in design->faults (FAULT_CONTRACT, FAULT_REFERENCE), and
// the rest is read; only a file that cannot be read at all, or that a limit forbids, is an error.
#ifndef LINTEL_READ_CONTRACT_H
#define LINTEL_READ_CONTRACT_H

#include "base/error.h"
#include "base/file.h"
#include "design/contract.h"
#include "design/design.h"

struct contract_limits {
    uint64_t file_bytes; // of one document
    uint32_t files;      // reached by $ref
    uint32_t operations;
    uint32_t depth; // of lists and mappings in one another
    // Of one overlay, over all its actions: nodes looked at, and children copied.
    uint64_t overlay_looks, overlay_copies;
};
extern const struct contract_limits contract_limits_default;

struct contract_overlays {
    LIST_FIELDS(struct source_file *);
};

// Adds to design->contracts. `path` is where the file can be opened, for its references; files that
// these reach are added to design->files.
must_check bool contract_read(struct design *design, struct source_file *file, const char *path,
                              const struct contract_overlays *overlays,
                              const struct contract_limits *limits, struct error *error);

// What a file's first lines say it is, without reading it whole: for finding documents.
enum contract_form { CONTRACT_NONE, CONTRACT_OPENAPI, CONTRACT_SWAGGER, CONTRACT_OVERLAY };
enum contract_form contract_sniff(const char *bytes, size_t length);

#endif
