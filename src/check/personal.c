/* personal.c - the rule about numbers of persons in texts that are to be published. Private to check/; see private.h.
 *
 * Digits are taken with the single blanks and strokes that group them, and each run of groups is held against what such numbers
 * look like. Codes, amounts and numbers of documents are long as well: what is said before and behind decides.
 */
#include <string.h>

#include "check/private.h"
#include "base/chars.h"
#include "base/utf8.h"

enum { GROUPS = 8, DIGITS = 40, WINDOW = 36 };

/* Digits that belong together, by groups. */
typedef struct number {
    char digits[DIGITS + 1];       /* folded; an X at the end stands for itself */
    size_t count, group_count;
    size_t starts[GROUPS + 1];     /* of the groups in digits, and the end of the last */
    const char *places[GROUPS];    /* of the groups in the text */
    const char *ends[GROUPS];
} number;

/* Digits of groups first..last. */
typedef struct part {
    const char *digits;
    size_t count, groups;
} part;

static bool is_stroke(uint32_t folded)
{
    return folded == '-' || folded == 0x2010 || folded == 0x2013 || folded == 0x2014;
}

/* Takes a number at a digit and moves *at behind it. False where it is longer than any number of persons. */
static bool take(const char **at, number *out)
{
    const char *p = *at;
    bool fits = true;
    *out = (number){.group_count = 1, .places = {p}};
    for (;;) {
        const char *next = p;
        uint32_t c = bp_char_next_folded(&next);
        bool parts = (c == ' ' || is_stroke(c)) && bp_digits_at(next, 1);
        if (bp_is_digit(c)) {
            fits &= out->count < DIGITS;
            if (fits)
                out->digits[out->count++] = (char)c;
        } else if (parts && out->group_count < GROUPS) {
            out->ends[out->group_count - 1] = p;
            out->starts[out->group_count] = out->count;
            out->places[out->group_count++] = next;
        } else {
            fits &= !parts;
            break;
        }
        p = next;
    }
    out->ends[out->group_count - 1] = p;
    out->starts[out->group_count] = out->count;
    *at = p;
    return fits;
}

static bool has_group(const number *n, size_t group, size_t size)
{
    return n->starts[group + 1] - n->starts[group] == size;
}

/* ---- what is said around ---- */

/* Whether a word ends before a place, a colon, brackets, 号码 or 为 between them. */
static bool is_called(const char *text, const char *at, const char *const *words)
{
    static const char *const between[] = {"：", ":", "（", "(", " ", "　", "号码", "编号", "号", "为", "是", NULL};
    size_t size = (size_t)(at - text);
    for (const char *word; !bp_ends(text, size, words) && (word = bp_ends(text, size, between));)
        size -= strlen(word);
    return bp_ends(text, size, words) != NULL;
}

/* A number of a document or thing: its clause, as far as it goes before the number, names one. */
static bool is_code(const char *text, const char *at, const char *end)
{
    static const char *const codes[] = {"编号", "编码", "代码", "文号", "合同", "订单", "批次", "流水", "序列", "税号", "发票", "图号", "标准", "条码",
                                        "条形码", "档案", "案号", "证书", "许可", "备案", "型号", "凭证", "单号", "项目号", "№", NULL};
    static const char *const ends[] = {"，", "。", "；", "、", ",", ";", NULL}, *const opens[] = {"第", "字", "〕", "）", "]", NULL};
    const char *from = at - text > WINDOW ? at - WINDOW : text;
    bool code = bp_ends(text, (size_t)(at - text), opens) && !strncmp(end, "号", strlen("号"));
    while (((unsigned char)*from & 0xC0) == 0x80)
        from++;
    for (const char *p = from; p < at; bp_utf8_next(&p))
        code = !bp_begins(p, ends) && (code || bp_begins(p, codes));
    return code;
}

