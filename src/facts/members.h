/* members.h - the table of a model's members. Private to facts/: read.c, validate.c and schema.c follow it. */
#ifndef BP_FACTS_MEMBERS_H
#define BP_FACTS_MEMBERS_H

#include "facts/model.h"
#include "json/members.h"

extern const bp_object bp_model_object;  /* of a bp_model */

#endif
