/* check.c - budgetpress check: what is wrong with models. Writes nothing. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* The form last used: models given together mostly share one. */
typedef struct checker {
    bp_cli *cli;
    const char *form_name;   /* --form, NULL: each model's own */
    bp_form *form;
} checker;

static bp_status find_form(checker *c, const char *path, const bp_model *model)
{
    if (c->form && (c->form_name || !strcmp(bp_form_name(c->form), bp_model_form(model))))
        return BP_OK;
    bp_form_free(c->form);
    return cli_load_form(c->cli, c->form_name, path, model, &c->form);
}

static bp_status check(checker *c, const char *path)
{
    bp_model *model;
    bp_status status = bp_model_read(path, c->cli->diag, &model);
    if (!status)
        status = find_form(c, path, model);
    if (!status)
        status = bp_check(model, c->form, c->cli->diag);
    bp_model_free(model);
    return status;
}

static void print_counts(const bp_cli *cli)
{
    size_t errors = cli->totals[BP_ERROR], warnings = cli->totals[BP_WARNING];
    printf(errors == 1 ? CLI_TEXT(cli, "%zu error, ") : CLI_TEXT(cli, "%zu errors, "), errors);
    printf(warnings == 1 ? CLI_TEXT(cli, "%zu warning\n") : CLI_TEXT(cli, "%zu warnings\n"), warnings);
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    checker c = {.cli = cli};
    bp_status status = BP_OK;
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        if (option != CLI_FORM)
            return BP_USAGE;
        c.form_name = optarg;
    }
    if (optind == argc)
        return cli_usage(cli, CLI_TEXT(cli, "%s: the model is missing"), argv[0]);
    for (int i = optind; i < argc && cli->diag; i++) {
        bp_status one = check(&c, argv[i]);
        status = one > status ? one : status;
        if (!cli_flush(cli))
            status = BP_SYSTEM;
    }
    bp_form_free(c.form);
    print_counts(cli);
    return status;
}

static const struct option options[] = {{"form", required_argument, NULL, CLI_FORM}, CLI_COMMON_OPTIONS};

const cli_command cli_check = {
    .name = "check",
    .shorts = ":h",
    .options = options,
    .usage = "[OPTION]... MODEL...",
    .summary = BP_TEXT("report what is wrong with models, write nothing"),
    .help = BP_TEXT("Reports every fault of each MODEL, a JSON file or - for standard input, to standard error, and\n"
                    "prints how many errors and warnings there are. The exit status is 1 where there are errors.\n\n"
                    "      --form NAME              check against this form instead of the one that MODEL names;\n"
                    "                               with a slash in it: the path of a form's folder\n\n"),
    .run = run,
};
