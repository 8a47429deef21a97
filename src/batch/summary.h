/* summary.h - a batch as a workbook: a row for each job, and their totals. Included by batch and its commands. */
#ifndef BP_BATCH_SUMMARY_H
#define BP_BATCH_SUMMARY_H

#include "batch/plan.h"
#include "batch/receipt.h"

typedef struct bp_summary bp_summary;

/* Begins a workbook that is to appear under that path. */
bp_status bp_summary_new(const char *path, bp_diag *diag, bp_summary **out);
void bp_summary_add(bp_summary *summary, const bp_receipt *receipt);
/* Completes the workbook, or with keep false gives it up. Frees it in any case. */
bp_status bp_summary_close(bp_summary *summary, bool keep);

/* The summary of a target: of the plan's jobs in their order, or where plan is NULL of all receipts in theirs. */
bp_status bp_summary_write(const char *path, const char *target, const bp_plan *plan, bp_diag *diag);

#endif
