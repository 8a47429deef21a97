/* test_sandbox.c - what a confined process can no longer do. Each case runs in a process of its own, since confinement is for
 * good. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "sandbox/sandbox.h"

static char folder[] = "/tmp/test_sandbox-XXXXXX";
static char elsewhere[] = "/tmp/test_sandbox-elsewhere-XXXXXX", victim[64];
static const char precious[] = "what nobody may lose";

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || !mkdtemp(elsewhere))
        return -1;
    snprintf(victim, sizeof victim, "%s/victim", elsewhere);
    int fd = open(victim, O_WRONLY | O_CREAT, 0600);
    bool written = write(fd, precious, sizeof precious) == sizeof precious;
    return close(fd) || !written ? -1 : 0;
}

static int remove_folder(void **state)
{
    char path[64];
    (void)state;
    snprintf(path, sizeof path, "%s/new", folder);
    unlink(path);
    unlink(victim);
    return rmdir(elsewhere) | rmdir(folder);
}

/* The exit status of `act`, run confined to the folder. */
static int confined(bool programs, int (*act)(void))
{
    const char *const folders[] = {folder};
    const bp_sandbox what = {.role = programs ? BP_SANDBOX_STARTER : BP_SANDBOX_COMMAND,
                             .folders = folders,
                             .folder_count = 1,
                             .program = programs ? "/bin/true" : NULL};
    int status = -1;
    pid_t pid = fork();
    if (!pid)
        _exit(bp_sandbox_enter(&what) != BP_SANDBOX_REFUSED ? act() : 99);
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
    char path[80];
    snprintf(path, sizeof path, "%s/new", elsewhere);
    return open(path, O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static int try_own_folder(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/new", folder);
    if (open(path, O_WRONLY | O_CREAT, 0600) < 0)
        return errno;
    int fd = open(path, O_RDWR | O_TRUNC);
    return fd < 0 || ftruncate(fd, 0) ? errno : 0;
}

static int try_moving_away(void)
{
    char path[64], other[80];
    snprintf(path, sizeof path, "%s/new", folder);
    snprintf(other, sizeof other, "%s/new", elsewhere);
    return rename(path, other) ? errno : 0;
}

static int try_making_a_folder(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/folder", folder);
    return mkdir(path, 0700) ? errno : 0;
}

/* What a device is asked by a call of its own: EACCES where that is not allowed, ENOTTY where it is. */
static int try_device(void)
{
    struct termios settings;
    int fd = open("/dev/null", O_RDWR);
    return fd >= 0 && ioctl(fd, TCGETS, &settings) ? errno : 0;
}

/* Tries all ways to change a file that is not the task's own, without writing into it; 0 when every one was refused. */
static int try_changing_elsewhere(void)
{
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    const int refused[] = {
        truncate(victim, 0),
        chmod(victim, 0777),
        fchmodat(AT_FDCWD, victim, 0777, 0),
        chown(victim, getuid(), getgid()),
        lchown(victim, getuid(), getgid()),
        utimensat(AT_FDCWD, victim, times, 0),
        setxattr(victim, "user.mark", "x", 1, 0),
        lsetxattr(victim, "user.mark", "x", 1, 0),
        removexattr(victim, "user.mark"),
    };
    for (int i = 0; i < (int)(sizeof refused / sizeof *refused); i++)
        if (!refused[i])
            return 1 + i;
    return 0;
}

static void need(bool there)
{
    if (SANITIZED || !there)
        skip(); /* the sanitizers trace and clone; an old kernel has nothing to test */
}

static bool has_filters(void)
{
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

/* Whether the kernel, since 6.3, has files in memory that cannot be run. */
static bool can_seal(void)
{
    int fd = memfd_create("x", 0x0008U);
    return fd >= 0 && !close(fd);
}

/* What a process that was taken over may try besides: each by a function that gives errno, 0 where it was let through. */

static int try_rights_of_a_readable_file(void)
{
    struct stat st;
    int fd = open("/proc/self/status", O_RDONLY);
    return fd < 0 || fstat(fd, &st) ? 99 : fchmod(fd, st.st_mode & 07777) ? errno : 0;
}

static int try_running_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int try_running_what_was_written(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? 99 : mprotect(page, 4096, PROT_READ | PROT_EXEC) ? errno : 0;
}

static int try_watching(void)
{
    return inotify_init1(0) < 0 ? errno : 0;
}

static int try_watching_all(void)
{
    return syscall(SYS_fanotify_init, 0, 0) < 0 ? errno : 0;
}

static int try_shared_memory(void)
{
    return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) < 0 ? errno : 0;
}

static int try_processors_of_another(void)
{
    cpu_set_t all;
    memset(&all, 0xFF, sizeof all);
    return sched_setaffinity(getppid(), sizeof all, &all) ? errno : 0;
}

static int try_limits_of_another(void)
{
    struct rlimit limit;
    return prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit) ? errno : 0;
}

static int try_name_of_the_host(void)
{
    char name[256] = "";
    return gethostname(name, sizeof name - 1) || sethostname(name, strlen(name)) ? errno : 0;
}

static int try_messages_of_the_kernel(void)
{
    return syscall(SYS_syslog, 10, NULL, 0) < 0 ? errno : 0;
}

static int try_signal(void)
{
    return kill(getppid(), 0) ? errno : 0;
}

static int try_typing_on_a_terminal(void)
{
    char c = 'x';
    return ioctl(STDIN_FILENO, TIOCSTI, &c) ? errno : 0;
}

/* A program that is in memory alone, by its descriptor: the kernel has nothing to say about such a file. */
static int try_program_in_memory(void)
{
    char *const arguments[] = {(char *)"x", NULL}, *const none[] = {NULL};
    int fd = memfd_create("x", 0), from = open("/proc/self/exe", O_RDONLY), sealed = memfd_create("x", 0x0008U);
    char path[40], block[4096];
    if (fd < 0)
        fd = sealed; /* which cannot be run, where the kernel has that */
    if (fd < 0 || from < 0)
        return EPERM;
    for (ssize_t n; (n = read(from, block, sizeof block)) > 0;)
        if (write(fd, block, (size_t)n) != n)
            return 99;
    syscall(SYS_execveat, fd, "", arguments, none, AT_EMPTY_PATH);
    if (errno != EPERM)
        return 1000 + errno;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    execve(path, arguments, none);
    return errno == EACCES || errno == EPERM ? EPERM : errno;
}

static void test_what_a_hijacked_process_may_try(void **state)
{
    static int (*const tries[])(void) = {
        try_rights_of_a_readable_file,
        try_running_memory,
        try_running_what_was_written,
        try_watching,
        try_watching_all,
        try_shared_memory,
        try_processors_of_another,
        try_limits_of_another,
        try_name_of_the_host,
        try_messages_of_the_kernel,
        try_typing_on_a_terminal,
        try_signal,
        try_program_in_memory,
    };
    (void)state;
    need(has_filters());
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        for (int programs = 0; programs < 2; programs++) {
            bool left = programs && (tries[i] == try_signal || (tries[i] == try_program_in_memory && !can_seal()));
            int error = left ? EPERM : confined(programs, tries[i]);
            if (error != EPERM)
                fail_msg("try %zu of %s came to %d", i, programs ? "a starter" : "a command", error);
        }
}

static long number; /* of the call to try */

static int try_call(void)
{
    signal(SIGALRM, SIG_DFL);
    alarm(10); /* should it be carried out and wait */
    return syscall(number, -1L, 0L, 0L, 0L, 0L, 0L) == -1 ? errno : 0;
}

static bool has_landlock(int version)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= version;
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
    need(has_landlock(1));
    assert_int_equal(confined(true, try_program), 0);
    assert_int_equal(confined(true, try_other_program), EACCES);
}

