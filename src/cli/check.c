/* check.c - budgetpress check: what is wrong with models, as lines, JSON, SARIF or a report; and what is certain put right. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "base/buf.h"
#include "diag/diag.h"
#include "font/fonts.h"

typedef enum check_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMATS } check_format;

static const char DEFAULT_SET[] = "noto";
static const char *const format_names[FORMATS] = {"text", "json", "sarif"};

typedef struct checker {
    bp_cli *cli;
    const char *form_name;   /* --form, NULL: each model's own */
    bp_form *form;           /* the form last used: models given together mostly share one */
    const char *settings;    /* --checks */
    bp_checks *checks;
    check_format format;
    const char *format_name;
    const char *fixed;       /* --fix */
    const char *font_set;
    bp_fonts *fonts;         /* of the reports, and of what is going to be rendered */
    bp_output *reports;      /* -o */
    size_t report_count;
    bool strict, list;
} checker;

static bp_status find_form(checker *c, const char *path, const bp_model *model)
{
    if (c->form && (c->form_name || !strcmp(bp_form_name(c->form), bp_model_form(model))))
        return BP_OK;
    bp_form_free(c->form);
    return cli_load_form(c->cli, c->form_name, path, model, &c->form);
}

/* Writes the model with what is certain put right, and lists that. */
static bp_status fix(checker *c, bp_model *model)
{
    size_t count;
    char *changes = bp_checks_fix(model, c->form, c->checks, c->cli->diag, &count);
    bp_status status = changes ? cli_write_model(c->cli, c->fixed, model) : BP_SYSTEM;
    if (!status && strcmp(c->fixed, "-") != 0 && !c->cli->quiet) {
        if (fputs(changes, stdout) < 0)
            c->cli->output_error = errno;
        printf(CLI_TEXT(c->cli, "%zu texts changed\n"), count);
    }
    free(changes);
    return status;
}

/* The report in the language of the run, by a form of findings; its own faults go to the collection of the run. */
static bp_status write_reports(checker *c, const bp_model *model, const bp_diag *findings)
{
    static const char *const folders[] = {[BP_LANG_EN] = "check-en", [BP_LANG_ZH] = "check"};
    bp_buf path = {0};
    bp_form *form = NULL;
    bp_buf_printf(&path, "%s/templates/reports/%s", c->cli->data_dir, folders[c->cli->lang]);
    bp_status status = path.failed ? bp_report_memory(c->cli->diag)
                                   : bp_form_load(c->cli->data_dir, bp_buf_text(&path), c->cli->diag, &form);
    if (!status)
        status = bp_render_findings(model, form, c->fonts, c->reports, c->report_count, findings, c->cli->diag);
    for (size_t i = 0; i < c->report_count && !status; i++)
        cli_tell_written(c->cli, c->reports[i].path);
    bp_form_free(form);
    bp_buf_free(&path);
    return status;
}

/* Checks into a collection of its own, so that the report holds what the check found and nothing else. */
static bp_status check_and_report(checker *c, const bp_model *model)
{
    bp_diag *kept = c->cli->diag, *findings = bp_diag_new(c->cli->lang);
    if (!findings)
        return bp_report_memory(kept);
    bp_diag_set_limit(findings, SIZE_MAX);
    bp_status status = bp_checks_run(model, c->form, c->checks, findings);
    bp_status written = status <= BP_DATA ? write_reports(c, model, findings) : BP_OK;
    c->cli->diag = findings;  /* told first */
    if (!cli_flush(c->cli))
        status = BP_SYSTEM;
    bp_diag_free(c->cli->diag);
    c->cli->diag = kept;
    return written > status ? written : status;
}

static bp_status check(checker *c, const char *path)
{
    bp_model *model;
    bp_status status = cli_read_model(c->cli, path, &model);
    if (!status)
        status = find_form(c, path, model);
    if (!status && c->fixed)
        status = fix(c, model);
    else if (!status && c->report_count)
        status = check_and_report(c, model);
    else if (!status)
        status = bp_checks_run(model, c->form, c->checks, c->cli->diag);
    bp_model_free(model);
    return status;
}

static void print_counts(const bp_cli *cli)
{
    size_t errors = cli->totals[BP_ERROR], warnings = cli->totals[BP_WARNING];
    printf(errors == 1 ? CLI_TEXT(cli, "%zu error, ") : CLI_TEXT(cli, "%zu errors, "), errors);
    printf(warnings == 1 ? CLI_TEXT(cli, "%zu warning") : CLI_TEXT(cli, "%zu warnings"), warnings);
    if (cli->silenced)
        printf(CLI_TEXT(cli, ", %zu silenced"), cli->silenced);
    putchar('\n');
}

