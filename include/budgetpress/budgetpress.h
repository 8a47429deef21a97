/* budgetpress.h - everything: model, form, fonts, diagnostics, rendering, importing, verifying. */
#ifndef BUDGETPRESS_H
#define BUDGETPRESS_H

#include "check.h"
#include "diag.h"
#include "fonts.h"
#include "form.h"
#include "import.h"
#include "model.h"
#include "render.h"
#include "status.h"
#include "verify.h"
#include "version.h"

#endif
