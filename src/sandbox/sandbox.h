/* sandbox.h - giving up what reading untrusted files does not need. Included by commands and by libexec/; needs nothing of
 * budgetpress.
 *
 * What others sent is taken apart by libzip, zlib, expat, poppler and our own code. Should one of them be made to run what a file
 * says, the process can by then neither reach the network, start a program, nor read or change any file but those of its own task.
 * One policy for all who do so: Landlock for files (files.c), a list of the system calls that each of them needs (policy.c, of
 * which the build makes the filters that calls.c loads).
 */
#ifndef BP_SANDBOX_SANDBOX_H
#define BP_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* Who gives up rights. */
typedef enum bp_sandbox_role {
    BP_SANDBOX_COMMAND, /* reads some files and writes others */
    BP_SANDBOX_STARTER, /* the same, and starts one program, which is held by the same rules */
    BP_SANDBOX_READER   /* reads what is open and prints; has bounds on memory and time, too */
} bp_sandbox_role;

typedef struct bp_sandbox {
    bp_sandbox_role role;
    const char *const *readable; /* files and folders; what the dynamic loader and iconv need comes besides */
    size_t readable_count;
    const char *const *folders; /* in which files are made, replaced and removed */
    size_t folder_count;
    const char *program; /* of a starter */
} bp_sandbox;

typedef enum bp_sandbox_state {
    BP_SANDBOX_HOLDS,
    BP_SANDBOX_NO_FILES, /* the kernel has no Landlock: system calls are restricted, files are not */
    BP_SANDBOX_NO_CALLS, /* it has no filters of system calls */
    BP_SANDBOX_REFUSED   /* they are there, and the process may not use them: it should not go on */
} bp_sandbox_state;

/* For good, and for the whole process. */
bp_sandbox_state bp_sandbox_enter(const bp_sandbox *what);

/* The two parts of it, private to sandbox/. */
bp_sandbox_state bp_sandbox_files(const bp_sandbox *what);
bool bp_sandbox_calls(bp_sandbox_role role);

#endif
