/* batch_merge.c - budgetpress batch-merge: whether the shards of a batch are, together, all of it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "batch/merge.h"
#include "cli/cli.h"
#include "diag/diag.h"

enum { SUMMARY = CLI_OPTION + 1 };

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    const char *to = NULL, *summary = NULL;
    bp_merge_counts counts;
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        const char **value = option == 'o' ? &to : &summary;
        if (option != 'o' && option != SUMMARY)
            return BP_USAGE;
        if (*value)
            return cli_usage(cli, CLI_TEXT(cli, "an option that is given once has two values: %s, %s"), *value, optarg);
        *value = optarg;
    }
    if (optind == argc)
        return cli_usage(cli, CLI_TEXT(cli, "%s: the targets of the shards are missing"), argv[0]);
    const char *const *folders = (const char *const *)argv + optind;
    bp_status status = bp_merge(folders, (size_t)(argc - optind), to, summary, cli->diag, &counts);
    if (!status) {
        cli_tell_written(cli, to);
        cli_tell_written(cli, summary);
    }
    if (!status && !cli->quiet)  /* beside the receipts, not among them */
        fprintf(to && !strcmp(to, "-") ? stderr : stdout,
                CLI_TEXT(cli, "complete: %zu jobs in %zu shards, %zu files of %ju bytes\n"), counts.jobs, counts.shards,
                counts.files, (uintmax_t)counts.bytes);
    return status;
}

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"summary", required_argument, NULL, SUMMARY},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_batch_merge = {
    .name = "batch-merge",
    .shorts = ":hqo:",
    .options = options,
    .usage = " FOLDER...",
    .summary = BP_TEXT("prove that the shards of a batch are complete, and join their receipts"),
    .help = BP_TEXT("Joins the receipts of a batch that was run in shards, each FOLDER the target of one, and proves that\n"
                    "every job of the list was done exactly once and that every file is what its receipt says. What is\n"
                    "missing, failed, doubled or changed is reported, and the exit status is 1.\n\n"
                    "  -o, --output FILE            write the joined receipts, where all is well; - for standard output\n"
                    "      --summary FILE           write a workbook: a row for each job, and their totals\n\n"),
    .run = run,
};
