/* sandbox.c - see sandbox.h. By seccomp: whatever is not in the list below fails with EPERM. */
#include "sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BP_SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define BP_SANITIZED 1
#endif

#ifdef BP_SANITIZED
/* The sanitizers map terabytes and start a thread at the end; and the libraries keep what they made until the process ends. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

bool bp_sandbox_enter(void)
{
    return true;
}
#else

enum { CPU_SECONDS = 600, FILES = 16 };
static const rlim_t MEMORY = (rlim_t)4 << 30;

static void set_limit(__rlimit_resource_t which, rlim_t value)
{
    struct rlimit limit;
    if (!getrlimit(which, &limit) && limit.rlim_max > value) {
        limit = (struct rlimit){value, value};
        setrlimit(which, &limit);
    }
}

/* Calls that are allowed whatever their arguments. */
static const int allowed[] = {
    SCMP_SYS(read),        SCMP_SYS(pread64), SCMP_SYS(readv),        SCMP_SYS(lseek),          SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),  SCMP_SYS(statx),   SCMP_SYS(write),        SCMP_SYS(writev),         SCMP_SYS(close),
    SCMP_SYS(dup),         SCMP_SYS(fcntl),   SCMP_SYS(brk),          SCMP_SYS(munmap),         SCMP_SYS(mremap),
    SCMP_SYS(madvise),     SCMP_SYS(futex),   SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),      SCMP_SYS(gettid),  SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_yield), SCMP_SYS(tgkill),  SCMP_SYS(exit),         SCMP_SYS(exit_group),     SCMP_SYS(restart_syscall),
};

static bool add_rules(scmp_filter_ctx filter)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
    return !failed;
}

bool bp_sandbox_enter(void)
{
    set_limit(RLIMIT_AS, MEMORY);
    set_limit(RLIMIT_CPU, CPU_SECONDS);
    set_limit(RLIMIT_NOFILE, FILES);
    set_limit(RLIMIT_CORE, 0);
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL)
        return true;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool entered = filter && add_rules(filter) && !seccomp_load(filter);
    seccomp_release(filter);
    return entered;
}
#endif
