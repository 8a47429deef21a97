/* enter.c - both parts of the sandbox, and bounds; see sandbox.h. */
#include "sandbox/sandbox.h"

#include <errno.h>
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
/* The sanitizers map terabytes, and trace and clone at the end. */
bp_sandbox_state bp_sandbox_enter(const bp_sandbox *what)
{
    (void)what;
    return BP_SANDBOX_HOLDS;
}
#else

static void set_limit(__rlimit_resource_t which, rlim_t value)
{
    struct rlimit limit;
    if (!getrlimit(which, &limit) && limit.rlim_max > value) {
        limit = (struct rlimit){value, value};
        setrlimit(which, &limit);
    }
}

static void limit_reader(void)
{
    enum { CPU_SECONDS = 600, FILES = 16 };
    static const rlim_t MEMORY = (rlim_t)4 << 30;
    set_limit(RLIMIT_AS, MEMORY);
    set_limit(RLIMIT_CPU, CPU_SECONDS);
    set_limit(RLIMIT_NOFILE, FILES);
    set_limit(RLIMIT_CORE, 0);
}

/* Only EINVAL says that the kernel does not know the question. */
static bp_sandbox_state none_or_refused(int error)
{
    return error == EINVAL ? BP_SANDBOX_NO_CALLS : BP_SANDBOX_REFUSED;
}

bp_sandbox_state bp_sandbox_enter(const bp_sandbox *what)
{
    if (what->role == BP_SANDBOX_READER)
        limit_reader();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return none_or_refused(errno); /* without it there is no Landlock either */
    bp_sandbox_state calls = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 ? none_or_refused(errno) : BP_SANDBOX_HOLDS;
    bp_sandbox_state files = what->role == BP_SANDBOX_READER ? BP_SANDBOX_HOLDS : bp_sandbox_files(what);
    if (calls == BP_SANDBOX_HOLDS && files != BP_SANDBOX_REFUSED && !bp_sandbox_calls(what->role))
        calls = BP_SANDBOX_REFUSED;
    return calls > files ? calls : files;
}
#endif
