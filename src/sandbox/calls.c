/* calls.c - the system calls that are left; see sandbox.h. Whatever is not in the list fails with EPERM: what a process has no use
 * for today nobody can use against it tomorrow. */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

enum { R = 1 << BP_SANDBOX_READER, C = 1 << BP_SANDBOX_COMMAND, S = 1 << BP_SANDBOX_STARTER };

/* Calls that are allowed whatever their arguments, and to whom. Some names are those of one architecture only. */
static const struct {
    int call;
    unsigned roles;
} allowed[] = {
    /* files that are open */
    {SCMP_SYS(read), R | C | S},
    {SCMP_SYS(readv), R | C | S},
    {SCMP_SYS(pread64), R | C | S},
    {SCMP_SYS(lseek), R | C | S},
    {SCMP_SYS(_llseek), R | C | S},
    {SCMP_SYS(write), R | C | S},
    {SCMP_SYS(writev), R | C | S},
    {SCMP_SYS(close), R | C | S},
    {SCMP_SYS(dup), R | C | S},
    {SCMP_SYS(fcntl), R | C | S},
    {SCMP_SYS(fcntl64), R | C | S},
    {SCMP_SYS(fstat), R | C | S},
    {SCMP_SYS(fstat64), R | C | S},
    {SCMP_SYS(newfstatat), R | C | S},
    {SCMP_SYS(fstatat64), R | C | S},
    {SCMP_SYS(statx), R | C | S},
    {SCMP_SYS(preadv), C | S},
    {SCMP_SYS(pwrite64), C | S},
    {SCMP_SYS(ftruncate), C | S},
    {SCMP_SYS(ftruncate64), C | S},
    {SCMP_SYS(fallocate), C | S},
    {SCMP_SYS(fsync), C | S},
    {SCMP_SYS(fdatasync), C | S},
    {SCMP_SYS(fadvise64), C | S},
    {SCMP_SYS(getdents), C | S},
    {SCMP_SYS(getdents64), C | S},
    {SCMP_SYS(sendfile), C | S},
    {SCMP_SYS(copy_file_range), C | S},
    {SCMP_SYS(poll), C | S},
    {SCMP_SYS(ppoll), C | S},
    {SCMP_SYS(select), C | S},
    {SCMP_SYS(pselect6), C | S},
    /* files by their names: Landlock says which */
    {SCMP_SYS(open), C | S},
    {SCMP_SYS(openat), C | S},
    {SCMP_SYS(stat), C | S},
    {SCMP_SYS(stat64), C | S},
    {SCMP_SYS(lstat), C | S},
    {SCMP_SYS(lstat64), C | S},
    {SCMP_SYS(access), C | S},
    {SCMP_SYS(faccessat), C | S},
    {SCMP_SYS(faccessat2), C | S},
    {SCMP_SYS(readlink), C | S},
    {SCMP_SYS(readlinkat), C | S},
    {SCMP_SYS(getcwd), C | S},
    {SCMP_SYS(statfs), C | S},
    {SCMP_SYS(fstatfs), C | S},
    {SCMP_SYS(rename), C | S},
    {SCMP_SYS(renameat), C | S},
    {SCMP_SYS(renameat2), C | S},
    {SCMP_SYS(unlink), C | S},
    {SCMP_SYS(unlinkat), C | S},
    {SCMP_SYS(umask), C | S},
    /* memory */
    {SCMP_SYS(brk), R | C | S},
    {SCMP_SYS(munmap), R | C | S},
    {SCMP_SYS(mremap), R | C | S},
    {SCMP_SYS(madvise), R | C | S},
    /* the process itself */
    {SCMP_SYS(futex), R | C | S},
    {SCMP_SYS(getrandom), R | C | S},
    {SCMP_SYS(clock_gettime), R | C | S},
    {SCMP_SYS(gettimeofday), R | C | S},
    {SCMP_SYS(getpid), R | C | S},
    {SCMP_SYS(gettid), R | C | S},
    {SCMP_SYS(rt_sigaction), R | C | S},
    {SCMP_SYS(rt_sigprocmask), R | C | S},
    {SCMP_SYS(rt_sigreturn), R | C | S},
    {SCMP_SYS(sched_yield), R | C | S},
    {SCMP_SYS(exit), R | C | S},
    {SCMP_SYS(exit_group), R | C | S},
    {SCMP_SYS(restart_syscall), R | C | S},
    {SCMP_SYS(clock_getres), C | S},
    {SCMP_SYS(clock_nanosleep), C | S},
    {SCMP_SYS(nanosleep), C | S},
    {SCMP_SYS(time), C | S},
    {SCMP_SYS(times), C | S},
    {SCMP_SYS(getrusage), C | S},
    {SCMP_SYS(getrlimit), C | S},
    {SCMP_SYS(sysinfo), C | S},
    {SCMP_SYS(uname), C | S},
    {SCMP_SYS(getuid), C | S},
    {SCMP_SYS(geteuid), C | S},
    {SCMP_SYS(getgid), C | S},
    {SCMP_SYS(getegid), C | S},
    {SCMP_SYS(getppid), C | S},
    {SCMP_SYS(sigaltstack), C | S},
    {SCMP_SYS(set_robust_list), C | S},
    {SCMP_SYS(set_tid_address), C | S},
    {SCMP_SYS(rseq), C | S},
    {SCMP_SYS(alarm), C | S},
    {SCMP_SYS(setitimer), C | S},
    {SCMP_SYS(pause), C | S},
    {SCMP_SYS(rt_sigsuspend), C | S},
    /* another process, and what that does before it gives up its rights */
    {SCMP_SYS(execve), S},
    {SCMP_SYS(vfork), S},
    {SCMP_SYS(wait4), S},
    {SCMP_SYS(waitid), S},
    {SCMP_SYS(pipe), S},
    {SCMP_SYS(pipe2), S},
    {SCMP_SYS(dup2), S},
    {SCMP_SYS(dup3), S},
    {SCMP_SYS(kill), S},
    {SCMP_SYS(arch_prctl), S},
    {SCMP_SYS(seccomp), S},
    {SCMP_SYS(prctl), S},
    {SCMP_SYS(setrlimit), S},
    {SCMP_SYS(eventfd2), S},
    {SCMP_SYS(sched_getaffinity), S},
};

