/* schema.c - budgetpress schema: the JSON Schema of models, as it ships. */
#include <errno.h>
#include <stdio.h>

#include "cli/cli.h"
#include "base/buf.h"
#include "diag/source.h"

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    bp_buf path = {0};
    bp_source *source = NULL;
    if (cli_next(cli, argc, argv) != -1)
        return BP_USAGE;
    if (optind < argc)
        return cli_usage(cli, CLI_TEXT(cli, "schema takes no argument: %s"), argv[optind]);
    bp_buf_printf(&path, "%s/schema/model.schema.json", cli->data_dir);
    bp_status status = bp_source_open(bp_buf_text(&path), cli->diag, &source);
    if (!status && fwrite(source->text, 1, source->size, stdout) != source->size)
        cli->output_error = errno;
    bp_source_free(source);
    bp_buf_free(&path);
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
