/* version.h - the one place where the version stands. */
#ifndef BUDGETPRESS_VERSION_H
#define BUDGETPRESS_VERSION_H

#define BP_VERSION "0.2.0"

#endif