#define RULE(action, call, ...) failed |= seccomp_rule_add(filter, action, SCMP_SYS(call), __VA_ARGS__)

/* Memory that is written and memory that is run are never the same; what is run comes from files, and of a reader nothing does. */
static int add_memory(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0;
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp only_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC);
    const struct scmp_arg_cmp of_file = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0);
    RULE(SCMP_ACT_ALLOW, mprotect, 1, no_code);
    RULE(SCMP_ACT_ALLOW, mmap, 1, no_code);
    RULE(SCMP_ACT_ALLOW, mmap2, 1, no_code);
    if (role != BP_SANDBOX_READER) {
        RULE(SCMP_ACT_ALLOW, mmap, 2, only_code, of_file);
        RULE(SCMP_ACT_ALLOW, mmap2, 2, only_code, of_file);
    }
    return failed;
}

/* Files in memory, which outputs are for a moment: no program can be run from them, where the kernel can say so. */
static int add_memory_files(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0, probe = role == BP_SANDBOX_READER ? -1 : memfd_create("probe", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
    bool seals = probe >= 0;
    if (probe >= 0)
        close(probe);
    if (role == BP_SANDBOX_COMMAND || (role == BP_SANDBOX_STARTER && !seals))
        RULE(SCMP_ACT_ALLOW, memfd_create, 0);
    else if (role == BP_SANDBOX_STARTER)
        RULE(SCMP_ACT_ALLOW, memfd_create, 1, SCMP_A1(SCMP_CMP_MASKED_EQ, MFD_NOEXEC_SEAL, MFD_NOEXEC_SEAL));
    return failed;
}

/* What only concerns the process itself: signals, limits, and whether it writes to a terminal. */
static int add_itself(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0;
    const struct scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
    if (role == BP_SANDBOX_STARTER) { /* and of its child, which inherits this */
        RULE(SCMP_ACT_ALLOW, tgkill, 0);
        RULE(SCMP_ACT_ALLOW, clone, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET, 0));
        RULE(SCMP_ACT_ERRNO(ENOSYS), clone3, 0); /* whose arguments cannot be looked at: clone is taken instead */
    } else {
        RULE(SCMP_ACT_ALLOW, tgkill, 1, itself);
        if (role == BP_SANDBOX_COMMAND)
            RULE(SCMP_ACT_ALLOW, kill, 1, itself);
    }
    if (role != BP_SANDBOX_READER) {
        RULE(SCMP_ACT_ALLOW, prlimit64, 1, SCMP_A0(SCMP_CMP_EQ, 0));
        RULE(SCMP_ACT_ALLOW, ioctl, 1, SCMP_A1(SCMP_CMP_EQ, TCGETS));
        RULE(SCMP_ACT_ALLOW, ioctl, 1, SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ));
    }
    return failed;
}

static int add_calls(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (allowed[i].roles & 1u << role)
            failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i].call, 0);
    return failed;
}

bool bp_sandbox_calls(bp_sandbox_role role)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool entered = filter && !seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)) &&
                   !add_calls(filter, role) && !add_memory(filter, role) && !add_memory_files(filter, role) &&
                   !add_itself(filter, role) && !seccomp_load(filter);
    seccomp_release(filter);
    return entered;
}
