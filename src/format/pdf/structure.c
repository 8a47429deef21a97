/* structure.c - see structure.h. */
#include "format/pdf/structure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "format/pdf/tree.h"

enum { NO_SEQUENCE = -1 };

/* An element with content: what of it stands where. */
typedef struct leaf {
    uint32_t number;
    uint32_t page;            /* where its first sequence stands, 0 while it has none */
    unsigned count;           /* of sequences, or of paragraphs */
    bp_buf kids;
} leaf;

typedef struct cell {
    leaf leaf;                /* of a cell with several paragraphs the kids are P elements */
    leaf paragraph;           /* the one under way, number 0 while there is none; other cells' lines may stand between its own */
    bool ended;               /* it ended with the last run */
    bool open;                /* not written yet: the text of a row span may go on beside later rows, on later pages */
    bp_extent extent;
    uint32_t row;             /* the element it is in */
    size_t head;              /* the row where the cell that heads it begins */
} cell;

/* What the open marked-content sequence belongs to. */
typedef struct place {
    int part;                 /* bp_part, NO_SEQUENCE */
    size_t row, column;
    bool repeated;
    uint32_t paragraph;
} place;

struct bp_pdf_structure {
    bp_pdf_store *store;
    const bp_form *form;
    bool ids;                 /* the header has levels: cells name their headers */
    uint32_t root, document, table, head, body;
    uint32_t page;            /* the page being drawn, as an object ... */
    size_t page_index;
    uint32_t *owners;         /* ... and which element each of its sequences belongs to */
    size_t owner_count, owner_room;
    place open;
    const char *actual;       /* replacement text of the sequence to be begun, as hexadecimal UTF-16; NULL: none */
    leaf loose;               /* the title, meta line or note being drawn */
    const char *loose_tag;    /* NULL: none is */
    bp_part loose_part;
    size_t loose_row;
    cell *header;             /* as form->header */
    bool header_written;
    uint32_t header_first;    /* number of the first row of the header */
    cell cells[BP_COLUMNS_MAX];
    bool row_open;
    uint32_t row_number;
    size_t head_row;          /* where the cell that heads the row begins */
    bp_buf column_ids[BP_COLUMNS_MAX];  /* of its headers, empty where one heads it alone: that one's scope says so */
    bp_buf rows, row_kids;    /* references to the rows written, and to the cells of one */
    bp_buf kids;              /* of the document */
    bool table_placed;
    bp_pdf_tree parents, names;
    bp_buf line;
    bool failed;
};

bp_pdf_structure *bp_pdf_structure_new(bp_pdf_store *store, const bp_form *form)
{
    bp_pdf_structure *s = calloc(1, sizeof *s);
    cell *header = calloc(form->header_count + 1, sizeof *header);
    if (!s || !header) {
        free(s);
        free(header);
        return NULL;
    }
    s->store = store;
    s->form = form;
    s->header = header;
    s->root = bp_pdf_reserve(store, 5);
    s->document = s->root + 1;
    s->table = s->root + 2;
    s->head = s->root + 3;
    s->body = s->root + 4;
    s->header_first = bp_pdf_reserve(store, form->header_levels);
    uint32_t first = bp_pdf_reserve(store, (uint32_t)form->header_count);
    for (size_t i = 0; i < form->header_count; i++) {
        const bp_header_cell *cell = &form->header[i];
        header[i].leaf.number = first + (uint32_t)i;
        header[i].extent = (bp_extent){cell->levels, cell->columns};
        s->ids |= cell->columns > 1 || form->header_levels > 1;
    }
    s->open.part = NO_SEQUENCE;
    s->parents.kind = "Nums";
    s->names.kind = "Names";
    return s;
}

void bp_pdf_structure_free(bp_pdf_structure *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->form->header_count; i++)
        bp_buf_free(&s->header[i].leaf.kids);
    for (size_t c = 0; c < BP_COLUMNS_MAX; c++) {
        bp_buf_free(&s->cells[c].leaf.kids);
        bp_buf_free(&s->cells[c].paragraph.kids);
        bp_buf_free(&s->column_ids[c]);
    }
    bp_buf *const others[] = {&s->loose.kids, &s->rows, &s->row_kids, &s->kids, &s->line, &s->parents.pairs, &s->parents.kids,
                              &s->names.pairs, &s->names.kids};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        bp_buf_free(others[i]);
    free(s->owners);
    free(s->header);
    free(s);
}

