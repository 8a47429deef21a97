/* sandbox.h - what a program that reads untrusted files gives up first. Included by libexec/ only. */
#ifndef BP_LIBEXEC_SANDBOX_H
#define BP_LIBEXEC_SANDBOX_H

#include <stdbool.h>

/* From here on the process can read the files it has open, write to its output, use a bounded amount of memory and time, and end:
 * it opens no file, starts no program or thread, reaches no network, and makes no memory executable. False where the kernel
 * has filters but would not take this one. A kernel that has none leaves the limits on memory and time. */
bool bp_sandbox_enter(void);

#endif
