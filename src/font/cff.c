/* cff.c - takes glyph programs out of a CFF table; see cff.h. */
#include "font/cff.h"

enum { NESTING_MAX = 10, STEPS_MAX = 1 << 18, PROGRAM_MAX = 1 << 18 };

enum dict_operator {
    CHARSTRINGS = 17, PRIVATE = 18, SUBROUTINES = 19,
    CHARSTRING_TYPE = 0x0C06, DICT_ARRAY = 0x0C24, DICT_SELECT = 0x0C25,
};

static bool open_index(bp_bytes table, size_t at, bp_cff_index *out, size_t *end)
{
    *out = (bp_cff_index){.table = table, .count = bp_be(table, at, 2), .width = bp_be(table, at + 2, 1)};
    *end = at + 2;
    if (!out->count)
        return *end <= table.size;
    out->offsets = at + 3;
    out->data = out->offsets + ((size_t)out->count + 1) * out->width - 1;
    if (out->width < 1 || out->width > 4 || out->data >= table.size)
        return false;
    *end = out->data + bp_be(table, out->offsets + (size_t)out->count * out->width, out->width);
    return *end > out->data && *end <= table.size;
}

/* Empty where there is none. */
static bp_bytes object_of(const bp_cff_index *index, unsigned i)
{
    if (i >= index->count)
        return (bp_bytes){0};
    size_t from = bp_be(index->table, index->offsets + (size_t)i * index->width, index->width);
    size_t to = bp_be(index->table, index->offsets + ((size_t)i + 1) * index->width, index->width);
    return from && to > from && index->data + to <= index->table.size ? bp_cut(index->table, index->data + from, to - from)
                                                                     : (bp_bytes){0};
}

/* How long the operand of a DICT at a place is. */
static size_t operand_size(bp_bytes dict, size_t at)
{
    unsigned first = dict.data[at];
    size_t end = at + 1;
    if (first == 28 || first == 29)
        return first == 28 ? 3 : 5;
    if (first >= 247 && first <= 254)
        return 2;
    while (first == 30 && end < dict.size && (dict.data[end] & 0x0F) != 0x0F && dict.data[end] >> 4 != 0x0F)
        end++;
    return first == 30 ? end + 1 - at : 1;
}

typedef struct dict_entry {
    unsigned operator;   /* those of two bytes: 0x0C00 and the second */
    bp_bytes operands, whole;
} dict_entry;

/* Steps through a DICT; *at is 0 at first. */
static bool next_entry(bp_bytes dict, size_t *at, dict_entry *out)
{
    size_t start = *at;
    while (*at < dict.size && dict.data[*at] > 21)
        *at += operand_size(dict, *at);
    if (*at >= dict.size)
        return false;
    out->operator = dict.data[*at];
    out->operands = bp_cut(dict, start, *at - start);
    *at += 1;
    if (out->operator == 12) {
        out->operator = 0x0C00 | bp_be(dict, *at, 1);
        *at += 1;
    }
    out->whole = bp_cut(dict, start, *at - start);
    return true;
}

static bool find_entry(bp_bytes dict, unsigned operator, dict_entry *out)
{
    size_t at = 0;
    while (next_entry(dict, &at, out))
        if (out->operator == operator)
            return true;
    *out = (dict_entry){0};
    return false;
}

/* Whole number `which` among the operands, 0 where there is none. */
static size_t integer(bp_bytes operands, unsigned which)
{
    size_t at = 0;
    for (; which && at < operands.size; which--)
        at += operand_size(operands, at);
    unsigned first = bp_be(operands, at, 1);
    if (first == 28 || first == 29)
        return bp_be(operands, at + 1, first == 28 ? 2 : 4);
    if (first >= 247 && first <= 250)
        return (first - 247) * 256 + bp_be(operands, at + 1, 1) + 108;
    return first >= 139 && first <= 246 ? first - 139 : 0;
}

static size_t offset_at(bp_bytes dict, unsigned operator)
{
    dict_entry entry;
    return find_entry(dict, operator, &entry) ? integer(entry.operands, 0) : 0;
}

/* The Private DICT that a font dictionary names, and the local subroutines that stand behind it. */
static bool open_dict(bp_bytes table, bp_bytes dict, bp_cff_dict *out)
{
    dict_entry entry;
    size_t end;
    *out = (bp_cff_dict){0};
    if (!find_entry(dict, PRIVATE, &entry))
        return true;
    size_t size = integer(entry.operands, 0), at = integer(entry.operands, 1);
    if (at > table.size || size > table.size - at)
        return false;
    out->hints = bp_cut(table, at, size);
    size_t subroutines = offset_at(out->hints, SUBROUTINES);
    return !subroutines || open_index(table, at + subroutines, &out->subroutines, &end);
}