bool bp_pdf_structure_ok(const bp_pdf_structure *s)
{
    return !s->failed;
}

static void put_reference(bp_buf *out, uint32_t number)
{
    if (out->size)
        bp_buf_putc(out, ' ');
    bp_pdf_put_ref(out, number);
}

/* Elements as text. */

static void begin_element(bp_pdf_structure *s, const char *tag, uint32_t parent)
{
    bp_buf_truncate(&s->line, 0);
    bp_buf_puts(&s->line, "<</S/");
    bp_buf_puts(&s->line, tag);
    bp_buf_puts(&s->line, "/P ");
    bp_pdf_put_ref(&s->line, parent);
}

static void end_element(bp_pdf_structure *s, uint32_t number)
{
    bp_buf_puts(&s->line, ">>");
    s->failed |= s->line.failed;
    bp_pdf_put(s->store, number, bp_buf_text(&s->line), s->line.size);
}

static void put_kids(bp_pdf_structure *s, const bp_buf *kids)
{
    bp_buf_puts(&s->line, "/K[");
    bp_buf_put(&s->line, bp_buf_text(kids), kids->size);
    bp_buf_putc(&s->line, ']');
    s->failed |= kids->failed;
}

/* Ends the element of a leaf, begun before, and makes the leaf ready for the next. */
static void end_leaf(bp_pdf_structure *s, leaf *leaf)
{
    if (leaf->page) {
        bp_buf_puts(&s->line, "/Pg ");
        bp_pdf_put_ref(&s->line, leaf->page);
    }
    if (leaf->count == 1) {
        bp_buf_puts(&s->line, "/K ");
        bp_buf_put(&s->line, bp_buf_text(&leaf->kids), leaf->kids.size);
    } else if (leaf->count)
        put_kids(s, &leaf->kids);
    s->failed |= leaf->kids.failed;
    end_element(s, leaf->number);
    bp_buf_truncate(&leaf->kids, 0);
    leaf->page = 0;
    leaf->count = 0;
}

/* Begins a marked-content sequence of an element. */
static void add_sequence(bp_pdf_structure *s, leaf *leaf, const char *tag, bp_buf *content)
{
    if (!BP_ARRAY_ROOM(s->owners, s->owner_count, s->owner_room)) {
        s->failed = true;
        return;
    }
    int64_t id = (int64_t)s->owner_count;
    s->owners[s->owner_count++] = leaf->number;
    bp_buf_putc(content, '/');
    bp_buf_puts(content, tag);
    bp_buf_puts(content, "<</MCID ");
    bp_buf_int(content, id);
    if (s->actual) {
        bp_buf_puts(content, "/ActualText<FEFF");
        bp_buf_puts(content, s->actual);
        bp_buf_putc(content, '>');
    }
    bp_buf_puts(content, ">>BDC\n");
    if (!leaf->page)
        leaf->page = s->page;
    if (leaf->count++)
        bp_buf_putc(&leaf->kids, ' ');
    if (leaf->page == s->page) {
        bp_buf_int(&leaf->kids, id);
        return;
    }
    bp_buf_puts(&leaf->kids, "<</Type/MCR/Pg ");
    bp_pdf_put_ref(&leaf->kids, s->page);
    bp_buf_puts(&leaf->kids, "/MCID ");
    bp_buf_int(&leaf->kids, id);
    bp_buf_puts(&leaf->kids, ">>");
}

/* The header. */

/* The identifiers of the header cells over a column and above a level, from the lowest to the highest. How many there are. */
static unsigned name_column(bp_pdf_structure *s, unsigned column, unsigned above, bp_buf *out)
{
    unsigned count = 0;
    for (unsigned level = above; level--;)
        for (size_t i = 0; i < s->form->header_count; i++) {
            const bp_header_cell *cell = &s->form->header[i];
            if (cell->level != level || cell->column > column || column >= cell->column + cell->columns)
                continue;
            bp_buf_printf(out, "(h%03zu)", i);
            count++;
        }
    s->failed |= out->failed;
    return count;
}

