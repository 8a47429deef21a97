/* budgetpress.h - everything: model, form, fonts, diagnostics, rendering, checking, importing, verifying, comparing.
 *
 * Threads may call the library at the same time, each with objects of its own. A form, and a model that no call changes, may be
 * shared; a bp_fonts and a bp_diag may not.
 */
#ifndef BUDGETPRESS_H
#define BUDGETPRESS_H

#include "check.h"
#include "diag.h"
#include "diff.h"
#include "fonts.h"
#include "form.h"
#include "import.h"
#include "model.h"
#include "render.h"
#include "status.h"
#include "verify.h"
#include "version.h"

#endif