/* An amount: a sign before it, or a unit behind. */
static bool is_amount(const char *text, const char *at, const char *end)
{
    static const char *const units[] = {"元", "万", "亿", "千", "百", "个", "人", "次", "户", "件", "平", "立", "吨", "米", "公", "亩", "株", "册",
                                        "字", "度", "条", "份", "台", "套", "%", "％", NULL};
    uint32_t before = bp_char_fold(bp_char_before(text, at));
    bool sign = before < 0x80 ? before && strchr("<>=$,.", (int)before) : bp_char_is(before, BP_CHAR_MATH) || before == 0xA5;
    return sign || bp_begins(bp_skip_blanks(end), units);
}

/* ---- what such numbers look like ---- */

static int two(const char *digits)
{
    return (digits[0] - '0') * 10 + digits[1] - '0';
}

static bool is_date(int month, int day)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/* Eight digits: 20240115. */
static bool is_whole_date(const char *digits)
{
    int century = two(digits);
    return (century == 19 || century == 20) && is_date(two(digits + 4), two(digits + 6));
}

/* The first two digits of the codes of provinces. */
static bool is_province(int code)
{
    static const int last[] = {0, 15, 23, 37, 46, 54, 65, 71, 82, 0};
    int zone = code / 10;
    bool municipality = code == 50;
    return municipality || (zone >= 1 && zone <= 8 && code % 10 && code <= last[zone]);
}

/* GB 11643: a province, a date of birth, and in the longer form a check character by ISO 7064, MOD 11-2. */
static bool is_identity(part n, bool called)
{
    enum { OLD = 15, NEW = 18, WEIGHTS = 17, OLDEST = 30 };  /* born in 1930: days since 2000 stand in codes */
    static const char checks[] = "10X98765432";
    int sum = 0, power = 2;
    if ((n.count != OLD && n.count != NEW) || !is_province(two(n.digits)))
        return false;
    if (n.count == OLD)
        return n.groups == 1 && (called || two(n.digits + 6) >= OLDEST) && is_date(two(n.digits + 8), two(n.digits + 10));
    for (int i = WEIGHTS - 1; i >= 0; i--, power = power * 2 % 11)
        sum += (n.digits[i] - '0') * power;
    return is_whole_date(n.digits + 6) && n.digits[WEIGHTS] == checks[sum % 11];
}

/* By Luhn's check digit. */
static bool has_check_digit(part n)
{
    int sum = 0;
    for (size_t i = 0; i < n.count; i++) {
        int digit = n.digits[n.count - 1 - i] - '0', twice = i % 2 ? digit * 2 : digit;
        sum += twice > 9 ? twice - 9 : twice;
    }
    return sum % 10 == 0;
}

static bool is_mobile(const number *n, size_t first, part p)
{
    enum { MOBILE = 11 };
    if (p.groups == 2 && has_group(n, first, 2) && !strncmp(p.digits, "86", 2))
        p = (part){p.digits + 2, p.count - 2, 1};
    else if (p.groups == 1 && p.count == MOBILE + 2 && !strncmp(p.digits, "86", 2))
        p = (part){p.digits + 2, MOBILE, 1};
    bool grouped = p.groups == 3 && has_group(n, first, 3) && has_group(n, first + 1, 4);
    return p.count == MOBILE && (p.groups == 1 || grouped) && p.digits[0] == '1' && p.digits[1] >= '3';
}

/* With its area code; without a stroke behind that, or without the code, only where it is called a telephone. */
static bool is_landline(const number *n, size_t first, part p, bool called)
{
    size_t area = !strncmp(p.digits, "01", 2) || !strncmp(p.digits, "02", 2) ? 3 : 4;
    bool code = p.digits[0] == '0' && p.digits[1] > '0';
    size_t local = code ? p.count - area : p.count;
    if (p.count < area || (local != 7 && local != 8))
        return false;
    if (p.groups == 2)
        return code && has_group(n, first, area);
    return p.groups == 1 && called && (code || local != 8 || !is_whole_date(p.digits));
}

/* UnionPay's cards begin with 62; others are told by what they are called. */
static bool is_account(const number *n, size_t first, part p, bool called)
{
    enum { SHORTEST = 12, LONGEST = 30, CARD = 16, LONG_CARD = 19 };
    for (size_t g = first; g + 1 < first + p.groups && !called; g++)
        if (!has_group(n, g, 4))
            return false;
    if (p.digits[p.count - 1] == 'X')
        return false;
    bool card = p.count >= CARD && p.count <= LONG_CARD && !strncmp(p.digits, "62", 2) && has_check_digit(p);
    return card || (called && p.count >= SHORTEST && p.count <= LONGEST);
}

