/* cli.h - what the commands share. Included by src/cli/ only.
 *
 * main.c finds the command and runs it; each command has a file of its own with its options, its help and what it does. common.c
 * has what concerns options, help and diagnostics, files.c models that are read and outputs that are written. Options are scanned
 * twice: first for the language, the kind of diagnostics and --help, so that whatever the second scan finds wrong is reported in
 * the right way wherever --lang stands.
 */
#ifndef BP_CLI_CLI_H
#define BP_CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <stdio.h>

#include "budgetpress/budgetpress.h"
#include "diag/translate.h"

typedef struct cli_command cli_command;

/* One run of the program. */
typedef struct bp_cli {
    bp_lang lang;
    bool json;                     /* --diagnostics=json */
    bool help, version;
    bool quiet;                    /* --quiet: nothing but findings and what was asked for */
    const cli_command *command;    /* whose options are being read */
    bp_diag *diag;
    size_t totals[BP_ERROR + 1];   /* findings already printed, by severity */
    size_t silenced;               /* findings that were silenced */
    int output_error;              /* errno of the first write to standard output that failed, 0 */
    int stopped_by;                /* the signal that ended the command early, passed on when all is printed; 0 */
    char *data_dir;                /* the folder of templates/, fonts/ and schema/ */
} bp_cli;

struct cli_command {
    const char *name;
    const char *shorts;            /* as getopt takes them, ":h" first */
    const struct option *options;  /* ends with CLI_COMMON_OPTIONS */
    const char *usage;             /* what follows the command's name and options, a blank first; "" for nothing */
    const char *summary;           /* one line, BP_TEXT like the help */
    const char *help;              /* paragraphs with line feeds, without the common options */
    bool lists_formats;            /* the help ends with the formats there are */
    bp_status (*run)(bp_cli *cli, int argc, char **argv);  /* argv[0] is the command's name */
};

extern const cli_command cli_render, cli_check, cli_verify, cli_forms, cli_fonts, cli_schema, cli_import, cli_batch,
    cli_batch_merge, cli_diff;
extern const cli_command *const cli_commands[];  /* ends with NULL */

enum {
    CLI_LANG = 256,
    CLI_DIAGNOSTICS,
    CLI_VERSION,
    CLI_FORM,
    CLI_FONT_SET,
    CLI_OPTION,
    CLI_CHECKS,
    CLI_FIX,
    CLI_STRICT,
    CLI_RULES
};
#define CLI_COMMON_OPTIONS                                      \
    {"lang", required_argument, NULL, CLI_LANG},                \
    {"diagnostics", required_argument, NULL, CLI_DIAGNOSTICS},  \
    {"quiet", no_argument, NULL, 'q'},                          \
    {"help", no_argument, NULL, 'h'},                           \
    {"version", no_argument, NULL, CLI_VERSION},                \
    {NULL, 0, NULL, 0}

/* A text in the language of the run. */
#define CLI_TEXT(cli, english) bp_translate((cli)->lang, english)

/* The language and the data folder from the environment; false when memory is short. */
bool cli_begin(bp_cli *cli);
void cli_end(bp_cli *cli);

/* The first scan: common options only, faults passed over. Returns the index of the first argument that is no option, -1 when
 * memory is short. */
int cli_scan(bp_cli *cli, const cli_command *command, int argc, char **argv);
/* The second scan, one option a call, cli_scan having been the call before: an option of the command's own, -1 at the end, '?'
 * where a fault was reported. Values are in optarg, the arguments then begin at optind. */
int cli_next(bp_cli *cli, int argc, char **argv);

void cli_print_help(const bp_cli *cli, const cli_command *command);  /* NULL: of the program */

/* Prints what was found so far to standard error and goes on with an empty collection; false when memory is short. */
bool cli_flush(bp_cli *cli);

/* Reports wrong usage. */
bp_status cli_usage(bp_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* " (did you mean x?)", or " (there are: a, b)" where no name is near, with the blank that the language wants; prefix stands before
 * each name. The caller frees; NULL when memory is short. */
char *cli_advice(const bp_cli *cli, const char *given, const char *prefix, const char *const *names, size_t count);
/* The same behind what was given. */
char *cli_unknown(const bp_cli *cli, const char *given, const char *prefix, const char *const *names, size_t count);
/* "a, b, c"; the caller frees; NULL when memory is short. */
char *cli_join(const bp_cli *cli, const char *prefix, const char *const *names, size_t count);
/* The formats there are: at most `room` names into out. Returns how many. */
size_t cli_formats(const char **out, size_t room);

/* Refuses outputs that are empty, an input, or given twice. */
bp_status cli_check_outputs(bp_cli *cli, const char *const *outputs, size_t count, char *const *inputs, size_t input_count);
/* The format that a path's extension names, NULL where there is none of that name. */
const char *cli_format_of(const char *path, const char *const *formats, size_t count);
/* Reports a format that there is not, with those that there are. */
bp_status cli_unknown_format(bp_cli *cli, const char *given, const char *const *formats, size_t count);
/* Reports an output whose extension names no format; advice is what to do where it has none. */
bp_status cli_no_format(bp_cli *cli, const char *path, const char *advice, const char *const *formats, size_t count);
/* Names and texts from outside, as they may be shown on a terminal: with what would drive it escaped. All that commands print of
 * such goes through these or through diagnostics. The first gives a text to free, NULL where memory is short. */
char *cli_visible(const char *text);
void cli_print(FILE *to, const char *text);
/* Says on standard error that a file was written, unless quiet or standard error is for programs to read. "-" and NULL are none. */
void cli_tell_written(const bp_cli *cli, const char *path);
/* Writes a text into a file, whole or not at all, and says so. */
bp_status cli_write_text(bp_cli *cli, const char *path, const char *text);
/* Writes the model as JSON, whole or not at all, and says so. */
bp_status cli_write_model(bp_cli *cli, const char *path, const bp_model *model);
/* Reads a model, or the model in a workbook or CSV file. */
bp_status cli_read_model(bp_cli *cli, const char *path, bp_model **out);

/* Reports a form that is not in the data folder, with those that are. */
bp_status cli_check_form(bp_cli *cli, const char *name);
/* Loads the form `given`, or where that is NULL the one that the model names; path is the model's, for diagnostics. */
bp_status cli_load_form(bp_cli *cli, const char *given, const char *path, const bp_model *model, bp_form **out);
/* What a command that reads files from outside still needs then, besides the data folder. */
typedef struct cli_needs {
    char *const *inputs;             /* files that are read */
    size_t input_count;
    const char *const *outputs;      /* files that are made, "-" for standard output */
    size_t output_count;
    const char *form;                /* --form; NULL: none */
    bp_fonts *fonts;                 /* whose files are read; NULL: none */
    const char *program;             /* that is started; NULL: none */
} cli_needs;
/* Gives up the network, every other program and every other file, for good. */
bp_status cli_confine(bp_cli *cli, const cli_needs *needs);
/* The names of all forms, as bp_form_list; NULL is reported. */
char **cli_list_forms(bp_cli *cli, size_t *count);

#endif
