/* confine.c - see confine.h. The kernel's interfaces are used directly: a library would cost more at each start than it saves. */
#include "core/confine.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BP_SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define BP_SANITIZED 1
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define X32_CALLS 0x40000000  /* and above: the same calls under other numbers, which nothing here makes */
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* ---- files ---- */

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
    int since;       /* the version of Landlock */
    unsigned given;  /* 0: nowhere */
} rights[] = {
    {LANDLOCK_ACCESS_FS_READ_FILE, 1, READING | WRITING | RUNNING | FILES},
    {LANDLOCK_ACCESS_FS_READ_DIR, 1, READING | WRITING},
    {LANDLOCK_ACCESS_FS_WRITE_FILE, 1, WRITING | FILES},
    {LANDLOCK_ACCESS_FS_TRUNCATE, 3, WRITING | FILES},  /* truncate needs no right to write */
    {LANDLOCK_ACCESS_FS_MAKE_REG, 1, WRITING},          /* temporary files */
    {LANDLOCK_ACCESS_FS_REMOVE_FILE, 1, WRITING},       /* and what they replace */
    {LANDLOCK_ACCESS_FS_EXECUTE, 1, RUNNING | FILES},
    {LANDLOCK_ACCESS_FS_REFER, 2, 0},                   /* a file that changes its folder changes the rules it is under */
    {LANDLOCK_ACCESS_FS_IOCTL_DEV, 5, 0},               /* a terminal can be made to type commands */
    {LANDLOCK_ACCESS_FS_REMOVE_DIR, 1, 0},              /* outputs need none of these */
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
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM;  /* it may well be there, and would be shut */
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

static bool allow_all(const ruleset *set, const bp_confinement *what)
{
    static const char *const system[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
                                         "/usr/share/locale", "/usr/share/zoneinfo", "/etc/localtime", "/proc/self"};
    bool ok = allow(set, "/dev/null", WRITING);
    for (size_t i = 0; i < sizeof system / sizeof *system && ok; i++)
        ok = allow(set, system[i], READING);
    for (size_t i = 0; i < what->readable_count && ok; i++)
        ok = allow(set, what->readable[i], READING);
    for (size_t i = 0; i < what->folder_count && ok; i++)
        ok = allow(set, what->folders[i], WRITING);
    if (what->program)
        ok = ok && allow(set, what->program, RUNNING) && allow_loader(set);
    return ok;
}

static bool confine_files(const bp_confinement *what)
{
    ruleset set = {.version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION)};
    if (set.version < 1)
        return true;
    const struct landlock_ruleset_attr all = {.handled_access_fs = rights_for(set.version, 0)};
    set.fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    bool ok = set.fd >= 0 && allow_all(&set, what) && !syscall(SYS_landlock_restrict_self, set.fd, 0);
    if (set.fd >= 0)
        close(set.fd);
    return ok;
}

/* ---- system calls ---- */

#if defined(ARCHITECTURE) && !defined(BP_SANITIZED)
/* Newer than some headers; the same number on every architecture. */
enum { CALL_FCHMODAT2 = 452, CALL_SETXATTRAT = 463, CALL_REMOVEXATTRAT = 466, CALL_FILE_SETATTR = 469 };

/* No part of reading a file and writing another. An older kernel does not have all: it never had what it is to refuse. */
static const uint32_t never[] = {
    /* the network, and other processes */
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4, SYS_ptrace, SYS_process_vm_readv,
    SYS_process_vm_writev, SYS_pidfd_getfd,
    /* what files are: Landlock restricts truncate only since its third version, and the others not at all. Files that are open
     * can still be cut (ftruncate) and given rights (fchmod), as outputs are */
    SYS_truncate, SYS_fchmodat, CALL_FCHMODAT2, SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr,
    SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, CALL_SETXATTRAT, CALL_REMOVEXATTRAT, CALL_FILE_SETATTR, SYS_fchown,
#ifdef SYS_chmod  /* what only old architectures have */
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
    /* where files are */
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_open_by_handle_at, SYS_open_tree,
    SYS_move_mount, SYS_fsopen, SYS_fspick, SYS_mount_setattr,
    /* the kernel, by ways that few need and many faults were found on */
    SYS_bpf, SYS_perf_event_open, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_kexec_load, SYS_kexec_file_load, SYS_userfaultfd, SYS_io_uring_setup,
};
static const uint32_t programs[] = {SYS_execve, SYS_execveat};

static bool filter_calls(bool may_start_programs)
{
    enum { NEVER = sizeof never / sizeof *never, PROGRAMS = sizeof programs / sizeof *programs, FIXED = 7 };
    struct sock_filter code[FIXED + 2 * (NEVER + PROGRAMS)];
    unsigned short n = 0;
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
#ifdef X32_CALLS
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_CALLS, 0, 1);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
#endif
    for (size_t i = 0; i < NEVER + (may_start_programs ? 0 : PROGRAMS); i++) {
        code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, i < NEVER ? never[i] : programs[i - NEVER], 0, 1);
        code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    }
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {n, code};
    return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#endif

bool bp_confine(const bp_confinement *what)
{
#ifdef BP_SANITIZED
    (void)what;  /* the sanitizers trace and clone at the end */
    (void)confine_files;
    return true;
#else
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return true;  /* a kernel without filters */
    bool ok = confine_files(what);
#ifdef ARCHITECTURE
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0)
        ok = filter_calls(what->program != NULL) && ok;
#endif
    return ok;
#endif
}