/* What groups of a number look like; NULL where nothing. */
static const char *kind_of(const char *text, const number *n, size_t first, part p)
{
    static const char *const cards[] = {"身份证", "证件", "公民身份", NULL}, *const accounts[] = {"账号", "帐号", "卡号", "账户", "帐户", "银行卡", NULL};
    static const char *const phones[] = {"电话", "手机", "座机", "传真", "联系方式", "微信", "Tel", "TEL", "tel", NULL};
    const char *at = n->places[first], *end = n->ends[first + p.groups - 1];
    bool identity = is_called(text, at, cards), account = is_called(text, at, accounts), phone = is_called(text, at, phones);
    if (!identity && !account && !phone && (is_code(text, at, end) || is_amount(text, at, end)))
        return NULL;
    return is_identity(p, identity)                                    ? BP_TEXT("the number of an identity card")
           : is_account(n, first, p, account)                          ? BP_TEXT("the number of a bank account")
           : is_mobile(n, first, p) || is_landline(n, first, p, phone) ? BP_TEXT("a telephone number")
                                                                       : NULL;
}

/* Whether a number stands by itself: in no word, no longer number, and no address but one of mail. */
static bool stands_alone(const char *text, const char *at, const char *end, bp_addresses *addresses)
{
    const char *next = end;
    uint32_t before = bp_char_fold(bp_char_before(text, at)), after = bp_char_next_folded(&next);
    if (before == '-' && at - text > 1)
        before = bp_char_before(text, at - 1);  /* GZ-138… is a code */
    bool inside = (before && before < 0x80 && (bp_is_word(before) || strchr("._/#*", (int)before))) ||
                  (after && after < 0x80 && (bp_is_word(after) || strchr("_/*", (int)after))) ||
                  (after == '.' && bp_digits_at(next, 1));
    return !inside && (!bp_in_address(addresses, at) || after == '@');
}

static void check_number(bp_checker *c, bp_spot spot, const char *text, const number *n)
{
    for (size_t first = 0; first < n->group_count; first++)
        for (size_t groups = n->group_count - first; groups; groups--) {
            size_t begin = n->starts[first], end = n->starts[first + groups];
            const char *kind = kind_of(text, n, first, (part){n->digits + begin, end - begin, groups});
            if (!kind)
                continue;
            const char *at = n->places[first], *behind = n->ends[first + groups - 1];
            bp_find(c, spot, (bp_evidence){text, (size_t)(at - text), (size_t)(behind - at), NULL},
                    BP_ARGS(bp_keep(c, at, (size_t)(behind - at)), bp_diag_text(c->diag, kind)));
            first += groups - 1;
            break;
        }
}

/* The check character of an identity card may be an X. */
static void take_check_character(number *n, const char **end)
{
    enum { BEFORE = 17 };
    const char *p = *end;
    uint32_t c = bp_char_next_folded(&p);
    if (n->count < BEFORE || n->count == DIGITS || (c != 'x' && c != 'X'))
        return;
    n->digits[n->count++] = 'X';
    n->starts[n->group_count] = n->count;
    n->ends[n->group_count - 1] = *end = p;
}

static void check_text(bp_checker *c, bp_text_kind kind, bp_spot spot, const char *text)
{
    enum { SHORTEST = 7 };
    bp_addresses addresses = {.next = text};
    (void)kind;
    for (const char *p = text; (p = bp_find_digit(p));) {
        const char *at = p;
        number n;
        if (!take(&p, &n) || n.count < SHORTEST)
            continue;
        take_check_character(&n, &p);
        if (stands_alone(text, at, p, &addresses))
            check_number(c, spot, text, &n);
    }
}

void bp_rule_personal_number(bp_checker *c)
{
    bp_each_text(c, BP_TEXT_ALL, check_text);
}
