/* schema.c - budgetpress schema: the JSON Schema of models. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    char *schema;
    if (cli_next(cli, argc, argv) != -1)
        return BP_USAGE;
    if (optind < argc)
        return cli_usage(cli, CLI_TEXT(cli, "schema takes no argument: %s"), argv[optind]);
    bp_status status = bp_model_schema(cli->data_dir, cli->diag, &schema);
    if (!status && fputs(schema, stdout) == EOF)
        cli->output_error = errno;
    free(schema);
    return status;
}

static const struct option options[] = {CLI_COMMON_OPTIONS};

const cli_command cli_schema = {
    .name = "schema",
    .shorts = ":hq",
    .options = options,
    .usage = "",
    .summary = BP_TEXT("print the JSON Schema of models"),
    .help = BP_TEXT("Prints the JSON Schema (draft 2020-12) that every model follows.\n\n"),
    .run = run,
};
