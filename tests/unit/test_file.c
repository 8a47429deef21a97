/* test_file.c - the rights and places of outputs, as a host program with threads and masks of its own sees them. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "diag/file.h"

static char folder[] = "/tmp/test_file-XXXXXX", path[64], other[64];
static int widened;

/* In place of the C library's: while a mask is changed, whatever another thread makes is made with it. */
mode_t umask(mode_t mask)
{
    widened += mask == 0;
    return (mode_t)syscall(SYS_umask, mask);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/out", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    return rmdir(folder);
}

static mode_t mode_of(const char *name)
{
    struct stat st;
    assert_int_equal(lstat(name, &st), 0);
    return st.st_mode & 07777;
}

static bp_outfile *opened(const char *name)
{
    bp_outfile *file = NULL;
    assert_int_equal(bp_outfile_open(name, NULL, &file), BP_OK);
    bp_outfile_write(file, "text", 4);
    return file;
}

static void finish(bp_outfile *file)
{
    assert_int_equal(bp_outfile_complete(file, NULL), BP_OK);
    assert_int_equal(bp_outfile_finish(file, NULL), BP_OK);
}

static void test_files_of_other_threads_keep_their_rights(void **state)
{
    (void)state;
    mode_t before = umask(027);
    widened = 0;
    bp_outfile *file = opened(path);
    assert_int_equal(mode_of(bp_outfile_temporary(file)), 0640);
    finish(file);
    assert_int_equal(mode_of(path), 0640);
    assert_int_equal(widened, 0);
    umask(before);
}

static void test_an_output_keeps_the_rights_of_the_old_file(void **state)
{
    (void)state;
    assert_int_equal(chmod(path, 0604), 0);
    bp_outfile *file = opened(path);
    assert_int_equal(mode_of(bp_outfile_temporary(file)), 0604);
    finish(file);
    assert_int_equal(mode_of(path), 0604);
}

static void test_what_is_collected_for_standard_output_is_private(void **state)
{
    (void)state;
    bp_outfile *file = opened("-");
    assert_int_equal(mode_of(bp_outfile_temporary(file)), 0600);
    bp_outfile_drop(file);
}

static void test_outputs_of_the_same_name_at_the_same_time(void **state)
{
    bp_outfile *files[20];
    (void)state;
    for (int i = 0; i < 20; i++)
        files[i] = opened(path);
    for (int i = 1; i < 20; i++)
        assert_string_not_equal(bp_outfile_temporary(files[i]), bp_outfile_temporary(files[0]));
    for (int i = 0; i < 20; i++)
        bp_outfile_drop(files[i]);
}

static void test_a_link_to_nothing_stays_a_link(void **state)
{
    struct stat st;
    (void)state;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("other", path), 0);
    char *target = bp_outfile_target(path);
    assert_string_equal(target, other);
    free(target);
    finish(opened(path));
    assert_true(!lstat(path, &st) && S_ISLNK(st.st_mode));
    assert_true(!lstat(other, &st) && S_ISREG(st.st_mode) && st.st_size == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_of_other_threads_keep_their_rights),
        cmocka_unit_test(test_an_output_keeps_the_rights_of_the_old_file),
        cmocka_unit_test(test_what_is_collected_for_standard_output_is_private),
        cmocka_unit_test(test_outputs_of_the_same_name_at_the_same_time),
        cmocka_unit_test(test_a_link_to_nothing_stays_a_link),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