/* The whole collection as one document on standard output. */
static bp_status print_document(checker *c)
{
    char *text = c->format == FORMAT_JSON ? bp_findings_json(c->cli->diag) : bp_findings_sarif(c->cli->diag);
    if (!text)
        return bp_report_memory(c->cli->diag);
    if (fputs(text, stdout) < 0)
        c->cli->output_error = errno;
    free(text);
    return BP_OK;
}

/* What is told in a document is not told again. */
static bool end_collection(checker *c)
{
    bp_cli *cli = c->cli;
    for (int s = BP_NOTE; s <= BP_ERROR; s++)
        cli->totals[s] += bp_diag_total(cli->diag, (bp_severity)s);
    cli->silenced += bp_diag_silenced(cli->diag);
    bp_diag_free(cli->diag);
    cli->diag = bp_diag_new(cli->lang);
    return cli->diag != NULL;
}

static bp_status check_all(checker *c, int count, char *const *paths)
{
    bp_status worst = BP_OK;
    bool document = c->format != FORMAT_TEXT;
    if (document)
        bp_diag_set_limit(c->cli->diag, SIZE_MAX);
    for (int i = 0; i < count && c->cli->diag; i++) {
        bp_status status = check(c, paths[i]);
        worst = status > worst ? status : worst;
        if (!document && !cli_flush(c->cli))
            return BP_SYSTEM;
    }
    if (document) {
        bp_status status = print_document(c);
        worst = status > worst ? status : worst;
        if (!status && !end_collection(c))
            return BP_SYSTEM;
    } else if (!c->fixed && !c->cli->quiet)
        print_counts(c->cli);
    bool doubt = c->cli->totals[BP_WARNING] > 0;
    return c->strict && doubt && worst < BP_DATA ? BP_DATA : worst;
}

static void list_rules(const bp_cli *cli)
{
    static const char *const severities[] = {BP_TEXT("note"), BP_TEXT("warning"), BP_TEXT("error")};
    for (size_t i = 0; i < bp_rule_list(); i++) {
        bp_rule_info rule = bp_rule_get(i, cli->lang);
        printf("%s\t%s\t%s\t%s\t%s\n", rule.code, rule.name, CLI_TEXT(cli, severities[rule.severity]), rule.title, rule.text);
    }
}

static bp_status take_format(checker *c)
{
    for (int f = 0; f < FORMATS; f++)
        if (c->format_name && !strcmp(c->format_name, format_names[f]))
            c->format = (check_format)f;
    if (!c->format_name || !strcmp(c->format_name, format_names[c->format]))
        return BP_OK;
    return cli_unknown_format(c->cli, c->format_name, format_names, FORMATS);
}

/* Where the fixed model and the reports go: over nothing that is read, and in a format that there is. */
static bp_status check_outputs(checker *c, char **model)
{
    const char *formats[64];
    size_t count = cli_formats(formats, 64), outputs = c->report_count;
    const char **paths = calloc(outputs + 1, sizeof *paths);
    bp_status status = paths ? BP_OK : bp_report_memory(c->cli->diag);
    for (size_t i = 0; i < outputs && !status; i++) {
        paths[i] = c->reports[i].path;
        c->reports[i].format = cli_format_of(paths[i], formats, count);
        if (!c->reports[i].format && *paths[i])
            status = cli_no_format(c->cli, paths[i], CLI_TEXT(c->cli, "give it one, such as .pdf"), formats, count);
    }
    if (c->fixed && !status)
        paths[outputs++] = c->fixed;
    if (!status)
        status = cli_check_outputs(c->cli, paths, outputs, model, 1);
    free(paths);
    return status;
}

static bp_status take_options(checker *c, int argc, char **argv)
{
    for (int option; (option = cli_next(c->cli, argc, argv)) != -1;) {
        const char **value = option == CLI_FORM     ? &c->form_name
                             : option == CLI_CHECKS ? &c->settings
                             : option == 'f'        ? &c->format_name
                             : option == CLI_FIX    ? &c->fixed
                             : option == CLI_FONT_SET ? &c->font_set
                                                    : NULL;
        if (value)
            *value = optarg;
        else if (option == 'o')
            c->reports[c->report_count++] = (bp_output){optarg, NULL};
        else if (option == CLI_STRICT)
            c->strict = true;
        else if (option == CLI_RULES)
            c->list = true;
        else
            return BP_USAGE;
    }
    if (optind == argc && !c->list)
        return cli_usage(c->cli, CLI_TEXT(c->cli, "%s: the model is missing: give its path, or - for standard input"), argv[0]);
    if ((c->fixed || c->report_count) && argc - optind > 1)
        return cli_usage(c->cli, CLI_TEXT(c->cli, "%s takes one model at a time"), c->fixed ? "--fix" : "-o");
    if (!!c->fixed + !!c->report_count + !!c->format_name > 1)
        return cli_usage(c->cli, CLI_TEXT(c->cli, "give one of %s"), "--format, --fix, -o");
    bp_status status = c->list ? BP_OK : check_outputs(c, argv + optind);
    return status ? status : take_format(c);
}

