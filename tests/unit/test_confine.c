/* test_confine.c - what a confined process can no longer do. Each case runs in a process of its own, since confinement is for
 * good. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/confine.h"

static char folder[] = "/tmp/test_confine-XXXXXX";

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[64];
    (void)state;
    snprintf(path, sizeof path, "%s/new", folder);
    unlink(path);
    return rmdir(folder);
}

/* The exit status of `act`, run confined to the folder. */
static int confined(bool programs, int (*act)(void))
{
    const char *const folders[] = {folder};
    const bp_confinement what = {.folders = folders, .folder_count = 1, .program = programs ? "/bin/true" : NULL};
    int status = -1;
    pid_t pid = fork();
    if (!pid)
        _exit(bp_confine(&what) ? act() : 99);
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int try_network(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int try_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

/* Ends with 0 where it could be started. */
static int try_other_program(void)
{
    execl("/bin/false", "false", (char *)NULL);
    return errno;
}

static int try_other_file(void)
{
    return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
}

static int try_write_elsewhere(void)
{
    return open("/tmp/test_confine-elsewhere", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static int try_own_folder(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/new", folder);
    return open(path, O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static void need(bool there)
{
    if (SANITIZED || !there)
        skip();  /* the sanitizers trace and clone; an old kernel has nothing to test */
}

static bool has_filters(void)
{
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

static bool has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

static void test_no_network(void **state)
{
    (void)state;
    need(has_filters());
    assert_int_equal(confined(false, try_network), EPERM);
    assert_int_equal(confined(true, try_network), EPERM);
}

static void test_no_program(void **state)
{
    (void)state;
    need(has_filters());
    assert_int_equal(confined(false, try_program), EPERM);
}

static void test_no_program_but_one(void **state)
{
    (void)state;
    need(has_landlock());
    assert_int_equal(confined(true, try_program), 0);
    assert_int_equal(confined(true, try_other_program), EACCES);
}

static void test_own_files_only(void **state)
{
    (void)state;
    need(has_landlock());
    assert_int_equal(confined(false, try_other_file), EACCES);
    assert_int_equal(confined(false, try_write_elsewhere), EACCES);
    assert_int_equal(confined(false, try_own_folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_network),
        cmocka_unit_test(test_no_program),
        cmocka_unit_test(test_no_program_but_one),
        cmocka_unit_test(test_own_files_only),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
