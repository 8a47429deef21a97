/* year.h - the year that a text tells. Included by whoever reads a table back, or must know whether it can be read back. */
#ifndef BP_FACTS_YEAR_H
#define BP_FACTS_YEAR_H

/* The year in a text, 0 where there is none. */
int bp_find_year(const char *text);
/* That of a table by its title; a department may have one in its name. */
int bp_title_year(const char *title, const char *department);

#endif
