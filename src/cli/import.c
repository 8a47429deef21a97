/* import.c - budgetpress import: workbooks and CSV files back into models. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "diag/diag.h"

enum { OPTION_SHEET = 300, OPTION_UNIT, OPTION_YEAR, OPTION_DEPARTMENT, OPTION_CONVERT };

/* What the command line asks for. Strings are borrowed from it. */
typedef struct request {
    bp_import_options options;
    const char **outputs;
    size_t output_count;
} request;

static bp_status import_one(bp_cli *cli, const request *r, const char *path, const char *output)
{
    bp_model *model;
    bp_status status = bp_import(cli->data_dir, path, &r->options, cli->diag, &model);
    if (!status)
        status = cli_write_model(cli, output, model);
    bp_model_free(model);
    return status;
}

static bp_status read_year(bp_cli *cli, request *r)
{
    char *end;
    long year = strtol(optarg, &end, 10);
    if (end == optarg || *end || year < 1949 || year > 2999)
        return cli_usage(cli, CLI_TEXT(cli, "--year: the value must be from 1949 to 2999"));
    r->options.fiscal_year = (int)year;
    return BP_OK;
}

static bp_status read_option(bp_cli *cli, request *r, int option)
{
    switch (option) {
    case 'o':
        r->outputs[r->output_count++] = optarg;
        return BP_OK;
    case CLI_FORM:
        r->options.form = optarg;
        return BP_OK;
    case OPTION_SHEET:
        r->options.sheet = optarg;
        return BP_OK;
    case OPTION_DEPARTMENT:
        r->options.department = optarg;
        return BP_OK;
    case OPTION_YEAR:
        return read_year(cli, r);
    case OPTION_UNIT:
        r->options.unit = optarg;
        return BP_OK;
    case OPTION_CONVERT:
        r->options.convert = optarg;
        if (strcmp(optarg, "元") != 0 && strcmp(optarg, "万元") != 0)
            return cli_usage(cli, CLI_TEXT(cli, "--convert: the value must be 元 or 万元"));
        return BP_OK;
    default:
        return BP_USAGE;
    }
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    request r = {.outputs = calloc((size_t)argc + 1, sizeof *r.outputs)};
    bp_status status = r.outputs ? BP_OK : bp_report_memory(cli->diag);
    for (int option; !status && (option = cli_next(cli, argc, argv)) != -1;)
        status = read_option(cli, &r, option);
    size_t files = status ? 0 : (size_t)(argc - optind);
    if (!status && !files)
        status = cli_usage(cli, CLI_TEXT(cli, "%s: the workbook or CSV file is missing"), argv[0]);
    else if (!status && r.output_count != files && (files > 1 || r.output_count))
        status = cli_usage(cli, CLI_TEXT(cli, "%s: there must be one -o for each file, in the same order"), argv[0]);
    if (!status)
        status = cli_check_outputs(cli, r.outputs, r.output_count, argv + optind, files);
    if (!status && r.options.form)
        status = cli_check_form(cli, r.options.form);
    if (!status) {
        static const char *standard[] = {"-"};
        status = cli_confine(cli, &(cli_needs){.inputs = argv + optind, .input_count = files, .form = r.options.form,
                                               .outputs = r.output_count ? r.outputs : standard, .output_count = files});
        files = status ? 0 : files;
    }
    for (size_t i = 0; i < files && status != BP_USAGE && cli->diag; i++) {
        bp_status one = import_one(cli, &r, argv[(size_t)optind + i], r.output_count ? r.outputs[i] : "-");
        status = one > status ? one : status;
        if (!cli_flush(cli))
            status = BP_SYSTEM;
    }
    free(r.outputs);
    return status;
}

static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                        {"form", required_argument, NULL, CLI_FORM},
                                        {"sheet", required_argument, NULL, OPTION_SHEET},
                                        {"unit", required_argument, NULL, OPTION_UNIT},
                                        {"convert", required_argument, NULL, OPTION_CONVERT},
                                        {"year", required_argument, NULL, OPTION_YEAR},
                                        {"department", required_argument, NULL, OPTION_DEPARTMENT},
                                        CLI_COMMON_OPTIONS};

const cli_command cli_import = {
    .name = "import",
    .shorts = ":hqo:",
    .options = options,
    .usage = " FILE... [-o MODEL]...",
    .summary = BP_TEXT("read workbooks and CSV files into models"),
    .help = BP_TEXT("Reads each FILE, a workbook (.xlsx) or CSV file that budgetpress or somebody else made, and writes\n"
                    "its model. Findings name the sheet and the cell; what had to be guessed is a note.\n\n"
                    "  -o, --output MODEL           where to write the model, one for each FILE in the same order; of a\n"
                    "                               single FILE standard output by default\n"
                    "      --form NAME              the form that the model names\n"
                    "      --sheet NAME             the sheet to read, where several could be\n"
                    "      --unit UNIT              the unit of the amounts where the file tells none, as 元 or 万元; an\n"
                    "                               error where the file tells another\n"
                    "      --convert 元|万元        turns the amounts into this unit, exactly\n"
                    "      --year YEAR              the fiscal year, whatever the file says\n"
                    "      --department NAME        the department, whatever the file says\n\n"),
    .run = run,
};
