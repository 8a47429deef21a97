/* calls.c - loads the filter of system calls that policy.c made when budgetpress was built; see sandbox.h. It takes no memory: a
 * process that is short of it must not be left half confined. */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

#define LOAD(filter) load(filter, sizeof(filter) / sizeof *(filter))

static bool load(struct sock_filter *filter, size_t count)
{
    const struct sock_fprog program = {.len = (unsigned short)count, .filter = filter};
    return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static bool load_command(uint32_t own_process)
{
    struct sock_filter filter[] = {
#include "sandbox/command.inc"
    };
    return LOAD(filter);
}

/* The flag that files in memory must have so that no program can be run from them; 0 where the kernel does not know it. */
static uint32_t seal_of_kernel(void)
{
    int probe = memfd_create("probe", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
    if (probe >= 0)
        close(probe);
    return probe < 0 && errno == EINVAL ? 0 : MFD_NOEXEC_SEAL;
}

static bool load_starter(uint32_t seal)
{
    struct sock_filter filter[] = {
#include "sandbox/starter.inc"
    };
    return LOAD(filter);
}

static bool load_reader(uint32_t own_process)
{
    struct sock_filter filter[] = {
#include "sandbox/reader.inc"
    };
    return LOAD(filter);
}

bool bp_sandbox_calls(bp_sandbox_role role)
{
    switch (role) {
    case BP_SANDBOX_COMMAND: return load_command((uint32_t)getpid());
    case BP_SANDBOX_STARTER: return load_starter(seal_of_kernel());
    case BP_SANDBOX_READER: return load_reader((uint32_t)getpid());
    }
    return false;
}