static void test_own_files_only(void **state)
{
    (void)state;
    need(has_landlock(1));
    assert_int_equal(confined(false, try_other_file), EACCES);
    assert_int_equal(confined(false, try_write_elsewhere), EACCES);
    assert_int_equal(confined(false, try_own_folder), 0);
}

static void test_what_moves_files_or_asks_devices(void **state)
{
    (void)state;
    need(has_landlock(1));
    assert_int_equal(confined(false, try_own_folder), 0);
    assert_int_equal(confined(false, try_moving_away), EACCES);
    assert_int_equal(confined(false, try_making_a_folder), EPERM);
    if (has_landlock(5))
        assert_int_equal(confined(false, try_device), EACCES);
}

static void test_other_files_are_not_cut_nor_given_rights(void **state)
{
    struct stat before, after;
    (void)state;
    need(has_filters());
    assert_int_equal(stat(victim, &before), 0);
    assert_int_equal(confined(false, try_changing_elsewhere), 0);
    assert_int_equal(confined(true, try_changing_elsewhere), 0);
    assert_int_equal(stat(victim, &after), 0);
    assert_int_equal(after.st_size, sizeof precious);
    assert_int_equal(after.st_mode, before.st_mode);
    assert_int_equal(after.st_mtime, before.st_mtime);
}

