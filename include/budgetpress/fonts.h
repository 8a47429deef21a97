/* fonts.h - font sets: which file serves which role.
 *
 * A set is data, fonts/<name>.json in the data folder. It may be shared by any number of renderings, one at a time.
 */
#ifndef BUDGETPRESS_FONTS_H
#define BUDGETPRESS_FONTS_H

#include "diag.h"
#include "status.h"

typedef struct bp_fonts bp_fonts;

/* Loads the description of a set from DATA_DIR/fonts/NAME.json; a NAME with a slash in it is the path of such a file. No font file
 * is opened yet. */
BP_API bp_status bp_fonts_load(const char *data_dir, const char *name, bp_diag *diag, bp_fonts **out);
BP_API void bp_fonts_free(bp_fonts *fonts);

/* Opens the first usable font of each role, as a rendering does, and warns of those passed over. Where a role has none, that is
 * reported and the status is not BP_OK. diag may be NULL. */
BP_API bp_status bp_fonts_prepare(bp_fonts *fonts, bp_diag *diag);

/* The role of the last resorts, which stand behind the candidates of every role. */
#define BP_FALLBACK_ROLE "fallback"

/* One candidate of one role. Strings are borrowed from the set. */
typedef struct bp_font_candidate {
    const char *role;     /* body, heading, title, latin or BP_FALLBACK_ROLE */
    const char *family;   /* such as "Noto Serif CJK SC" */
    const char *path;     /* where it was found, NULL where it is not installed */
    unsigned index;       /* face in a collection */
    const char *package;  /* Debian package that provides it, "" where none does */
} bp_font_candidate;
BP_API size_t bp_fonts_candidate_count(bp_fonts *fonts);
/* BP_USAGE past the last, which is reported nowhere. */
BP_API bp_status bp_fonts_candidate(bp_fonts *fonts, size_t index, bp_font_candidate *out);
/* Opens the candidate's font; why it is not used, NULL where it is or is not installed. Its index is then that of the face that was
 * found to have the name. */
BP_API const char *bp_fonts_refused(bp_fonts *fonts, size_t index, bp_lang lang);

#endif
