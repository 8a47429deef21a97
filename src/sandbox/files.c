/* files.c - the files that are left, by Landlock; see sandbox.h. Its calls are made directly: no library has them. */
#include "sandbox/sandbox.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

/* The kinds of places where a right is given, and whether it can be given over a single file. */
enum { READING = 1, WRITING = 2, RUNNING = 4, FILES = 8 };

/* A right that Landlock is not told of is everybody's, but for REFER; one that it does not know yet makes it refuse all. */
static const struct {
    uint64_t right;
    int since;      /* the version of Landlock */
    unsigned given; /* 0: nowhere */
} rights[] = {
    {LANDLOCK_ACCESS_FS_READ_FILE, 1, READING | WRITING | RUNNING | FILES},
    {LANDLOCK_ACCESS_FS_READ_DIR, 1, READING | WRITING},
    {LANDLOCK_ACCESS_FS_WRITE_FILE, 1, WRITING | FILES},
    {LANDLOCK_ACCESS_FS_TRUNCATE, 3, WRITING | FILES}, /* truncate needs no right to write */
    {LANDLOCK_ACCESS_FS_MAKE_REG, 1, WRITING},         /* temporary files */
    {LANDLOCK_ACCESS_FS_REMOVE_FILE, 1, WRITING},      /* and what they replace */
    {LANDLOCK_ACCESS_FS_EXECUTE, 1, RUNNING | FILES},
    {LANDLOCK_ACCESS_FS_REFER, 2, 0},      /* a file that changes its folder changes the rules it is under */
    {LANDLOCK_ACCESS_FS_IOCTL_DEV, 5, 0},  /* a terminal can be made to type commands */
    {LANDLOCK_ACCESS_FS_REMOVE_DIR, 1, 0}, /* outputs need none of these */
    {LANDLOCK_ACCESS_FS_MAKE_DIR, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_SYM, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_FIFO, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_SOCK, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_CHAR, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_BLOCK, 1, 0},
};

typedef struct ruleset {
    int fd;
    int version;
} ruleset;

/* The rights that this version knows and that are given for all the purposes in `given`. */
static uint64_t rights_for(int version, unsigned given)
{
    uint64_t all = 0;
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
        if (rights[i].since <= version && (rights[i].given & given) == given)
            all |= rights[i].right;
    return all;
}

/* What is not there is passed over: it cannot be opened in any case. A pipe from the shell lies in no folder, and no rule keeps
 * it shut. */
static bool allow(const ruleset *set, const char *path, unsigned purpose)
{
    struct stat st;
    struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0)
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM; /* it may well be there, and would be shut */
    bool file = !fstat(rule.parent_fd, &st) && !S_ISDIR(st.st_mode);
    rule.allowed_access = rights_for(set->version, purpose | (file ? FILES : 0));
    long failed = syscall(SYS_landlock_add_rule, set->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    bool nowhere = failed && errno == EBADFD;
    close(rule.parent_fd);
    return !failed || nowhere;
}

/* A program is started by the loader that started this one: the kernel opens both for running. */
static bool allow_loader(const ruleset *set)
{
    Dl_info loader;
    const void *base = (const void *)getauxval(AT_BASE);
    return !base || !dladdr(base, &loader) || allow(set, loader.dli_fname, RUNNING);
}

static bool allow_all(const ruleset *set, const bp_sandbox *what)
{
    static const char *const system[] = {"/lib",           "/lib64",           "/usr/lib",          "/usr/lib64",
                                         "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/locale", "/usr/share/zoneinfo",
                                         "/etc/localtime", "/proc/self"};
    bool ok = allow(set, "/dev/null", WRITING);
    for (size_t i = 0; i < sizeof system / sizeof *system && ok; i++)
        ok = allow(set, system[i], READING);
    for (size_t i = 0; i < what->readable_count && ok; i++)
        ok = allow(set, what->readable[i], READING);
    for (size_t i = 0; i < what->folder_count && ok; i++)
        ok = allow(set, what->folders[i], WRITING);
    if (what->role == BP_SANDBOX_STARTER)
        ok = ok && allow(set, what->program, RUNNING) && allow_loader(set);
    return ok;
}

/* Only these say that the kernel has nothing of the kind; a container that forbids the call says EPERM. */
static bool has_none(int error)
{
    return error == ENOSYS || error == EOPNOTSUPP;
}

bp_sandbox_state bp_sandbox_files(const bp_sandbox *what)
{
    ruleset set = {.version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION)};
    if (set.version < 1)
        return has_none(errno) ? BP_SANDBOX_NO_FILES : BP_SANDBOX_REFUSED;
    const struct landlock_ruleset_attr all = {.handled_access_fs = rights_for(set.version, 0)};
    set.fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    bool ok = set.fd >= 0 && allow_all(&set, what) && !syscall(SYS_landlock_restrict_self, set.fd, 0);
    if (set.fd >= 0)
        close(set.fd);
    return ok ? BP_SANDBOX_HOLDS : BP_SANDBOX_REFUSED;
}
