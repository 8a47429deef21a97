/* policy.c - the system calls that are left to each role, as filters; see sandbox.h. Whatever is not in the list fails with EPERM:
 * what a process has no use for today nobody can use against it tomorrow.
 *
 * A program of the build, which calls.c has its filters from: libseccomp makes them, and budgetpress itself does without it.
 * usage: policy ARCHITECTURE command|starter|reader */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

enum { R = 1 << BP_SANDBOX_READER, C = 1 << BP_SANDBOX_COMMAND, S = 1 << BP_SANDBOX_STARTER };
static const char *const roles[] = {
    [BP_SANDBOX_COMMAND] = "command", [BP_SANDBOX_STARTER] = "starter", [BP_SANDBOX_READER] = "reader"};

/* Where the numbers of flags, requests and errors, and the order of arguments, are those of the rules below. */
static const char *const architectures[] = {"x86_64", "aarch64", "riscv64", "loongarch64", "arm"};

/* What is known only when a filter is loaded stands in a rule as a number that nothing else has, and in the filter as a name. */
enum { OWN_PROCESS = 0x4f574e21, SEAL = 0x5345414c };
static const struct {
    uint32_t number;
    const char *name;
} later[] = {{OWN_PROCESS, "own_process"}, {SEAL, "seal"}};

/* Calls that are allowed whatever their arguments, and to whom. Some names are those of one architecture only. */
static const struct {
    const char *call;
    unsigned roles;
} allowed[] = {
    /* files that are open */
    {"read", R | C | S},
    {"readv", R | C | S},
    {"pread64", R | C | S},
    {"lseek", R | C | S},
    {"_llseek", R | C | S},
    {"write", R | C | S},
    {"writev", R | C | S},
    {"close", R | C | S},
    {"dup", R | C | S},
    {"fcntl", R | C | S},
    {"fcntl64", R | C | S},
    {"fstat", R | C | S},
    {"fstat64", R | C | S},
    {"newfstatat", R | C | S},
    {"fstatat64", R | C | S},
    {"statx", R | C | S},
    {"preadv", C | S},
    {"pwrite64", C | S},
    {"ftruncate", C | S},
    {"ftruncate64", C | S},
    {"fallocate", C | S},
    {"fsync", C | S},
    {"fdatasync", C | S},
    {"fadvise64", C | S},
    {"getdents", C | S},
    {"getdents64", C | S},
    {"sendfile", C | S},
    {"copy_file_range", C | S},
    {"poll", C | S},
    {"ppoll", C | S},
    {"select", C | S},
    {"pselect6", C | S},
    /* files by their names: Landlock says which */
    {"open", C | S},
    {"openat", C | S},
    {"stat", C | S},
    {"stat64", C | S},
    {"lstat", C | S},
    {"lstat64", C | S},
    {"access", C | S},
    {"faccessat", C | S},
    {"faccessat2", C | S},
    {"readlink", C | S},
    {"readlinkat", C | S},
    {"getcwd", C | S},
    {"statfs", C | S},
    {"fstatfs", C | S},
    {"rename", C | S},
    {"renameat", C | S},
    {"renameat2", C | S},
    {"unlink", C | S},
    {"unlinkat", C | S},
    {"umask", C | S},
    /* memory */
    {"brk", R | C | S},
    {"munmap", R | C | S},
    {"mremap", R | C | S},
    {"madvise", R | C | S},
    /* the process itself */
    {"futex", R | C | S},
    {"getrandom", R | C | S},
    {"clock_gettime", R | C | S},
    {"gettimeofday", R | C | S},
    {"getpid", R | C | S},
    {"gettid", R | C | S},
    {"rt_sigaction", R | C | S},
    {"rt_sigprocmask", R | C | S},
    {"rt_sigreturn", R | C | S},
    {"sched_yield", R | C | S},
    {"exit", R | C | S},
    {"exit_group", R | C | S},
    {"restart_syscall", R | C | S},
    {"clock_getres", C | S},
    {"clock_nanosleep", C | S},
    {"nanosleep", C | S},
    {"time", C | S},
    {"times", C | S},
    {"getrusage", C | S},
    {"getrlimit", C | S},
    {"sysinfo", C | S},
    {"uname", C | S},
    {"getuid", C | S},
    {"geteuid", C | S},
    {"getgid", C | S},
    {"getegid", C | S},
    {"getppid", C | S},
    {"sigaltstack", C | S},
    {"set_robust_list", C | S},
    {"set_tid_address", C | S},
    {"rseq", C | S},
    {"alarm", C | S},
    {"setitimer", C | S},
    {"pause", C | S},
    {"rt_sigsuspend", C | S},
    /* another process, and what that does before it gives up its rights */
    {"execve", S},
    {"vfork", S},
    {"wait4", S},
    {"waitid", S},
    {"pipe", S},
    {"pipe2", S},
    {"dup2", S},
    {"dup3", S},
    {"kill", S},
    {"arch_prctl", S},
    {"seccomp", S},
    {"prctl", S},
    {"setrlimit", S},
    {"eventfd2", S},
    {"sched_getaffinity", S},
};

static int add(scmp_filter_ctx filter, uint32_t action, const char *call, unsigned count, const struct scmp_arg_cmp *conditions)
{
    int number = seccomp_syscall_resolve_name(call);
    int failed = number == __NR_SCMP_ERROR ? -EINVAL : seccomp_rule_add_array(filter, action, number, count, conditions);
    if (failed)
        fprintf(stderr, "policy: no rule for %s: %s\n", call, strerror(-failed));
    return failed;
}

