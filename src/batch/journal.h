/* journal.h - the receipts of a target: receipts.ndjson and an index to it. Included by batch.
 *
 * Lines are appended as outputs come to stand on the disk. A line that a kill tore off is recognized and cut when the file is
 * opened again. Where later lines made earlier ones void, the file is written anew, whole or not at all, at the end.
 */
#ifndef BP_BATCH_JOURNAL_H
#define BP_BATCH_JOURNAL_H

#include <sys/types.h>

#include "batch/receipt.h"
#include "batch/target.h"

typedef enum bp_journal_mode {
    BP_JOURNAL_NEW,      /* receipts that are there are an error */
    BP_JOURNAL_RESUME,   /* they are gone on with */
    BP_JOURNAL_RESTART,  /* they are forgotten; outputs are written anew */
    BP_JOURNAL_READ      /* for merging and summaries: nothing is changed */
} bp_journal_mode;

typedef struct bp_journal_entry {
    uint64_t id[2];     /* both 0: free */
    off_t at;
    uint32_t size;      /* without the line feed */
    bool done, wanted;  /* wanted: a job of this batch */
} bp_journal_entry;

typedef struct bp_journal {
    int fd;
    off_t end;
    char *path;
    bp_journal_entry *table;
    size_t count, room;
    size_t void_lines;  /* to be left out when the file is written anew */
    off_t plan_at;      /* the plan that counts, size 0: there is none */
    uint32_t plan_size;
} bp_journal;

bp_status bp_journal_open(const char *folder, bp_journal_mode mode, bp_diag *diag, bp_journal *out);
void bp_journal_close(bp_journal *journal);

/* The entry of a job, NULL where it has no receipt. */
bp_journal_entry *bp_journal_find(bp_journal *journal, const char id[BP_JOB_ID]);
/* The line of an entry, or the plan's for NULL; false where it cannot be read. */
bool bp_journal_line(const bp_journal *journal, const bp_journal_entry *entry, bp_buf *out);
/* The same, parsed: an entry's receipt, or with entry NULL the plan. Its texts live in the arena. What fails is reported. */
bp_status bp_journal_receipt(const bp_journal *journal, const bp_journal_entry *entry, bp_arena *arena, bp_buf *line,
                             bp_receipt *out, bp_diag *diag);
/* Appends a line, which has no line feed: 0, or errno; then the file is as it was. id NULL: a plan. */
int bp_journal_append(bp_journal *journal, const char *id, bool done, const char *line, size_t size);
/* Turns the index into a list of the entries, or of the wanted ones, in the order of their lines: journal->table, as many as it
 * returns. After it, here and below, only bp_journal_line, bp_journal_list and bp_journal_close
 * may be called. */
size_t bp_journal_list(bp_journal *journal, bool wanted);
/* Leaves only the plan and the last receipt of each wanted job, in their order; written in the staging folder first. */
bp_status bp_journal_tidy(bp_journal *journal, bp_target *target, bp_diag *diag);

#endif
