/* fuzz_settings.c - the small files that people may write themselves: settings of the checks, a font set, words for the importer.
 * The same bytes are taken for each. Settings that were read are used on a model. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "reading/aliases.h"

static const char text[] =
    "{\"schema\":\"budgetpress/1\",\"form\":\"project-performance-targets\",\"fiscal_year\":2024,\"amount_unit\":\"万元\","
    "\"department\":{\"name\":\"d\"},\"agencies\":[{\"id\":\"a\",\"name\":\"agency\"}],\"projects\":[{\"id\":\"p\",\"agency\":\"a\","
    "\"name\":\"2023年经费\",\"funding\":{\"other\":\"1234.56\"},\"goal\":[\"XX待定,，。\",\"同\",\"同\"],\"indicators\":[{\"level1\":\"1\","
    "\"level2\":\"31\",\"name\":\"n\",\"period_value\":\"95%\",\"annual_value\":\">=3x\"}]},{\"id\":\"q\",\"agency\":\"a\",\"name\":"
    "\"2023年经费 \",\"funding\":{}}]}";

/* DATA/fonts/x.json and DATA/templates/import/aliases.json are links to the input's file. */
static void link_files(const char *file)
{
    static const char *const folders[] = {"fonts", "templates", "templates/import"};
    static const char *const names[] = {"fonts/x.json", "templates/import/aliases.json"};
    static bool linked;
    char path[128];
    for (size_t i = 0; i < 3 && !linked; i++) {
        snprintf(path, sizeof path, "%s/%s", fuzz_folder(), folders[i]);
        if (mkdir(path, 0700))
            fuzz_fail("a folder cannot be made");
    }
    for (size_t i = 0; i < 2 && !linked; i++) {
        snprintf(path, sizeof path, "%s/%s", fuzz_folder(), names[i]);
        if (symlink(file, path))
            fuzz_fail("a link cannot be made");
    }
    linked = true;
}

static void hold_status(const char *what, bp_status status, const void *made, bp_diag *diag)
{
    if ((status == BP_OK) != (bp_diag_total(diag, BP_ERROR) == 0) || (made && (status == BP_OK) != (*(void *const *)made != NULL)))
        fuzz_fail(what);
    bp_diag_free(diag);
}

static void use_checks(const bp_checks *checks)
{
    static bp_model *model;
    if (!model && bp_model_read_text("model.json", text, sizeof text - 1, NULL, &model))
        fuzz_fail("the model cannot be read");
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_status status = bp_checks_run(model, fuzz_form(model, false), checks, diag);
    hold_status("the status of checks does not agree with what they reported", status, NULL, diag);
}

static void read_checks(const char *path)
{
    bp_checks *checks;
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    bp_status status = bp_checks_load(path, diag, &checks);
    hold_status("the status of settings does not agree with what was reported", status, &checks, diag);
    if (checks)
        use_checks(checks);
    bp_checks_free(checks);
}

static void read_fonts(void)
{
    bp_fonts *fonts = NULL;
    bp_font_candidate candidate;
    bp_diag *diag = bp_diag_new(BP_LANG_ZH);
    bp_status status = bp_fonts_load(fuzz_folder(), "x", diag, &fonts);
    hold_status("the status of a font set does not agree with what was reported", status, &fonts, diag);
    for (size_t i = 0; fonts && i < bp_fonts_candidate_count(fonts) && i < 20; i++)
        if (bp_fonts_candidate(fonts, i, &candidate) || !candidate.role || !candidate.family)
            fuzz_fail("a candidate cannot be told");
    bp_fonts_free(fonts);
}

/* Every word is found again, as a key of its list. */
static void hold_words(const bp_aliases *aliases)
{
    for (int list = 0; list < BP_WORD_LISTS; list++)
        for (size_t i = 0; i < aliases->lists[list].count; i++) {
            const bp_alias *alias = &aliases->lists[list].words[i];
            size_t first = 0, size;
            while (strcmp(aliases->lists[list].words[first].word, alias->word) != 0)
                first++;
            if (bp_aliases_find(aliases, (bp_word_list)list, alias->word) != aliases->lists[list].words[first].key ||
                bp_aliases_begin(aliases, (bp_word_list)list, alias->word, &size) < 0 || size != strlen(alias->word))
                fuzz_fail("a word is not found in its list");
        }
}

static void read_aliases(void)
{
    bp_aliases aliases;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_status status = bp_aliases_load(fuzz_folder(), diag, &aliases);
    hold_status("the status of words does not agree with what was reported", status, NULL, diag);
    if (!status)
        hold_words(&aliases);
    bp_aliases_free(&aliases);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *file = fuzz_file(data, size);
    link_files(file);
    read_checks(file);
    read_fonts();
    read_aliases();
    return 0;
}