static int allow(scmp_filter_ctx filter, const char *call)
{
    return add(filter, SCMP_ACT_ALLOW, call, 0, NULL);
}

static int allow_if(scmp_filter_ctx filter, const char *call, struct scmp_arg_cmp condition)
{
    return add(filter, SCMP_ACT_ALLOW, call, 1, &condition);
}

/* Memory that is written and memory that is run are never the same; what is run comes from files, and of a reader nothing does. */
static int add_memory(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0;
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp code_of_file[] = {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC),
                                                SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0)};
    failed |= allow_if(filter, "mprotect", no_code);
    failed |= allow_if(filter, "mmap", no_code);
    failed |= allow_if(filter, "mmap2", no_code);
    if (role != BP_SANDBOX_READER) {
        failed |= add(filter, SCMP_ACT_ALLOW, "mmap", 2, code_of_file);
        failed |= add(filter, SCMP_ACT_ALLOW, "mmap2", 2, code_of_file);
    }
    return failed;
}

/* Files in memory, which outputs are for a moment: no program can be run from them, where the kernel can say so (else the seal is
 * 0). */
static int add_memory_files(scmp_filter_ctx filter, bp_sandbox_role role)
{
    switch (role) {
    case BP_SANDBOX_COMMAND: return allow(filter, "memfd_create");
    case BP_SANDBOX_STARTER: return allow_if(filter, "memfd_create", SCMP_A1(SCMP_CMP_MASKED_EQ, SEAL, SEAL));
    default: return 0;
    }
}

/* What only concerns the process itself: signals, limits, and whether it writes to a terminal. */
static int add_itself(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0;
    const struct scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, OWN_PROCESS, 0);
    if (role == BP_SANDBOX_STARTER) { /* and of its child, which inherits this */
        const unsigned namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET;
        failed |= allow(filter, "tgkill");
        failed |= allow_if(filter, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces, 0));
        failed |= add(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL); /* nobody can look at its arguments: clone is taken */
    } else {
        failed |= allow_if(filter, "tgkill", itself);
        if (role == BP_SANDBOX_COMMAND)
            failed |= allow_if(filter, "kill", itself);
    }
    if (role != BP_SANDBOX_READER) {
        failed |= allow_if(filter, "prlimit64", SCMP_A0(SCMP_CMP_EQ, 0, 0));
        failed |= allow_if(filter, "ioctl", SCMP_A1(SCMP_CMP_EQ, TCGETS, 0));
        failed |= allow_if(filter, "ioctl", SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ, 0));
    }
    return failed;
}

static int add_calls(scmp_filter_ctx filter, bp_sandbox_role role)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (allowed[i].roles & 1u << role)
            failed |= allow(filter, allowed[i].call);
    return failed;
}

/* An empty filter for the architecture that is built for: libseccomp begins with the one that it runs on. */
static scmp_filter_ctx begin(const char *architecture)
{
    const uint32_t wanted = seccomp_arch_resolve_name(architecture), native = seccomp_arch_native();
    scmp_filter_ctx filter = wanted ? seccomp_init(SCMP_ACT_ERRNO(EPERM)) : NULL;
    bool failed = filter && wanted != native && (seccomp_arch_add(filter, wanted) || seccomp_arch_remove(filter, native));
    failed = failed || seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)) ||
             seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (filter && !failed)
        return filter;
    seccomp_release(filter);
    return NULL;
}

static void print(const struct sock_filter *instruction)
{
    const char *name = NULL;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (instruction->k == later[i].number)
            name = later[i].name;
    printf("{0x%02x, %u, %u, ", instruction->code, instruction->jt, instruction->jf);
    if (name)
        printf("%s},\n", name);
    else
        printf("0x%08" PRIx32 "},\n", instruction->k);
}

static bool print_all(scmp_filter_ctx filter)
{
    struct sock_filter instruction;
    FILE *file = tmpfile();
    if (!file || seccomp_export_bpf(filter, fileno(file)))
        return false;
    rewind(file);
    while (fread(&instruction, sizeof instruction, 1, file) == 1)
        print(&instruction);
    bool ok = !ferror(file);
    return !fclose(file) && ok && !fflush(stdout);
}

static int index_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(word, words[i]))
            return (int)i;
    fprintf(stderr, "policy: there are no rules for %s\n", word);
    return -1;
}

int main(int argc, char **argv)
{
    int role = argc == 3 ? index_of(argv[2], roles, sizeof roles / sizeof *roles) : -1;
    if (role < 0 || index_of(argv[1], architectures, sizeof architectures / sizeof *architectures) < 0) {
        fputs("usage: policy ARCHITECTURE command|starter|reader\n", stderr);
        return 2;
    }
    scmp_filter_ctx filter = begin(argv[1]);
    bool ok = filter && !add_calls(filter, role) && !add_memory(filter, role) && !add_memory_files(filter, role) &&
              !add_itself(filter, role) && print_all(filter);
    seccomp_release(filter);
    if (!ok)
        fprintf(stderr, "policy: libseccomp made no filter of a %s for %s\n", argv[2], argv[1]);
    return ok ? 0 : 3;
}
