// Writes the trees that the contract was read from. Scalars are what YAML 1.2's core schema says:
// null, true and false, numbers, else strings; what is in quotes is a string.
#include "read/contract_bundle.h"

#include "base/word.h"
#include "read/contract_part.h"

struct bundle_writer {
    struct contract_bundle *bundle;
    const struct contract_documents *paths;
    LIST(const struct contract_document *) documents; // in the order met; the contract is first
    const struct contract_document *document;         // which is being written
};

static void tree_write(struct bundle_writer *writer, const struct tree *tree);

// ---- scalars ------------------------------------------------------------------------------------------

static void string_write(struct text *out, const char *string, size_t length)
{
    text_add_char(out, '"');
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)string[at];
        if (byte == '"' || byte == '\\')
            text_format(out, "\\%c", byte);
        else if (byte < ' ')
            text_format(out, "\\u%04x", byte);
        else
            text_add_char(out, (char)byte);
    }
    text_add_char(out, '"');
}

static const char *digits_skip(const char *at)
{
    while (byte_is_digit(*at))
        at++;
    return at;
}

// number = ["-" | "+"] (digits ["." digits*] | "." digits) [("e" | "E") [sign] digits]
// Written as JSON has it: without a plus or leading zeros, with digits on both sides of the point.
static bool number_write(struct text *out, const char *text)
{
    const char *at = text + (*text == '-' || *text == '+');
    const char *whole = at, *whole_end = at = digits_skip(at);
    const char *fraction = at + (*at == '.'), *fraction_end = fraction;
    if (*at == '.')
        at = fraction_end = digits_skip(fraction);
    if (whole == whole_end && fraction == fraction_end)
        return false;
    const char *exponent = at;
    if (*at == 'e' || *at == 'E') {
        const char *digits = at + 1 + (at[1] == '-' || at[1] == '+');
        at = digits_skip(digits);
        if (at == digits)
            return false;
    }
    if (*at)
        return false;
    while (whole < whole_end - 1 && *whole == '0')
        whole++;
    if (*text == '-')
        text_add_char(out, '-');
    if (whole == whole_end)
        text_add_char(out, '0');
    text_add_bytes(out, whole, (size_t)(whole_end - whole));
    if (fraction < fraction_end) {
        text_add_char(out, '.');
        text_add_bytes(out, fraction, (size_t)(fraction_end - fraction));
    }
    text_add(out, exponent);
    return true;
}

// 0x1f and 0o17
static bool based_number_write(struct text *out, const char *text)
{
    bool is_hexadecimal = string_starts_with(text, "0x"), is_octal = string_starts_with(text, "0o");
    const char *digits = is_hexadecimal ? "0123456789abcdefABCDEF" : "01234567";
    if ((!is_hexadecimal && !is_octal) || !text[2] || strlen(text) > 17 ||
        text[2 + strspn(text + 2, digits)])
        return false;
    text_format(out, "%llu", strtoull(text + 2, NULL, is_hexadecimal ? 16 : 8));
    return true;
}

static void scalar_write(struct text *out, const struct tree *tree)
{
    static const char *const booleans[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    if (tree_is_null(tree) ||
        (!tree->is_quoted && (!strcmp(tree->text, "Null") || !strcmp(tree->text, "NULL")))) {
        text_add(out, "null");
        return;
    }
    for (size_t at = 0; !tree->is_quoted && at < array_length(booleans); at++)
        if (strcmp(tree->text, booleans[at]) == 0) {
            text_add(out, booleans[at < 3 ? 0 : 3]);
            return;
        }
    if (!tree->is_quoted && (number_write(out, tree->text) || based_number_write(out, tree->text)))
        return;
    string_write(out, tree->text, tree->count);
}

// ---- references ---------------------------------------------------------------------------------------

static uint32_t document_index(struct bundle_writer *writer,
                               const struct contract_document *document)
{
    for (uint32_t at = 0; at < writer->documents.count; at++)
        if (writer->documents.items[at] == document)
            return at;
    list_add(writer->bundle->arena, &writer->documents, document);
    return writer->documents.count - 1;
}

static const struct contract_document *document_of(const struct bundle_writer *writer,
                                                   const char *relative)
{
    const char *path =
        contract_path_beside(writer->bundle->arena, writer->document->path, relative);
    list_each (struct contract_path, known, writer->paths)
        if (strcmp(known.path, path) == 0)
            return known.document->root ? known.document : NULL;
    return NULL;
}

static void reference_write(struct bundle_writer *writer, const char *text)
{
    struct arena *arena = writer->bundle->arena;
    const char *hash = strchr(text, '#');
    size_t length = hash ? (size_t)(hash - text) : strlen(text);
    const struct contract_document *document = writer->document;
    if (length)
        document = document_of(writer, contract_unescape(arena, text, length));
    if (!document) {
        list_add(arena, &writer->bundle->unreached, text);
        string_write(writer->bundle->out, text, strlen(text));
        return;
    }
    uint32_t index = document_index(writer, document);
    const char *pointer = hash ? hash + 1 : "";
    const char *written = index ? arena_format(arena, "#/x-bundled/%u%s", index, pointer)
                                : arena_format(arena, "#%s", pointer);
    string_write(writer->bundle->out, written, strlen(written));
}

// ---- collections --------------------------------------------------------------------------------------

static void mapping_write(struct bundle_writer *writer, const struct tree *tree, bool is_open)
{
    struct text *out = writer->bundle->out;
    const struct tree *reference = contract_reference_of(tree);
    bool has_any = false;
    text_add_char(out, '{');
    for (uint32_t at = 0; at < tree->count; at++) {
        const struct tree_pair *pair = &tree->pairs[at];
        if (strcmp(pair->key->text, "x-lintel") == 0)
            continue;
        if (has_any)
            text_add_char(out, ',');
        has_any = true;
        string_write(out, pair->key->text, pair->key->count);
        text_add_char(out, ':');
        if (reference && pair->value == reference)
            reference_write(writer, reference->text);
        else
            tree_write(writer, pair->value);
    }
    if (!is_open)
        text_add_char(out, '}');
}

static void tree_write(struct bundle_writer *writer, const struct tree *tree)
{
    struct text *out = writer->bundle->out;
    if (tree->kind == TREE_SCALAR) {
        scalar_write(out, tree);
    } else if (tree->kind == TREE_MAPPING) {
        mapping_write(writer, tree, false);
    } else {
        text_add_char(out, '[');
        for (uint32_t at = 0; at < tree->count; at++) {
            if (at)
                text_add_char(out, ',');
            tree_write(writer, tree->items[at]);
        }
        text_add_char(out, ']');
    }
}

// Documents are written in the order in which they are met, which writing one may make longer.
void contract_bundle_write(struct contract_bundle *bundle, const struct contract *contract)
{
    struct bundle_writer writer = {.bundle = bundle, .paths = contract->documents};
    writer.document = contract->documents->items[0].document;
    list_add(bundle->arena, &writer.documents, writer.document);
    mapping_write(&writer, writer.document->root, true);
    for (uint32_t at = 1; at < writer.documents.count; at++) {
        text_add(bundle->out, at == 1 ? ",\"x-bundled\":{" : ",");
        text_format(bundle->out, "\"%u\":", at);
        writer.document = writer.documents.items[at];
        tree_write(&writer, writer.document->root);
    }
    text_add(bundle->out, writer.documents.count > 1 ? "}}" : "}");
}