/* Each by its number, with arguments that mean nothing: EPERM only by the filter, for a process that may do it. */
static void test_calls_that_are_never_made(void **state)
{
    static const long never[] = {
        SYS_socket,
        SYS_socketpair,
        SYS_connect,
        SYS_bind,
        SYS_listen,
        SYS_accept,
        SYS_accept4,
        SYS_ptrace,
        SYS_process_vm_readv,
        SYS_process_vm_writev,
        SYS_pidfd_getfd,
        SYS_truncate,
        SYS_fchmodat,
        452 /* fchmodat2 */,
        SYS_fchownat,
        SYS_utimensat,
        SYS_setxattr,
        SYS_lsetxattr,
        SYS_fsetxattr,
        SYS_removexattr,
        SYS_lremovexattr,
        SYS_fremovexattr,
        463 /* setxattrat */,
        466 /* removexattrat */,
        469 /* file_setattr */,
        SYS_fchown,
#ifdef SYS_chmod
        SYS_chmod,
        SYS_chown,
        SYS_lchown,
        SYS_utime,
        SYS_utimes,
        SYS_futimesat,
#endif
        SYS_mount,
        SYS_umount2,
        SYS_pivot_root,
        SYS_chroot,
        SYS_setns,
        SYS_unshare,
        SYS_open_by_handle_at,
        SYS_open_tree,
        SYS_move_mount,
        SYS_fsopen,
        SYS_fspick,
        SYS_mount_setattr,
        SYS_bpf,
        SYS_perf_event_open,
        SYS_keyctl,
        SYS_add_key,
        SYS_request_key,
        SYS_init_module,
        SYS_finit_module,
        SYS_delete_module,
        SYS_kexec_load,
        SYS_kexec_file_load,
        SYS_userfaultfd,
        SYS_io_uring_setup,
    };
    (void)state;
    need(has_filters());
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        number = never[i];
        int error = confined(true, try_call);
        if (error != EPERM)
            fail_msg("call %ld came to %d", number, error);
    }
}

static void test_no_call_under_its_x32_number(void **state)
{
    (void)state;
    need(has_filters());
#ifdef __x86_64__
    number = 0x40000000 | SYS_getpid;
    assert_int_equal(confined(false, try_call), EPERM);
    number = 0x40000000 | SYS_socket;
    assert_int_equal(confined(false, try_call), EPERM);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_network),
        cmocka_unit_test(test_no_program),
        cmocka_unit_test(test_no_program_but_one),
        cmocka_unit_test(test_own_files_only),
        cmocka_unit_test(test_what_moves_files_or_asks_devices),
        cmocka_unit_test(test_other_files_are_not_cut_nor_given_rights),
        cmocka_unit_test(test_what_a_hijacked_process_may_try),
        cmocka_unit_test(test_calls_that_are_never_made),
        cmocka_unit_test(test_no_call_under_its_x32_number),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
