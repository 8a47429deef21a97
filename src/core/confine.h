/* confine.h - giving up what reading untrusted files does not need. Included by commands.
 *
 * A workbook from outside is taken apart by libzip, zlib, expat and our own code. Should one of them be made to run what the file
 * says, the process can by then neither reach the network, start a program, nor read or change any file but those of its own task:
 * neither bytes, length, rights, owner nor times. What files are called and how large they are can still be asked.
 */
#ifndef BP_CORE_CONFINE_H
#define BP_CORE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bp_confinement {
    const char *const *readable;   /* files and folders; what the dynamic loader and iconv need comes besides */
    size_t readable_count;
    const char *const *folders;    /* in which files are made, replaced and removed */
    size_t folder_count;
    const char *program;           /* the only one that may be started, confined as this process is; NULL: none */
} bp_confinement;

/* By Landlock for files and seccomp for the rest, as far as the kernel has them: an older one leaves the process as it was. For
 * good, and for the whole process. False where one of the two is there and refused, which should not be gone on with. */
bool bp_confine(const bp_confinement *what);

#endif
