// Files: what is read, and every way in which one cannot be, each with its message.
#include "base/file.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>
// cmocka wants setjmp.h first
#include <cmocka.h>

static char folder[] = "/tmp/lintel-file-XXXXXX";
static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    struct file_entries entries;
    struct error error;
    if (file_list(arena, folder, &entries, &error))
        list_each (struct file_entry, entry, &entries)
            (void)remove(file_join(arena, folder, entry.name));
    (void)rmdir(folder);
    arena_free(arena);
    return 0;
}

static const char *in_folder(const char *name)
{
    return file_join(arena, folder, name);
}

static const char *written(const char *name, const char *bytes, size_t length)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void refuses(const char *path, uint64_t limit, const char *message)
{
    struct file_bytes bytes;
    struct error error;
    assert_false(
        file_read(arena, path, (struct file_limit){limit, "--limit file-size"}, &bytes, &error));
    if (!strstr(error.message, message) || !string_starts_with(error.message, path))
        fail_msg("%s", error.message);
}

static void reads(const char *path, const char *expected)
{
    struct file_bytes bytes;
    struct error error;
    if (!file_read(arena, path, (struct file_limit){1000, NULL}, &bytes, &error))
        fail_msg("%s", error.message);
    assert_string_equal(bytes.bytes, expected);
    assert_int_equal(bytes.length, strlen(expected));
}

static void reads_text(void **state)
{
    (void)state;
    reads(written("a.sql", "select 1", 8), "select 1");
    reads(written("empty.sql", "", 0), "");
    reads(written("mark.sql", "\xEF\xBB\xBFselect 1", 11), "select 1");
    reads(written("latin.sql", "\xE9\xFF", 2), "\xE9\xFF");
    struct file_bytes bytes; // its size is said to be 0
    struct error error;
    assert_true(
        file_read(arena, "/proc/self/status", (struct file_limit){1 << 20, NULL}, &bytes, &error));
    assert_true(bytes.length > 100);
}

static void refuses_what_is_no_text(void **state)
{
    (void)state;
    refuses(in_folder("absent.sql"), 9, "no such file");
    refuses(folder, 9, "a folder");
    refuses(written("large.sql", "0123456789", 10), 9, "10 bytes, the limit is 9 bytes");
    refuses(in_folder("large.sql"), 9, "--limit file-size");
    refuses(written("le.sql",
                    "\xFF\xFE"
                    "a\0",
                    4),
            9, "UTF-16");
    refuses(written("be.sql", "\xFE\xFF\0a", 4), 9, "UTF-16");
    refuses(written("nul.sql", "ab\0c", 4), 9, "NUL byte at offset 2");
    assert_int_equal(mkfifo(in_folder("fifo.sql"), 0600), 0);
    refuses(in_folder("fifo.sql"), 9, "no regular file");
    refuses("/dev/zero", 9, "no regular file");
    assert_int_equal(symlink("loop.sql", in_folder("loop.sql")), 0);
    refuses(in_folder("loop.sql"), 9, "lead in a circle");
    if (geteuid() != 0) {
        assert_int_equal(chmod(written("secret.sql", "a", 1), 0), 0);
        refuses(in_folder("secret.sql"), 9, "no permission");
    }
}

static void lists_by_name(void **state)
{
    (void)state;
    struct file_entries entries;
    struct error error;
    assert_int_equal(mkdir(in_folder("b"), 0700), 0);
    assert_int_equal(symlink("a.sql", in_folder("c")), 0);
    assert_true(file_list(arena, folder, &entries, &error));
    for (uint32_t i = 1; i < entries.count; i++)
        assert_true(strcmp(entries.items[i - 1].name, entries.items[i].name) < 0);
    list_each (struct file_entry, entry, &entries) {
        if (strcmp(entry.name, "b") == 0)
            assert_int_equal(entry.kind, FILE_FOLDER);
        if (strcmp(entry.name, "c") == 0)
            assert_true(entry.is_link && entry.kind == FILE_REGULAR);
        if (strcmp(entry.name, "loop.sql") == 0)
            assert_true(entry.is_link && entry.kind == FILE_OTHER);
    }
    assert_false(file_list(arena, in_folder("absent"), &entries, &error));
}

static void says_sizes(void **state)
{
    (void)state;
    assert_string_equal(file_size_text(arena, 12), "12 bytes");
    assert_string_equal(file_size_text(arena, 1536), "1.5 KB");
    assert_string_equal(file_size_text(arena, 64 * 1024 * 1024), "64 MB");
    assert_string_equal(file_join(arena, "", "a"), "a");
    assert_string_equal(file_join(arena, "/", "a"), "/a");
    assert_string_equal(file_join(arena, "b", "a"), "b/a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_text),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(lists_by_name),
        cmocka_unit_test(says_sizes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
