// The reader's loop: split, parse, replay, count. One statement at a time, its tree in the scratch
// arena, so memory stays bounded by the largest statement.
//
// In files of unknown order a statement that needs something not declared yet waits; after the last
// file those that wait are tried again as long as that helps, and then once more with faults.
#include "read/sql.h"

#include "base/word.h"
#include "design/named_query.h"
#include "read/bind.h"
#include "read/newer_syntax.h"
#include "read/plpgsql.h"
#include "read/rollback.h"
#include "read/split.h"
#include "read/sql_tree.h"

const struct sql_limits sql_limits_default = {
    .statement_bytes = 4 * 1024 * 1024,
    .statement_tokens = 200 * 1000,
    .statement_nesting = 5000,
};

// DO blocks inside EXECUTE inside DO blocks.
enum { DEPTH_LARGEST = 16 };

// A statement that waits, with the session it would have run in.
struct waiting {
    struct source_file *file;
    struct statement statement; // its text in the design's arena
    const char *role;
    const char **search_path;
    uint32_t search_path_count;
};

struct sql_reader {
    struct design *design;
    struct sql_limits limits;
    struct arena *scratch;
    struct replay replay;
    LIST(struct waiting) waiting;
};

struct sql_reader *sql_reader_new(struct design *design, const struct sql_limits *limits)
{
    struct sql_reader *reader = arena_make(design->arena, struct sql_reader);
    reader->design = design;
    reader->limits = limits ? *limits : sql_limits_default;
    reader->scratch = arena_new();
    static const char *const always[] = {"pg_catalog", "information_schema", "pg_toast", "pg_temp"};
    for (size_t i = 0; i < array_length(always); i++)
        if (!design_find_schema(design, always[i]))
            design_add_schema(design, always[i], (struct place){0})->is_builtin = true;
    replay_init(&reader->replay, design, reader->scratch);
    return reader;
}

struct replay *sql_reader_replay(struct sql_reader *reader)
{
    return &reader->replay;
}

void sql_reader_free(struct sql_reader *reader)
{
    if (!reader)
        return;
    arena_free(reader->scratch);
    reader->scratch = NULL;
}

void sql_reader_assume_grants(struct sql_reader *reader, bool assumes)
{
    reader->replay.assumes_grants = assumes;
}

const char *sql_parser_version(void)
{
    return PG_MAJORVERSION;
}

// ---- one statement ---------------------------------------------------------------------------

static void report_syntax(struct replay *replay, const struct tree_problem *problem,
                          const struct statement *statement)
{
    if (replay->is_procedural) {
        replay_gap(replay, GAP_DYNAMIC, replay->statement,
                   "a statement of a DO block that does not parse as SQL");
        return;
    }
    int32_t location = problem->location;
    struct place place = replay_place(replay, location);
    struct fault fault = {
        .kind = FAULT_SYNTAX_ERROR,
        .is_certain = true,
        .place = place,
        .message = arena_format(replay->arena, "PostgreSQL's parser refuses this statement: %s",
                                problem->message),
        .label = "here",
        .help = "correct the statement; nothing in it was read",
    };
    const char *newer = newer_syntax_find(replay->text, location);
    if (newer) {
        fault.is_certain = false;
        fault.message = arena_format(replay->arena,
                                     "not understood: this looks like %s, and "
                                     "lintel reads PostgreSQL %s",
                                     newer, PG_MAJORVERSION);
        fault.note = arena_format(replay->arena, "the parser says: %s", problem->message);
        fault.help = "nothing to change if your server is that new; nothing in it was read";
    } else if (replay->has_placeholder) {
        fault.is_certain = false;
        fault.message =
            arena_format(replay->arena, "not understood: a statement with template "
                                        "placeholders, which does not parse without their values");
        fault.note = arena_format(replay->arena, "the parser says: %s", problem->message);
        fault.help = "nothing in it was read; check the generated SQL instead";
    } else if (statement && statement->problem) {
        struct place start = place;
        start.offset = replay->is_place_fixed ? start.offset : statement->problem_offset;
        start.length = 1;
        fault.related = start;
        fault.related_label = arena_copy_string(replay->arena, statement->problem);
    }
    char *subject = arena_format(replay->scratch, "%p %u", (void *)place.file, place.offset);
    replay_fault(replay, subject, fault);
    if (replay->is_query) // says nothing about the schema's names
        return;
    replay_gap(replay, GAP_SYNTAX, replay->statement, "it does not parse");
}

static enum outcome handle_node(struct replay *replay, const node *tree, void *context)
{
    (void)context;
    return replay_node(replay, tree);
}