/* Has the rules look for characters that no font has, where the fonts are there: a machine may check and never print. */
static bp_status use_fonts(checker *c)
{
    if (bp_fonts_prepare(c->fonts, NULL))
        return bp_fonts_short_of_memory(c->fonts) ? bp_report_memory(c->cli->diag) : BP_OK;
    if (!c->checks && !(c->checks = bp_checks_new()))
        return bp_report_memory(c->cli->diag);
    bp_checks_set_fonts(c->checks, c->fonts);
    return BP_OK;
}

/* Who asked for nothing that is drawn is not told that there is no font set. */
static bool needs_fonts(const checker *c)
{
    bp_buf path = {0};
    bp_buf_printf(&path, "%s/fonts/%s.json", c->cli->data_dir, DEFAULT_SET);
    bool there = path.failed || !access(path.data, F_OK);
    bp_buf_free(&path);
    return there || c->font_set || c->report_count;
}

/* What is not from outside is read, then everything given up that the models do not need. */
static bp_status prepare(checker *c, char *const *models, size_t count)
{
    bp_status status = c->settings ? bp_checks_load(c->settings, c->cli->diag, &c->checks) : BP_OK;
    if (!status && !c->fixed && needs_fonts(c))
        status = bp_fonts_load(c->cli->data_dir, c->font_set ? c->font_set : DEFAULT_SET, c->cli->diag, &c->fonts);
    const char **outputs = calloc(c->report_count + 1, sizeof *outputs);
    if (!outputs)
        status = bp_report_memory(c->cli->diag);
    for (size_t i = 0; i < c->report_count && outputs; i++)
        outputs[i] = c->reports[i].path;
    if (c->fixed && outputs)  /* never together with reports */
        outputs[0] = c->fixed;
    if (!status)
        status = cli_confine(c->cli, &(cli_needs){.inputs = models, .input_count = count, .form = c->form_name, .fonts = c->fonts,
                                                  .outputs = outputs, .output_count = c->fixed ? 1 : c->report_count});
    free(outputs);
    return status || !c->fonts ? status : use_fonts(c);
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    checker c = {.cli = cli, .reports = calloc((size_t)argc, sizeof *c.reports)};
    bp_status status = c.reports ? take_options(&c, argc, argv) : bp_report_memory(cli->diag);
    if (!status && c.list)
        list_rules(cli);
    if (!status && !c.list)
        status = prepare(&c, argv + optind, (size_t)(argc - optind));
    if (!status && !c.list)
        status = check_all(&c, argc - optind, argv + optind);
    free(c.reports);
    bp_checks_free(c.checks);
    bp_form_free(c.form);
    bp_fonts_free(c.fonts);
    return status;
}

static const struct option options[] = {
    {"form", required_argument, NULL, CLI_FORM},
    {"checks", required_argument, NULL, CLI_CHECKS},
    {"format", required_argument, NULL, 'f'},
    {"fix", required_argument, NULL, CLI_FIX},
    {"output", required_argument, NULL, 'o'},
    {"font-set", required_argument, NULL, CLI_FONT_SET},
    {"strict", no_argument, NULL, CLI_STRICT},
    {"rules", no_argument, NULL, CLI_RULES},
    CLI_COMMON_OPTIONS,
};

const cli_command cli_check = {
    .name = "check",
    .shorts = ":hqf:o:",
    .options = options,
    .usage = " MODEL...",
    .summary = BP_TEXT("report what is wrong with models"),
    .help = BP_TEXT("Reports what an auditor would find in each MODEL, a JSON file or - for standard input, or a workbook\n"
                    "or CSV file, to standard error, and prints how many errors and warnings there are. The exit status\n"
                    "is 1 where there are errors. docs/checks.md describes every rule.\n\n"
                    "      --form NAME              check against this form instead of the one that MODEL names;\n"
                    "                               with a slash in it: the path of a form's folder\n"
                    "      --checks FILE            settings of the rules: severities, thresholds, what is silenced\n"
                    "  -f, --format NAME            text, or json or sarif: one document on standard output [text]\n"
                    "  -o, --output PATH            write a report as PDF, XLSX or another format, by the extension;\n"
                    "                               once for each output\n"
                    "      --font-set NAME          fonts that must have every character; those of the report [noto]\n"
                    "      --fix PATH               write the model with what is certain put right (marks, blanks;\n"
                    "                               never an amount), and list what was changed\n"
                    "      --strict                 warnings count as errors for the exit status\n"
                    "      --rules                  list the rules: code, name, severity, title, text\n\n"),
    .run = run,
};
