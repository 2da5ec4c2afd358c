// The first contract of the design: a document describes one API, so of several only one can be
// answered under one path.
#include "serve/openapi.h"

#include "read/contract_bundle.h"

void openapi_make(struct service_maker *maker)
{
    const struct design *design = maker->design;
    if (design->contracts.count == 0)
        return;
    const struct contract *contract = design->contracts.items[0];
    struct text text;
    text_init(&text);
    struct contract_bundle bundle = {.arena = maker->arena, .out = &text};
    contract_bundle_write(&bundle, contract);
    maker->service->openapi = arena_copy(maker->arena, text.string, text.length);
    maker->service->openapi_length = text.length;
    text_release(&text);
    list_each (const char *, reference, &bundle.unreached)
        service_note(maker,
                     "/openapi.json refers to \"%s\" as it is written: it is no file beside "
                     "the contract.",
                     reference);
    if (design->contracts.count > 1)
        service_note(maker, "/openapi.json is %s; of the %u contracts it is the first.",
                     contract->file->path, design->contracts.count);
}