// Parses replay->text, which `statement` describes where it stands in a file, and handles each of
// its statements.
static enum outcome replay_parsed(struct replay *replay, const struct statement *statement,
                                  node_handler *handler, void *context)
{
    enum outcome outcome = OUTCOME_NEUTRAL;
    struct tree_problem problem;
    const PgQuery__ParseResult *tree = tree_parse(replay, replay->text, &problem);
    if (!tree) {
        report_syntax(replay, &problem, statement);
        return OUTCOME_NOT_PARSED;
    }
    for (size_t i = 0; i < tree->n_stmts; i++) {
        enum outcome one = handler(replay, tree->stmts[i]->stmt, context);
        if (one == OUTCOME_MISSING)
            return one;
        if (one != OUTCOME_NEUTRAL)
            outcome = one;
    }
    return outcome;
}

// Text inside a string was not measured by the splitter that found the statement around it.
bool replay_text_is_too_deep(struct replay *replay, const char *text, size_t length)
{
    struct source_file file = {.bytes = text, .length = length};
    struct splitter splitter;
    struct statement statement;
    splitter_init(&splitter, &file, replay->scratch);
    while (splitter_next(&splitter, &statement))
        if (statement.nesting > sql_limits_default.statement_nesting)
            return true;
    return false;
}

enum outcome replay_text(struct replay *replay, const char *text, struct place place)
{
    return replay_text_with(replay, text, place, handle_node, NULL);
}

enum outcome replay_text_with(struct replay *replay, const char *text, struct place place,
                              node_handler *handler, void *context)
{
    if (replay->depth >= DEPTH_LARGEST || replay_text_is_too_deep(replay, text, strlen(text)))
        return replay_gap(replay, GAP_DYNAMIC, place, "blocks are nested too deeply");
    struct replay outer = *replay;
    size_t length = strlen(text);
    bool verbatim = place.file && !outer.is_place_fixed && place.length >= length &&
                    memcmp(place.file->bytes + place.offset, text, length) == 0;
    replay->text = text;
    replay->text_length = length;
    replay->text_offset = place.offset;
    replay->statement = place;
    replay->is_place_fixed = !verbatim;
    replay->depth++;
    enum outcome outcome = replay_parsed(replay, NULL, handler, context);
    replay->text = outer.text;
    replay->text_length = outer.text_length;
    replay->text_offset = outer.text_offset;
    replay->statement = outer.statement;
    replay->is_place_fixed = outer.is_place_fixed;
    replay->depth--;
    return outcome;
}

static bool is_data(const struct statement *statement)
{
    return strncasecmp(statement->text, "INSERT", 6) == 0;
}

// What is too large to parse is a gap, unless it is data, which says nothing about the model.
static bool is_over_limit(struct sql_reader *reader, const struct statement *statement,
                          enum outcome *outcome)
{
    const struct sql_limits *limits = &reader->limits;
    struct replay *replay = &reader->replay;
    const char *what = NULL, *option = NULL;
    uint32_t size = 0, limit = 0;
    if (statement->length > limits->statement_bytes)
        what = "bytes", option = "statement-size", size = statement->length,
        limit = limits->statement_bytes;
    else if (statement->token_count > limits->statement_tokens)
        what = "tokens", option = "statement-tokens", size = statement->token_count,
        limit = limits->statement_tokens;
    else if (statement->nesting > limits->statement_nesting)
        what = "nested parts", option = "nesting", size = statement->nesting,
        limit = limits->statement_nesting;
    if (!what)
        return false;
    *outcome = replay_gap(
        replay, GAP_LIMIT, replay->statement,
        arena_format(replay->scratch, "%s of %u %s, over the limit of %u (--limit %s=...)",
                     is_data(statement) ? "an INSERT" : "a statement", size, what, limit, option));
    return true;
}

static void statement_enter(struct replay *replay, struct source_file *file,
                            const struct statement *statement)
{
    replay->file = file;
    replay->text = statement->text;
    replay->text_length = statement->length;
    replay->text_offset = statement->offset;
    replay->statement = (struct place){file, statement->offset, statement->length};
    replay->has_placeholder = statement->has_placeholder;
}

// A statement that its transaction takes back changes nothing, but may be broken all the same.
static enum outcome read_rolled_back(struct sql_reader *reader, struct source_file *file,
                                     const struct statement *statement)
{
    enum outcome outcome = OUTCOME_NEUTRAL;
    statement_enter(&reader->replay, file, statement);
    if (is_over_limit(reader, statement, &outcome))
        return outcome;
    struct tree_problem problem;
    if (tree_parse(&reader->replay, statement->text, &problem)) {
        reader->design->statements.rolled_back++;
        return outcome;
    }
    report_syntax(&reader->replay, &problem, statement);
    return OUTCOME_NOT_PARSED;
}