static bool open_dicts(bp_bytes table, size_t at, bp_cff *out)
{
    bp_cff_index dicts;
    size_t end;
    if (!open_index(table, at, &dicts, &end) || !dicts.count || dicts.count > BP_CFF_DICTS)
        return false;
    out->dict_count = dicts.count;
    for (unsigned i = 0; i < dicts.count; i++)
        if (!open_dict(table, object_of(&dicts, i), &out->dicts[i]))
            return false;
    return true;
}

bool bp_cff_open(bp_bytes table, bp_cff *out)
{
    bp_cff_index names, tops, strings;
    dict_entry entry;
    size_t end, ignored;
    *out = (bp_cff){.dict_count = 1};
    if (bp_be(table, 0, 1) != 1 || !open_index(table, bp_be(table, 2, 1), &names, &end) ||
        !open_index(table, end, &tops, &end) || !open_index(table, end, &strings, &end) ||
        !open_index(table, end, &out->subroutines, &end))
        return false;
    bp_bytes top = object_of(&tops, 0);
    if (find_entry(top, CHARSTRING_TYPE, &entry) && integer(entry.operands, 0) != 2)
        return false;
    size_t array = offset_at(top, DICT_ARRAY);
    if (!open_index(table, offset_at(top, CHARSTRINGS), &out->programs, &ignored) || !out->programs.count)
        return false;
    if (array)
        out->select = bp_cut(table, offset_at(top, DICT_SELECT), table.size);
    return array ? open_dicts(table, array, out) : open_dict(table, top, &out->dicts[0]);
}

/* The font dictionary of a glyph by FDSelect. */
static unsigned dict_number(const bp_cff *cff, unsigned id)
{
    unsigned low = 0, high = bp_be(cff->select, 1, 2);
    if (!cff->select.size)
        return 0;
    if (cff->select.data[0] == 0)
        return bp_be(cff->select, 1 + (size_t)id, 1);
    if (cff->select.data[0] != 3)
        return BP_CFF_DICTS;
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        if (bp_be(cff->select, 3 + 3 * (size_t)middle, 2) <= id)
            low = middle;
        else
            high = middle;
    }
    return bp_be(cff->select, 5 + 3 * (size_t)low, 1);
}

/* Putting the subroutines of a program in place. */

typedef struct flattener {
    const bp_cff_index *global, *local;
    bp_buf *out;
    size_t start;            /* of the program in out */
    unsigned stack;          /* operands that wait for an operator */
    unsigned hints, steps;
    bool draws, ended;
} flattener;

enum charstring_operator {
    DOTSECTION = 0, HSTEM = 1, VSTEM = 3, VMOVETO = 4, CALL_LOCAL = 10, RETURN = 11, ESCAPE = 12, ENDCHAR = 14, HSTEMHM = 18,
    HINTMASK = 19, CNTRMASK = 20, RMOVETO = 21, HMOVETO = 22, VSTEMHM = 23, SHORT = 28, CALL_GLOBAL = 29, FIRST_NUMBER = 32,
    HFLEX = 34, FLEX1 = 37,
};

static size_t number_size(unsigned first)
{
    return first == SHORT ? 3 : first < 247 ? 1 : first < 255 ? 2 : 5;
}

static int number_at(bp_bytes program, size_t at)
{
    unsigned first = program.data[at];
    int second = (int)bp_be(program, at + 1, 1);
    if (first == SHORT || first == 255)
        return bp_be_signed(program, at + 1);
    if (first >= 251)
        return -((int)first - 251) * 256 - second - 108;
    return first >= 247 ? ((int)first - 247) * 256 + second + 108 : (int)first - 139;
}

/* How long an operator is with what follows it; 0 where it cannot be kept. */
static size_t take_operator(flattener *f, bp_bytes program, size_t at)
{
    unsigned op = program.data[at], second = bp_be(program, at + 1, 1);
    unsigned operands = f->stack;
    f->stack = 0;
    switch (op) {
    case HSTEM: case VSTEM: case HSTEMHM: case VSTEMHM:
        f->hints += operands / 2;
        return 1;
    case HINTMASK: case CNTRMASK:
        f->hints += operands / 2;
        return 1 + (f->hints + 7) / 8;
    case VMOVETO: case RMOVETO: case HMOVETO:
        return 1;
    case 5: case 6: case 7: case 8: case 24: case 25: case 26: case 27: case 30: case 31:  /* lines and curves */
        f->draws = true;
        return 1;
    case ESCAPE:  /* the rest is arithmetic, which no font of today has */
        f->draws |= second != DOTSECTION;
        return second == DOTSECTION || (second >= HFLEX && second <= FLEX1) ? 2 : 0;
    case ENDCHAR:
        f->ended = true;
        return operands < 4 ? 1 : 0;  /* with four operands: an accented letter made of two glyphs */
    default:
        return 0;
    }
}

