/* diff.c - budgetpress diff: what changed from one model to another. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "diag/diag.h"

enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_XLSX, FORMATS };
static const char *const formats[FORMATS] = {"text", "json", "xlsx"};

/* What the command line asks for. */
typedef struct request {
    const char *format, *output, *form;
    int kind;
} request;

/* The format by --format, else by the output's extension, else text: but no text under an extension that another command writes. */
static bp_status choose_format(bp_cli *cli, request *r)
{
    const char *others[64];
    const char *known = r->output ? cli_format_of(r->output, formats, FORMATS) : NULL;
    const char *other = r->output ? cli_format_of(r->output, others, cli_formats(others, 64)) : NULL;
    const char *name = r->format ? r->format : known ? known : other ? other : "text";
    for (r->kind = 0; r->kind < FORMATS; r->kind++)
        if (!strcmp(name, formats[r->kind]))
            return BP_OK;
    return cli_unknown_format(cli, name, formats, FORMATS);
}

static bp_status take_options(bp_cli *cli, int argc, char **argv, request *r)
{
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        if (option == 'o')
            r->output = optarg;
        else if (option == 'f')
            r->format = optarg;
        else if (option == CLI_FORM)
            r->form = optarg;
        else
            return BP_USAGE;
    }
    if (argc - optind != 2)
        return cli_usage(cli, CLI_TEXT(cli, "diff compares two files, BEFORE and AFTER; given: %d"), argc - optind);
    bp_status status = choose_format(cli, r);
    if (!status && r->kind == FORMAT_XLSX && !r->output)
        return cli_usage(cli, CLI_TEXT(cli, "an output is missing: give %s"), "-o PATH");
    return status || !r->output ? status : cli_check_outputs(cli, &r->output, 1, argv + optind, 2);
}

static bp_status write_report(bp_cli *cli, const request *r, const bp_diff *diff, char **paths)
{
    char *text = r->kind == FORMAT_JSON ? bp_diff_json(diff, paths[0], paths[1])
                                        : bp_diff_text(diff, paths[0], paths[1], cli->lang);
    bp_status status = text ? BP_OK : bp_report_memory(cli->diag);
    if (!status && r->output)
        status = cli_write_text(cli, r->output, text);
    else if (!status && fputs(text, stdout) == EOF)
        cli->output_error = errno;
    free(text);
    return status;
}

static bp_status write_workbook(bp_cli *cli, const request *r, const bp_diff *diff, const bp_model *after, const char *path)
{
    bp_form *form = NULL;
    bp_status status = cli_load_form(cli, r->form, path, after, &form);
    if (!status)
        status = bp_diff_workbook(diff, form, r->output, cli->diag);
    if (!status)
        cli_tell_written(cli, r->output);
    bp_form_free(form);
    return status;
}

/* Like diff(1): 0 the same, 1 different, 2 trouble with what was given. */
static bp_status exit_status(bp_status status, const bp_diff *diff)
{
    if (status)
        return status == BP_DATA ? BP_USAGE : status;
    return bp_diff_count(diff) ? BP_DATA : BP_OK;
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    request r = {0};
    bp_model *before = NULL, *after = NULL;
    bp_diff *diff = NULL;
    bp_status status = take_options(cli, argc, argv, &r), second;
    if (!status)
        status = cli_confine(cli, &(cli_needs){.inputs = argv + optind, .input_count = 2, .form = r.form,
                                               .outputs = &r.output, .output_count = r.output != NULL});
    if (status)
        return status;
    status = cli_read_model(cli, argv[optind], &before);
    second = cli_read_model(cli, argv[optind + 1], &after);
    status = second > status ? second : status;
    if (!status)
        status = bp_diff_new(before, after, cli->diag, &diff);
    if (!status)
        status = r.kind == FORMAT_XLSX ? write_workbook(cli, &r, diff, after, argv[optind + 1])
                                       : write_report(cli, &r, diff, argv + optind);
    status = exit_status(status, diff);
    bp_diff_free(diff);
    bp_model_free(before);
    bp_model_free(after);
    return status;
}

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"format", required_argument, NULL, 'f'},
    {"form", required_argument, NULL, CLI_FORM},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_diff = {
    .name = "diff",
    .shorts = ":hqo:f:",
    .options = options,
    .usage = " BEFORE AFTER",
    .summary = BP_TEXT("say what changed between two models, by project and field"),
    .help = BP_TEXT("Compares two models, each a JSON file, a workbook or a CSV file: what was added, removed, moved and\n"
                    "changed, with the difference of every amount. Nothing is printed where they are the same. The exit\n"
                    "status is 0 where they are the same, 1 where they differ, 2 where one cannot be read.\n\n"
                    "  -o, --output PATH            write this file instead of standard output\n"
                    "  -f, --format NAME            text, json, or xlsx: a list of the changes and the new table with what\n"
                    "                               changed marked [by the extension of PATH, else text]\n"
                    "      --form NAME              the form whose names of indicator codes the workbook shows, where it\n"
                    "                               is not the one that AFTER names\n\n"),
    .run = run,
};