static enum outcome read_statement(struct sql_reader *reader, struct source_file *file,
                                   const struct statement *statement)
{
    struct replay *replay = &reader->replay;
    statement_enter(replay, file, statement);
    enum outcome outcome;
    if (!is_over_limit(reader, statement, &outcome))
        outcome = replay_parsed(replay, statement, handle_node, NULL);
    if (outcome != OUTCOME_NOT_PARSED) {
        list_each (struct long_name, name, &statement->long_names)
            replay_long_name(replay,
                             arena_copy(replay->scratch, file->bytes + name.offset, name.length),
                             (struct place){file, name.offset, name.length});
    }
    return outcome;
}

static void count(struct sql_reader *reader, enum outcome outcome)
{
    struct statement_counts *counts = &reader->design->statements;
    if (reader->replay.is_builtin)
        return;
    counts->read++;
    switch (outcome) {
    case OUTCOME_REPLAYED:
        counts->replayed++;
        break;
    case OUTCOME_NEUTRAL:
        counts->neutral++;
        break;
    case OUTCOME_NOT_FOLLOWED:
        counts->not_followed++;
        break;
    case OUTCOME_NOT_PARSED:
        counts->not_parsed++;
        break;
    case OUTCOME_MISSING:
        assert(!"a statement that waits is counted when it was replayed");
    }
}

static void statement_wait(struct sql_reader *reader, struct source_file *file,
                           const struct statement *statement)
{
    struct arena *arena = reader->design->arena;
    const struct replay *replay = &reader->replay;
    struct waiting waiting = {file, *statement, replay->role, NULL, replay->search_path.count};
    waiting.statement.text = arena_copy(arena, statement->text, statement->length);
    waiting.statement.long_names.count = 0; // reported in the first try
    waiting.search_path =
        arena_allocate(arena, waiting.search_path_count * sizeof *waiting.search_path);
    for (uint32_t i = 0; i < waiting.search_path_count; i++)
        waiting.search_path[i] = replay->search_path.items[i];
    list_add(arena, &reader->waiting, waiting);
}

static void session_resume(struct replay *replay, const struct waiting *waiting)
{
    replay_reset_session(replay);
    replay->role = waiting->role;
    replay->search_path.count = 0;
    for (uint32_t i = 0; i < waiting->search_path_count; i++)
        list_add(replay->arena, &replay->search_path, waiting->search_path[i]);
}

// ---- files -----------------------------------------------------------------------------------

void sql_reader_read(struct sql_reader *reader, struct source_file *file, bool is_ordered)
{
    struct replay *replay = &reader->replay;
    replay_reset_session(replay);
    replay->is_builtin = file->is_builtin;
    replay->defers = !is_ordered;
    file->is_unordered = !is_ordered;
    struct rollback_list rolled_back = {0};
    rollback_find(file, reader->scratch, &rolled_back);
    struct splitter splitter;
    splitter_init(&splitter, file, reader->scratch);
    for (;;) {
        struct arena_mark mark = arena_mark(reader->scratch);
        struct statement statement;
        if (!splitter_next(&splitter, &statement))
            break;
        reader->design->is_open |= splitter.include_count > 0;
        enum outcome outcome = rollback_covers(&rolled_back, statement.offset)
                                   ? read_rolled_back(reader, file, &statement)
                                   : read_statement(reader, file, &statement);
        if (outcome == OUTCOME_MISSING) {
            statement_wait(reader, file, &statement);
        } else {
            count(reader, outcome);
        }
        arena_rewind(reader->scratch, mark);
    }
    // A statement that waits may need them still.
    if (reader->waiting.count == 0)
        replay_session_end(replay);
    if (splitter.include_count)
        replay_gap(replay, GAP_STATEMENT, (struct place){file, splitter.include_offset, 0},
                   arena_format(reader->scratch,
                                "psql's \\i names %u other file%s, which %s not "
                                "followed",
                                splitter.include_count, splitter.include_count == 1 ? "" : "s",
                                splitter.include_count == 1 ? "was" : "were"));
    if (!file->is_builtin) {
        reader->design->statements.psql += splitter.psql_count;
        reader->design->statements.down += splitter.down_count;
    }
    replay->defers = false;
}

// ---- statements of named queries ---------------------------------------------------------------

