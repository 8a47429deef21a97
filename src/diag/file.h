/* file.h - files that appear whole or not at all. Included by back ends and commands.
 *
 * An output is written beside its place under a temporary name and renamed when it is complete and on disk. Dropping it before
 * leaves nothing behind and the old file as it was.
 */
#ifndef BP_DIAG_FILE_H
#define BP_DIAG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "diag/diag.h"

typedef struct bp_outfile bp_outfile;

/* path "-" is standard output: the bytes are collected in a temporary file and copied at the end. */
bp_status bp_outfile_open(const char *path, bp_diag *diag, bp_outfile **out);
/* A file in memory, in no folder. What libraries make beside it, whose folder is BP_MEMORY_FOLDER, is to be in memory, too. */
bp_status bp_outfile_open_memory(bp_diag *diag, bp_outfile **out);
#define BP_MEMORY_FOLDER "/proc/self/fd"
/* Buffered. After a failure everything further is ignored and finish reports it. */
void bp_outfile_write(bp_outfile *file, const void *data, size_t size);
/* Where the finished file of such a path stands: a link is followed, whether it leads to a file yet or not, and goes on pointing
 * there. The caller frees; NULL when memory is short. */
char *bp_outfile_target(const char *path);
/* The folder that the temporary file of such an output is made in, and whether the finished file is then copied into what stands
 * there, as into a device: for those who restrict where may be written. The caller frees; NULL when memory is short. */
char *bp_outfile_folder(const char *path, bool *written_into);
/* The temporary file's name, for libraries that write files themselves; use either this or bp_outfile_write. */
const char *bp_outfile_temporary(const bp_outfile *file);
/* A file in memory that no program can be run from, where the kernel knows such; -1 with errno. */
int bp_memory_file(void);
/* Says that the process has no other threads: a file that replaces another is then made with its rights, instead of given them
 * afterwards. */
void bp_outfile_be_alone(void);
/* Leaves bringing the file to the disk to the caller, who does so for many files at once before relying on any. */
void bp_outfile_leave_unsynced(bp_outfile *file);
/* Brings everything to the disk, or to standard output or a device; nothing can be written after it. What may fail, fails here. */
bp_status bp_outfile_complete(bp_outfile *file, bp_diag *diag);
/* Instead, of one in memory: the descriptor of the whole becomes the caller's. The outfile is to be dropped in any case. */
bp_status bp_outfile_take_memory(bp_outfile *file, bp_diag *diag, int *fd);
/* Renames a complete file into its place and frees it. */
bp_status bp_outfile_finish(bp_outfile *file, bp_diag *diag);
/* Removes the temporary file and frees. NULL is allowed. */
void bp_outfile_drop(bp_outfile *file);
/* Removes the temporary files of all outputs that are not finished: for the handler of a signal that ends the process, and safe to
 * call there while no other thread opens or finishes outputs. */
void bp_outfile_abandon_all(void);

#endif
