/* diff.c - budgetpress diff: what changed from one model to another. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "diag/file.h"
#include "facts/diff.h"

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

static bp_status put_report(bp_cli *cli, const request *r, const bp_diff *diff, char **paths, bp_outfile *file)
{
    bp_buf text = {0};
    if (r->kind == FORMAT_JSON)
        bp_diff_json(diff, paths[0], paths[1], &text);
    else
        bp_diff_text(diff, paths[0], paths[1], cli->lang, &text);
    bp_status status = text.failed ? bp_report_memory(cli->diag) : BP_OK;
    if (!status && file)
        bp_outfile_write(file, bp_buf_text(&text), text.size);
    else if (!status && fwrite(bp_buf_text(&text), 1, text.size, stdout) < text.size)
        cli->output_error = errno;
    bp_buf_free(&text);
    return status;
}

static bp_status put_workbook(bp_cli *cli, const request *r, const bp_diff *diff, const char *path, bp_outfile *file)
{
    bp_form *form = NULL;
    bp_status status = cli_load_form(cli, r->form, path, diff->after, &form);
    if (!status)
        status = bp_diff_workbook(diff, form, bp_outfile_temporary(file), cli->diag);
    bp_form_free(form);
    return status;
}

static bp_status write_diff(bp_cli *cli, const request *r, const bp_diff *diff, char **paths)
{
    bp_outfile *file = NULL;
    if (!r->output)
        return put_report(cli, r, diff, paths, NULL);
    bp_status status = bp_outfile_open(r->output, cli->diag, &file);
    if (!status)
        status = r->kind == FORMAT_XLSX ? put_workbook(cli, r, diff, paths[1], file) : put_report(cli, r, diff, paths, file);
    if (!status)
        status = bp_outfile_complete(file, cli->diag);
    if (!status)
        status = bp_outfile_finish(file, cli->diag);
    else
        bp_outfile_drop(file);
    if (!status)
        cli_tell_written(cli, r->output);
    return status;
}

/* Like diff(1): 0 the same, 1 different, 2 trouble with what was given. */
static bp_status exit_status(bp_status status, const bp_diff *diff)
{
    if (status)
        return status == BP_DATA ? BP_USAGE : status;
    return diff->count ? BP_DATA : BP_OK;
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
        status = write_diff(cli, &r, diff, argv + optind);
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