static void copy(flattener *f, bp_bytes program, size_t from, size_t to)
{
    bp_buf_put(f->out, (const char *)program.data + from, to - from);
}

static bool flatten(flattener *f, bp_bytes program, unsigned level);

static bool call(flattener *f, const bp_cff_index *index, int number, unsigned level)
{
    number += index->count < 1240 ? 107 : index->count < 33900 ? 1131 : 32768;
    bp_bytes program = object_of(index, (unsigned)number);
    f->stack--;
    return number >= 0 && level < NESTING_MAX && program.size && f->out->size - f->start < PROGRAM_MAX &&
           flatten(f, program, level + 1);
}

/* Copies a program but for calls, whose number and operator give way to what is called. */
static bool is_number(unsigned first)
{
    return first >= FIRST_NUMBER || first == SHORT;
}

/* Moves *at past numbers, which most of a program is, and *number to the last of them. */
static bool pass_numbers(flattener *f, bp_bytes program, size_t *at, size_t *number)
{
    size_t next = *at, last = next;
    unsigned count = 0;
    for (unsigned first; next < program.size && is_number(first = program.data[next]); next += number_size(first), count++)
        last = next;
    f->stack += count;
    f->steps += count;
    *at = next;
    *number = last;
    return next <= program.size && f->steps <= STEPS_MAX;
}

static bool flatten(flattener *f, bp_bytes program, unsigned level)
{
    size_t from = 0, number = SIZE_MAX;  /* begin of what is not yet copied; place of the number right before */
    size_t at = 0;
    for (size_t size; at < program.size && !f->ended; at += size) {
        unsigned op = program.data[at];
        if (++f->steps > STEPS_MAX)
            return false;
        if (op == RETURN) {
            copy(f, program, from, at);
            return level > 0;
        }
        if (is_number(op)) {
            size = 0;
            if (!pass_numbers(f, program, &at, &number))
                return false;
            continue;
        }
        if (op == CALL_LOCAL || op == CALL_GLOBAL) {
            size = 1;
            if (number == SIZE_MAX)
                return false;
            copy(f, program, from, number);
            from = at + 1;
            if (!call(f, op == CALL_LOCAL ? f->local : f->global, number_at(program, number), level))
                return false;
            number = SIZE_MAX;
            if (f->ended)
                return true;
        } else {
            size = take_operator(f, program, at);
            number = SIZE_MAX;
        }
        if (!size || size > program.size - at)
            return false;
        if (op == ESCAPE && program.data[at + 1] == DOTSECTION) {  /* means nothing any more */
            copy(f, program, from, at);
            from = at + 2;
        }
    }
    copy(f, program, from, at);
    return f->ended || level > 0;
}

bool bp_cff_is_long(const bp_cff *cff, unsigned glyph)
{
    enum { BLANK_MAX = 24 };
    return object_of(&cff->programs, glyph).size > BLANK_MAX;
}

bp_program_kind bp_cff_take(const bp_cff *cff, unsigned glyph, bp_buf *out, unsigned *dict)
{
    bp_bytes program = object_of(&cff->programs, glyph);
    *dict = dict_number(cff, glyph);
    if (!program.size || *dict >= cff->dict_count)
        return BP_PROGRAM_REFUSED;
    flattener f = {.global = &cff->subroutines, .local = &cff->dicts[*dict].subroutines, .out = out, .start = out->size};
    if (!flatten(&f, program, 0)) {
        bp_buf_truncate(out, f.start);
        return BP_PROGRAM_REFUSED;
    }
    return f.draws ? BP_PROGRAM_DRAWS : BP_PROGRAM_BLANK;
}

void bp_cff_private_entries(bp_bytes hints, bp_buf *out)
{
    dict_entry entry;
    for (size_t at = 0; next_entry(hints, &at, &entry);)
        if (entry.operator != SUBROUTINES)
            bp_buf_put(out, (const char *)entry.whole.data, entry.whole.size);
}
