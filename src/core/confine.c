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
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* ---- files ---- */

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING (READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
#define RUNNING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define FILE_ONLY (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define EVERYTHING ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)  /* of the first version */

/* What is not there is passed over: it cannot be opened in any case. A pipe from the shell lies in no folder, and no rule keeps
 * it shut. */
static bool allow(int ruleset, const char *path, uint64_t access)
{
    struct stat st;
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0)
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM;  /* it may well be there, and would be shut */
    if (!fstat(rule.parent_fd, &st) && !S_ISDIR(st.st_mode))
        rule.allowed_access &= FILE_ONLY;
    long failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    bool nowhere = failed && errno == EBADFD;
    close(rule.parent_fd);
    return !failed || nowhere;
}

/* A program is started by the loader that started this one: the kernel opens both for running. */
static bool allow_loader(int ruleset)
{
    Dl_info loader;
    const void *base = (const void *)getauxval(AT_BASE);
    return !base || !dladdr(base, &loader) || allow(ruleset, loader.dli_fname, RUNNING);
}

static bool confine_files(const bp_confinement *what)
{
    static const char *const system[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
                                         "/usr/share/locale", "/usr/share/zoneinfo", "/etc/localtime", "/proc/self"};
    const struct landlock_ruleset_attr all = {.handled_access_fs = EVERYTHING};
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
        return true;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    bool ok = ruleset >= 0 && allow(ruleset, "/dev/null", READING | LANDLOCK_ACCESS_FS_WRITE_FILE);
    for (size_t i = 0; i < sizeof system / sizeof *system && ok; i++)
        ok = allow(ruleset, system[i], READING);
    for (size_t i = 0; i < what->readable_count && ok; i++)
        ok = allow(ruleset, what->readable[i], READING);
    for (size_t i = 0; i < what->folder_count && ok; i++)
        ok = allow(ruleset, what->folders[i], WRITING);
    if (what->program)
        ok = ok && allow(ruleset, what->program, RUNNING) && allow_loader(ruleset);
    ok = ok && !syscall(SYS_landlock_restrict_self, ruleset, 0);
    if (ruleset >= 0)
        close(ruleset);
    return ok;
}

/* ---- system calls ---- */

#if defined(ARCHITECTURE) && !defined(BP_SANITIZED)
static const uint32_t never[] = {
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept4, SYS_ptrace, SYS_process_vm_readv,
    SYS_process_vm_writev, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_bpf,
    SYS_perf_event_open, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_init_module, SYS_finit_module,
    SYS_kexec_load, SYS_userfaultfd, SYS_io_uring_setup,
};
static const uint32_t programs[] = {SYS_execve, SYS_execveat};

static bool filter_calls(bool may_start_programs)
{
    enum { NEVER = sizeof never / sizeof *never, PROGRAMS = sizeof programs / sizeof *programs, FIXED = 5 };
    struct sock_filter code[FIXED + 2 * (NEVER + PROGRAMS)];
    unsigned short n = 0;
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
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