static void put_spans(bp_pdf_structure *s, bp_extent extent)
{
    if (extent.rows > 1) {
        bp_buf_puts(&s->line, "/RowSpan ");
        bp_buf_int(&s->line, extent.rows);
    }
    if (extent.columns > 1) {
        bp_buf_puts(&s->line, "/ColSpan ");
        bp_buf_int(&s->line, extent.columns);
    }
}

static void put_header_cell(bp_pdf_structure *s, size_t i)
{
    const bp_header_cell *cell = &s->form->header[i];
    bp_buf above = {0};
    char id[BP_PDF_KEY];
    begin_element(s, "TH", s->header_first + cell->level);
    if (s->ids) {
        snprintf(id, sizeof id, "(h%03zu)", i);
        bp_buf_printf(&s->line, "/ID%s", id);
        bp_pdf_tree_add(&s->names, s->store, id, s->header[i].leaf.number);
    }
    bp_buf_puts(&s->line, "/A<</O/Table/Scope/Column");
    put_spans(s, s->header[i].extent);
    name_column(s, cell->column, cell->level, &above);
    if (s->ids && above.size)
        bp_buf_printf(&s->line, "/Headers[%s]", bp_buf_text(&above));
    bp_buf_puts(&s->line, ">>");
    end_leaf(s, &s->header[i].leaf);
    bp_buf_free(&above);
}

/* The cells of a level from left to right. */
static void list_header_row(const bp_pdf_structure *s, unsigned level, bp_buf *kids)
{
    for (unsigned c = 0; c < s->form->column_count; c++)
        for (size_t i = 0; i < s->form->header_count; i++)
            if (s->form->header[i].level == level && s->form->header[i].column == c)
                put_reference(kids, s->header[i].leaf.number);
}

/* Before the first row: identifiers are listed in the order of their bytes. */
static void write_header(bp_pdf_structure *s)
{
    bp_buf rows = {0}, kids = {0};
    if (s->header_written)
        return;
    s->header_written = true;
    for (size_t i = 0; i < s->form->header_count; i++)
        put_header_cell(s, i);
    for (unsigned level = 0; level < s->form->header_levels; level++) {
        bp_buf_truncate(&kids, 0);
        list_header_row(s, level, &kids);
        begin_element(s, "TR", s->head);
        put_kids(s, &kids);
        end_element(s, s->header_first + level);
        put_reference(&rows, s->header_first + level);
    }
    begin_element(s, "THead", s->table);
    put_kids(s, &rows);
    end_element(s, s->head);
    for (unsigned c = 0; c < s->form->column_count && s->ids; c++)
        if (name_column(s, c, s->form->header_levels, &s->column_ids[c]) < 2)
            bp_buf_truncate(&s->column_ids[c], 0);
    bp_buf_free(&rows);
    bp_buf_free(&kids);
}

/* The body. */

static void end_paragraph(bp_pdf_structure *s, cell *cell)
{
    if (!cell->paragraph.number)
        return;
    begin_element(s, "P", cell->leaf.number);
    end_leaf(s, &cell->paragraph);
    cell->paragraph.number = 0;
}

static void put_row_id(size_t row, char out[BP_PDF_KEY])
{
    snprintf(out, BP_PDF_KEY, "(r%010zu)", row);
}

static void put_cell_attributes(bp_pdf_structure *s, size_t c)
{
    const cell *cell = &s->cells[c];
    const bp_buf *names = &s->column_ids[c];
    char id[BP_PDF_KEY];
    if (c && !names->size && cell->extent.rows < 2 && cell->extent.columns < 2)
        return;
    bp_buf_puts(&s->line, c ? "/A<</O/Table" : "/A<</O/Table/Scope/Row");
    put_spans(s, cell->extent);
    if (names->size) {
        put_row_id(cell->head, id);
        bp_buf_puts(&s->line, "/Headers[");
        bp_buf_put(&s->line, names->data, names->size);
        bp_buf_puts(&s->line, c ? id : "");
        bp_buf_putc(&s->line, ']');
    }
    bp_buf_puts(&s->line, ">>");
}

