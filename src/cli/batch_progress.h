/* batch_progress.h - what a person sees of a batch: a bar on a terminal, plain lines elsewhere, and the summary. Included by the
 * command batch. */
#ifndef BP_CLI_BATCH_PROGRESS_H
#define BP_CLI_BATCH_PROGRESS_H

#include "batch/batch.h"
#include "cli/cli.h"

enum { CLI_CAUSES = 64, CLI_EXAMPLES = 3 };

/* Failures of one kind. */
typedef struct cli_cause {
    char code[16];
    char *message;                  /* of the first */
    char *inputs[CLI_EXAMPLES];     /* the first ones */
    size_t count;
} cli_cause;

typedef struct cli_progress {
    bp_cli *cli;
    bool quiet, bar;                /* the bar is for terminals */
    bool endless;                   /* of a stream nobody knows how long it is */
    bool drawn;                     /* a bar stands on the line */
    double begun, last;
    cli_cause causes[CLI_CAUSES];   /* the last one holds all kinds beyond it */
    size_t cause_count;
} cli_progress;

void cli_progress_begin(cli_progress *progress, bp_cli *cli, bool quiet, bool endless);
void cli_progress_ended(cli_progress *progress, const char *input, const bp_outcome *outcome, const bp_batch_counts *counts);
void cli_progress_tick(cli_progress *progress, const bp_batch_counts *counts);
/* Takes the bar away and prints the summary, unless quiet. */
void cli_progress_end(cli_progress *progress, const bp_batch_counts *counts);

#endif