static void text_enter(struct replay *replay, struct source_file *file,
                       const struct statement_text *text)
{
    replay_reset_session(replay);
    replay->is_builtin = replay->defers = replay->is_missing = false;
    replay->has_placeholder = replay->is_place_fixed = replay->is_procedural = false;
    replay->is_query = true;
    replay->file = file;
    replay->text = text->text;
    replay->text_length = text->length;
    replay->text_offset = text->offset;
    replay->shifts = text->shifts;
    replay->shift_count = text->shift_count;
    replay->statement = (struct place){file, text->offset, 0};
    uint32_t shift = text->shift_count ? (uint32_t)text->shifts[text->shift_count - 1].shift : 0;
    replay->statement.length = (uint32_t)text->length + shift;
}

// The statement's first word.
static const char *command_word(struct arena *arena, const char *text)
{
    while (byte_is_space(*text) || *text == '(')
        text++;
    size_t length = 0;
    while (byte_is_word(text[length]))
        length++;
    char *word = arena_copy(arena, text, length);
    for (size_t i = 0; i < length; i++)
        if (word[i] >= 'a' && word[i] <= 'z')
            word[i] = (char)(word[i] - 'a' + 'A');
    return word;
}

static const char *command_of(struct replay *replay, const node *tree)
{
    switch (tree->node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        return tree->select_stmt->into_clause ? "SELECT INTO" : "SELECT";
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        return "INSERT";
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
        return "UPDATE";
    case PG_QUERY__NODE__NODE_DELETE_STMT:
        return "DELETE";
    case PG_QUERY__NODE__NODE_MERGE_STMT:
        return "MERGE";
    default:
        return command_word(replay->arena, replay->text);
    }
}

static bool is_query_command(const char *command)
{
    static const char *const commands[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"};
    for (size_t i = 0; i < array_length(commands); i++)
        if (strcmp(commands[i], command) == 0)
            return true;
    return false;
}

// Parses replay->text into `made`.
static bool read_query(struct sql_reader *reader, const struct statement_text *text,
                       struct named_statement *made)
{
    struct replay *replay = &reader->replay;
    const char *what = text->what ? text->what : "the query";
    if (text->length > reader->limits.statement_bytes ||
        replay_text_is_too_deep(replay, text->text, text->length)) {
        replay_gap(replay, GAP_LIMIT, replay->statement,
                   arena_format(replay->scratch, "%s is too large or too deep", what));
        return false;
    }
    struct tree_problem problem;
    const PgQuery__ParseResult *tree = tree_parse(replay, replay->text, &problem);
    if (!tree) {
        report_syntax(replay, &problem, NULL);
        return false;
    }
    const node *statement = tree->n_stmts ? tree->stmts[0]->stmt : NULL;
    if (!statement)
        return false;
    made->command = command_of(replay, statement);
    uint32_t unknown = replay->names_unknown;
    replay->refused = NULL;
    if (is_query_command(made->command))
        made->query = tree_query(replay, statement);
    bind_statement(replay, made->query, &made->parameters, what);
    made->refused = replay->refused;
    made->is_understood =
        made->query && replay->names_unknown == unknown && !made->refused && tree->n_stmts == 1;
    return true;
}

bool sql_reader_statement(struct sql_reader *reader, struct source_file *file,
                          const struct statement_text *text, struct named_statement *made)
{
    struct arena_mark mark = arena_mark(reader->scratch);
    text_enter(&reader->replay, file, text);
    made->text = arena_copy(reader->design->arena, text->text, text->length);
    made->place = reader->replay.statement;
    made->command = NULL;
    made->query = NULL;
    made->refused = NULL;
    made->is_understood = false;
    bool is_parsed = read_query(reader, text, made);
    reader->replay.is_query = false;
    reader->replay.shifts = NULL;
    reader->replay.shift_count = 0;
    arena_rewind(reader->scratch, mark);
    return is_parsed;
}

// One round over the statements that wait; says whether any of them could be replayed.
static bool retry(struct sql_reader *reader)
{
    uint32_t kept = 0;
    bool helped = false;
    for (uint32_t i = 0; i < reader->waiting.count; i++) {
        struct waiting waiting = reader->waiting.items[i];
        struct arena_mark mark = arena_mark(reader->scratch);
        session_resume(&reader->replay, &waiting);
        enum outcome outcome = read_statement(reader, waiting.file, &waiting.statement);
        arena_rewind(reader->scratch, mark);
        if (outcome == OUTCOME_MISSING) {
            reader->waiting.items[kept++] = waiting;
            continue;
        }
        count(reader, outcome);
        helped = true;
    }
    reader->waiting.count = kept;
    return helped;
}

void sql_reader_finish(struct sql_reader *reader)
{
    struct replay *replay = &reader->replay;
    replay->is_builtin = false;
    replay->defers = true;
    while (reader->waiting.count && retry(reader))
        ;
    replay->defers = false;
    retry(reader);
    replay_session_end(replay);
    assert(reader->waiting.count == 0);
    plpgsql_read_results(replay);
}