static void end_cell(bp_pdf_structure *s, size_t c)
{
    cell *cell = &s->cells[c];
    char id[BP_PDF_KEY];
    if (!cell->open)
        return;
    end_paragraph(s, cell);
    begin_element(s, c ? "TD" : "TH", cell->row);
    if (s->ids && !c) {
        put_row_id(cell->head, id);
        bp_buf_puts(&s->line, "/ID");
        bp_buf_puts(&s->line, id);
        bp_pdf_tree_add(&s->names, s->store, id, cell->leaf.number);
    }
    put_cell_attributes(s, c);
    end_leaf(s, &cell->leaf);
    cell->open = false;
}

static void end_row(bp_pdf_structure *s)
{
    if (!s->row_open)
        return;
    for (size_t c = 0; c < s->form->column_count; c++)
        if (s->cells[c].extent.rows < 2)
            end_cell(s, c);
    begin_element(s, "TR", s->body);
    put_kids(s, &s->row_kids);
    end_element(s, s->row_number);
    put_reference(&s->rows, s->row_number);
    s->row_open = false;
}

static void place_table(bp_pdf_structure *s)
{
    if (!s->table_placed)
        put_reference(&s->kids, s->table);
    s->table_placed = true;
}

void bp_pdf_structure_row(bp_pdf_structure *s, size_t row, const bp_extent *extents)
{
    end_row(s);
    write_header(s);
    s->row_open = true;
    s->row_number = bp_pdf_reserve(s->store, 1);
    bp_buf_truncate(&s->row_kids, 0);
    if (extents[0].rows)
        s->head_row = row;
    for (size_t c = 0; c < s->form->column_count; c++) {
        cell *cell = &s->cells[c];
        if (!extents[c].rows)
            continue;
        end_cell(s, c);
        cell->open = true;
        cell->ended = false;
        cell->extent = extents[c];
        cell->row = s->row_number;
        cell->head = s->head_row;
        cell->leaf.number = bp_pdf_reserve(s->store, 1);
        put_reference(&s->row_kids, cell->leaf.number);
    }
}

/* Runs. */

static void end_loose(bp_pdf_structure *s)
{
    if (!s->loose_tag)
        return;
    begin_element(s, s->loose_tag, s->document);
    end_leaf(s, &s->loose);
    s->loose_tag = NULL;
}

static void close_sequence(bp_pdf_structure *s, bp_buf *content)
{
    if (s->open.part != NO_SEQUENCE)
        bp_buf_puts(content, "EMC\n");
    s->open.part = NO_SEQUENCE;
}

static bool same_place(const place *a, const place *b)
{
    return a->part == b->part && a->row == b->row && a->column == b->column && a->repeated == b->repeated &&
           a->paragraph == b->paragraph;
}

/* Begins the element of a text outside the table, unless it goes on from the page before. */
static void begin_loose(bp_pdf_structure *s, const bp_run *run)
{
    if (s->loose_tag && s->loose_part == run->part && s->loose_row == run->row)
        return;
    end_loose(s);
    if (run->part == BP_PART_NOTE)
        place_table(s);
    s->loose.number = bp_pdf_reserve(s->store, 1);
    s->loose_tag = run->part == BP_PART_TITLE ? "H1" : "P";
    s->loose_part = run->part;
    s->loose_row = run->row;
    put_reference(&s->kids, s->loose.number);
}

static void mark_cell(bp_pdf_structure *s, size_t column, bp_buf *content)
{
    cell *cell = &s->cells[column];
    if (cell->paragraph.number)
        add_sequence(s, &cell->paragraph, "P", content);
    else
        add_sequence(s, &cell->leaf, column ? "TD" : "TH", content);
}

/* Goes on to the paragraph that the run is in, where its cell has several. */
static void turn_paragraph(bp_pdf_structure *s, const bp_run *run)
{
    cell *cell = &s->cells[run->column];
    if (run->paragraphs && (!cell->paragraph.number || cell->ended)) {
        end_paragraph(s, cell);
        cell->paragraph.number = bp_pdf_reserve(s->store, 1);
        cell->leaf.count++;
        put_reference(&cell->leaf.kids, cell->paragraph.number);
    }
    cell->ended = run->hard;
}

