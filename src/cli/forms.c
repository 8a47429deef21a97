/* forms.c - budgetpress forms: the forms there are. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"

static bp_status print_form(bp_cli *cli, const char *name)
{
    bp_form *form;
    bp_status status = bp_form_load(cli->data_dir, name, cli->diag, &form);
    if (!status) {
        cli_print(stdout, bp_form_name(form));
        putchar('\t');
        cli_print(stdout, bp_form_label(form));
        putchar('\n');
    }
    bp_form_free(form);
    return status;
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    size_t count;
    bp_status status = BP_OK;
    if (cli_next(cli, argc, argv) != -1)
        return BP_USAGE;
    if (optind < argc)
        return cli_usage(cli, CLI_TEXT(cli, "forms takes no argument: %s"), argv[optind]);
    char **names = cli_list_forms(cli, &count);
    if (!names)
        return BP_SYSTEM;
    for (size_t i = 0; i < count; i++) {  /* a broken form hides none of the others */
        bp_status one = print_form(cli, names[i]);
        status = one > status ? one : status;
    }
    free(names);
    return status;
}

static const struct option options[] = {CLI_COMMON_OPTIONS};

const cli_command cli_forms = {
    .name = "forms",
    .shorts = ":hq",
    .options = options,
    .usage = "",
    .summary = BP_TEXT("list the forms there are"),
    .help = BP_TEXT("Lists the forms there are, one a line: name, tab, title.\n\n"),
    .run = run,
};
