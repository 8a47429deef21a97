/* fonts.c - budgetpress fonts: which file serves which role. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "diag/diag.h"
#include "base/utf8.h"

/* Columns on a terminal: Han characters take two. */
static int display_width(const char *text)
{
    int width = 0;
    while (*text)
        width += bp_utf8_next(&text) < 0x1100 ? 1 : 2;
    return width;
}

static void print_padded(const char *text, int width)
{
    char *visible = cli_visible(text);
    int room = width - display_width(visible ? visible : "");
    printf("%s%*s  ", visible ? visible : "?", room > 0 ? room : 0, "");
    free(visible);
}

static void print_candidate(const bp_cli *cli, const bp_font_candidate *c, const char *refused, int role_width, int family_width)
{
    print_padded(c->role, role_width);
    print_padded(c->family, family_width);
    char *what = cli_visible(c->path ? c->path : c->package);
    if (refused)
        printf(CLI_TEXT(cli, "%s#%u not used: %s\n"), what ? what : "?", c->index, refused);
    else if (c->path)
        printf("%s#%u\n", what ? what : "?", c->index);
    else if (*c->package)
        printf(CLI_TEXT(cli, "missing (install: %s)\n"), what ? what : "?");
    else
        puts(CLI_TEXT(cli, "missing"));
    free(what);
}

static bp_status print_set(const bp_cli *cli, bp_fonts *fonts)
{
    size_t count = bp_fonts_candidate_count(fonts);
    int role_width = 0, family_width = 0;
    bp_font_candidate c;
    for (size_t i = 0; i < count && !bp_fonts_candidate(fonts, i, &c); i++) {
        int role = display_width(c.role), family = display_width(c.family);
        role_width = role > role_width ? role : role_width;
        family_width = family > family_width ? family : family_width;
    }
    for (size_t i = 0; i < count; i++) {
        const char *refused = bp_fonts_refused(fonts, i, cli->lang);
        if (!bp_fonts_candidate(fonts, i, &c))
            print_candidate(cli, &c, refused, role_width, family_width);
    }
    return bp_fonts_prepare(fonts, cli->diag);  /* finds what a rendering would find */
}

static bp_status run(bp_cli *cli, int argc, char **argv)
{
    const char *name = "noto";
    bp_fonts *fonts;
    for (int option; (option = cli_next(cli, argc, argv)) != -1;) {
        if (option != CLI_FONT_SET)
            return BP_USAGE;
        name = optarg;
    }
    if (optind < argc)
        return cli_usage(cli, CLI_TEXT(cli, "fonts takes no argument: %s"), argv[optind]);
    bp_status status = bp_fonts_load(cli->data_dir, name, cli->diag, &fonts);
    if (!status)
        status = print_set(cli, fonts);
    bp_fonts_free(fonts);
    return status;
}

static const struct option options[] = {{"font-set", required_argument, NULL, CLI_FONT_SET}, CLI_COMMON_OPTIONS};

const cli_command cli_fonts = {
    .name = "fonts",
    .shorts = ":hq",
    .options = options,
    .usage = "",
    .summary = BP_TEXT("show which font file serves each role"),
    .help = BP_TEXT("Shows the fonts of a set in the order in which they are tried: role, family, and the file with\n"
                    "the face's number in it, or the package to install. The exit status is 3 where a role has no\n"
                    "file.\n\n"
                    "      --font-set NAME          the set [noto]\n\n"),
    .run = run,
};