/* Begins the sequence that the run is part of, or goes on with its element in another one. */
static void open_sequence(bp_pdf_structure *s, const bp_run *run, bp_buf *content)
{
    static const char *const artifacts[] = {[BP_PART_HEADER] = "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n",
                                            [BP_PART_BODY] = "/Artifact<</Type/Pagination>>BDC\n",
                                            [BP_PART_FOOTER] = "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n"};
    if (run->repeated)
        bp_buf_puts(content, artifacts[run->part]);
    else if (run->part == BP_PART_BODY)
        mark_cell(s, run->column, content);
    else if (run->part == BP_PART_HEADER)
        add_sequence(s, &s->header[run->row].leaf, "TH", content);
    else
        add_sequence(s, &s->loose, s->loose_tag, content);
}

void bp_pdf_structure_mark(bp_pdf_structure *s, const bp_run *run, bp_buf *content)
{
    bool once = !run->repeated, body = run->part == BP_PART_BODY && once;
    if (body)
        turn_paragraph(s, run);
    const place at = {(int)run->part, run->row, run->column, run->repeated, body ? s->cells[run->column].paragraph.number : 0};
    if (same_place(&at, &s->open))
        return;
    close_sequence(s, content);
    if (once && !body && run->part != BP_PART_HEADER)
        begin_loose(s, run);
    open_sequence(s, run, content);
    s->open = at;
}

void bp_pdf_structure_replace(bp_pdf_structure *s, const bp_run *run, const char *actual, bp_buf *content)
{
    bp_buf_puts(content, "EMC\n");
    s->actual = actual;
    open_sequence(s, run, content);
    s->actual = NULL;
}

void bp_pdf_structure_begin_page(bp_pdf_structure *s, uint32_t page, size_t index)
{
    s->page = page;
    s->page_index = index;
    s->owner_count = 0;
}

void bp_pdf_structure_end_page(bp_pdf_structure *s, bp_buf *content)
{
    char key[BP_PDF_KEY];
    close_sequence(s, content);
    bp_buf_truncate(&s->line, 0);
    bp_buf_putc(&s->line, '[');
    for (size_t i = 0; i < s->owner_count; i++) {
        bp_buf_puts(&s->line, i ? " " : "");
        bp_pdf_put_ref(&s->line, s->owners[i]);
    }
    bp_buf_putc(&s->line, ']');
    s->failed |= s->line.failed;
    uint32_t number = bp_pdf_reserve(s->store, 1);
    bp_pdf_put(s->store, number, bp_buf_text(&s->line), s->line.size);
    snprintf(key, sizeof key, "%zu", s->page_index);
    bp_pdf_tree_add(&s->parents, s->store, key, number);
}

static void write_table(bp_pdf_structure *s)
{
    bp_buf kids = {0};
    write_header(s);
    put_reference(&kids, s->head);
    if (s->rows.size) {
        begin_element(s, "TBody", s->table);
        put_kids(s, &s->rows);
        end_element(s, s->body);
        put_reference(&kids, s->body);
    } else
        bp_pdf_put(s->store, s->body, "null", 4);
    begin_element(s, "Table", s->document);
    put_kids(s, &kids);
    end_element(s, s->table);
    bp_buf_free(&kids);
}

uint32_t bp_pdf_structure_end(bp_pdf_structure *s)
{
    uint32_t trees = bp_pdf_reserve(s->store, s->ids ? 2 : 1);
    end_row(s);
    for (size_t c = 0; c < s->form->column_count; c++)
        end_cell(s, c);
    end_loose(s);
    place_table(s);
    write_table(s);
    begin_element(s, "Document", s->root);
    put_kids(s, &s->kids);
    end_element(s, s->document);
    bp_pdf_tree_end(&s->parents, s->store, trees);
    if (s->ids)
        bp_pdf_tree_end(&s->names, s->store, trees + 1);
    bp_buf_truncate(&s->line, 0);
    bp_buf_printf(&s->line, "<</Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R/ParentTreeNextKey %zu", (unsigned)s->document,
                  (unsigned)trees, s->page_index + 1);
    if (s->ids)
        bp_buf_printf(&s->line, "/IDTree %u 0 R", (unsigned)trees + 1);
    end_element(s, s->root);
    return s->root;
}
