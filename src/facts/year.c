/* year.c - see year.h. */
#include "facts/year.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static int digit_of(uint32_t c)
{
    static const uint32_t han[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};  /* 〇 to 九 */
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    if (c >= 0xFF10 && c <= 0xFF19)
        return (int)(c - 0xFF10);
    if (c == 0x25CB || c == 0x96F6)  /* ○ 零 */
        return 0;
    for (int i = 0; i < 10; i++)
        if (han[i] == c)
            return i;
    return -1;
}

/* Four digits and no more; where 年 follows, that is it, else the first such number. */
int bp_find_year(const char *text)
{
    int value = 0, count = 0, found = 0;
    for (bool more = true; more;) {
        uint32_t c = *text ? bp_utf8_next(&text) : 0;
        int digit = digit_of(c);
        more = c != 0;
        if (digit >= 0) {
            value = count < 5 ? value * 10 + digit : value;
            count++;
            continue;
        }
        if (count == 4 && value >= 1949 && value <= 2999) {
            if (c == 0x5E74)  /* 年 */
                return value;
            found = found ? found : value;
        }
        value = count = 0;
    }
    return found;
}

int bp_title_year(const char *title, const char *department)
{
    size_t n = strlen(department);
    return bp_find_year(n && !strncmp(title, department, n) ? title + n : title);
}
