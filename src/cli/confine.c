/* confine.c - confining a command that reads files from outside; see cli.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "budgetpress/fonts.h"
#include "base/arena.h"
#include "diag/diag.h"
#include "diag/file.h"
#include "sandbox/sandbox.h"

/* Where the font files really are: a folder of fonts may be full of links. False when memory is short. */
static bool add_fonts(bp_fonts *fonts, bp_arena *arena, const char **readable, size_t *count, size_t candidates)
{
    for (size_t i = 0; i < candidates; i++) {
        bp_font_candidate candidate;
        if (bp_fonts_candidate(fonts, i, &candidate))
            return false;
        char *real = candidate.path ? realpath(candidate.path, NULL) : NULL;
        const char *kept = real ? bp_arena_strdup(arena, real) : NULL;
        bool short_of_memory = candidate.path && !kept && (real || errno == ENOMEM);
        free(real);
        if (short_of_memory)
            return false;
        if (kept)
            readable[(*count)++] = kept;
    }
    return true;
}

/* Where temporary files of outputs are made, and what is written into itself: up to two an output. */
static bool add_folders(const cli_needs *needs, bp_arena *arena, const char **folders, size_t *count)
{
    for (size_t i = 0; i < needs->output_count; i++) {
        bool written_into;
        char *folder = bp_outfile_folder(needs->outputs[i], &written_into);
        const char *copy = folder ? bp_arena_strdup(arena, folder) : NULL;
        free(folder);
        if (!copy)
            return false;
        folders[(*count)++] = copy;
        if (written_into && strcmp(needs->outputs[i], "-") != 0)
            folders[(*count)++] = needs->outputs[i];
    }
    return true;
}

/* A kernel that has no sandbox is told where somebody sees it: a script that runs each night on an old one need not hear it a
 * thousand times. */
static bp_status told(bp_cli *cli, bp_sandbox_state state)
{
    const char *missing = state == BP_SANDBOX_NO_FILES ? "Landlock" : "seccomp";
    if (state == BP_SANDBOX_REFUSED)
        return bp_report(cli->diag, BP_CONFINE_FAILED, BP_NOWHERE, BP_NO_ARGS);
    if (state != BP_SANDBOX_HOLDS && (isatty(STDERR_FILENO) || cli->json))
        bp_report(cli->diag, BP_CONFINE_NONE, BP_NOWHERE, BP_ARGS(missing));
    return BP_OK;
}

bp_status cli_confine(bp_cli *cli, const cli_needs *needs)
{
    bp_arena arena = {0};
    size_t candidates = needs->fonts ? bp_fonts_candidate_count(needs->fonts) : 0, count = 0, folder_count = 0;
    const char **readable = bp_arena_array(&arena, needs->input_count + candidates + 2, sizeof *readable);
    const char **folders = bp_arena_array(&arena, 2 * needs->output_count + 1, sizeof *folders);
    bool ok = readable && folders;
    for (size_t i = 0; i < needs->input_count && ok; i++)
        readable[count++] = needs->inputs[i];
    if (ok)
        readable[count++] = cli->data_dir;
    if (ok && needs->form && strchr(needs->form, '/'))
        readable[count++] = needs->form;
    ok = ok && add_fonts(needs->fonts, &arena, readable, &count, candidates) && add_folders(needs, &arena, folders, &folder_count);
    const bp_sandbox what = {.role = needs->program ? BP_SANDBOX_STARTER : BP_SANDBOX_COMMAND, .readable = readable,
                             .readable_count = count, .folders = folders, .folder_count = folder_count, .program = needs->program};
    if (ok)
        bp_outfile_be_alone();  /* files cannot be given rights any more */
    bp_status status = ok ? told(cli, bp_sandbox_enter(&what)) : bp_report_memory(cli->diag);
    bp_arena_free(&arena);
    return status;
}
