/* ledger.h - the receipts of a target: receipts.ndjson and an index to it. Included by batch.
 *
 * Lines are appended as outputs come to stand on the disk. A line that a kill tore off is recognized and cut when the file is
 * opened again. Where later lines made earlier ones void, the file is written anew, whole or not at all, at the end.
 */
#ifndef BP_BATCH_LEDGER_H
#define BP_BATCH_LEDGER_H

#include <sys/types.h>

#include "batch/receipt.h"
#include "batch/target.h"

typedef enum bp_ledger_mode {
    BP_LEDGER_NEW,      /* receipts that are there are an error */
    BP_LEDGER_RESUME,   /* they are gone on with */
    BP_LEDGER_RESTART,  /* they are forgotten; outputs are written anew */
    BP_LEDGER_READ      /* for merging and summaries: nothing is changed */
} bp_ledger_mode;

typedef struct bp_ledger_entry {
    uint64_t id[2];     /* both 0: free */
    off_t at;
    uint32_t size;      /* without the line feed */
    bool done, wanted;  /* wanted: a job of this batch */
} bp_ledger_entry;

typedef struct bp_ledger {
    int fd;
    off_t end;
    char *path;
    bp_ledger_entry *table;
    size_t count, room;
    size_t void_lines;  /* to be left out when the file is written anew */
    off_t plan_at;      /* the plan that counts, size 0: there is none */
    uint32_t plan_size;
} bp_ledger;

bp_status bp_ledger_open(const char *folder, bp_ledger_mode mode, bp_diag *diag, bp_ledger *out);
void bp_ledger_close(bp_ledger *ledger);

/* The entry of a job, NULL where it has no receipt. */
bp_ledger_entry *bp_ledger_find(bp_ledger *ledger, const char id[BP_JOB_ID]);
/* The line of an entry, or the plan's for NULL; false where it cannot be read. */
bool bp_ledger_line(const bp_ledger *ledger, const bp_ledger_entry *entry, bp_buf *out);
/* The same, parsed: an entry's receipt, or with entry NULL the plan. Its texts live in the arena. What fails is reported. */
bp_status bp_ledger_receipt(const bp_ledger *ledger, const bp_ledger_entry *entry, bp_arena *arena, bp_buf *line, bp_receipt *out,
                            bp_diag *diag);
/* Appends a line, which has no line feed: 0, or errno; then the file is as it was. id NULL: a plan. */
int bp_ledger_append(bp_ledger *ledger, const char *id, bool done, const char *line, size_t size);
/* Turns the index into a list of the entries, or of the wanted ones, in the order of their lines: ledger->table, as many as it
 * returns. After it, here and below, only bp_ledger_line, bp_ledger_list and bp_ledger_close
 * may be called. */
size_t bp_ledger_list(bp_ledger *ledger, bool wanted);
/* Leaves only the plan and the last receipt of each wanted job, in their order; written in the staging folder first. */
bp_status bp_ledger_tidy(bp_ledger *ledger, bp_target *target, bp_diag *diag);

#endif
