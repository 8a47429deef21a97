/* catalogue.h - every diagnostic: id, code, name, severity, status, English text. Included by diag.h and diag.c, no other.
 *
 * 1xxx the machine and the caller, 2xxx JSON, 3xxx the model (31xx amounts, 32xx goals, 33xx indicators, 34xx names, 35xx texts,
 * 39xx settings), 4xxx forms, 5xxx fonts and writing, 60xx verifying, 61xx and 62xx workbooks and import, 63xx batches, 64xx
 * confinement. {0} {1} ... are arguments; Chinese texts stand in po/zh_CN.po.
 */
BP_ENTRY(MEMORY, "BP1001", "out-of-memory", ERROR, SYSTEM, "out of memory")
BP_ENTRY(FILE_OPEN, "BP1002", "cannot-open", ERROR, SYSTEM, "cannot open {0}: {1}")
BP_ENTRY(FILE_READ, "BP1003", "cannot-read", ERROR, SYSTEM, "cannot read {0}: {1}")
BP_ENTRY(FILE_WRITE, "BP1004", "cannot-write", ERROR, SYSTEM, "cannot write {0}: {1}")
BP_ENTRY(FILE_TOO_LARGE, "BP1005", "file-too-large", ERROR, DATA, "{0} is too large")
BP_ENTRY(IS_DIRECTORY, "BP1006", "is-a-folder", ERROR, SYSTEM, "{0} is a folder")
BP_ENTRY(NO_FOLDER, "BP1007", "no-folder", ERROR, SYSTEM, "cannot write {0}: there is no folder {1}")
BP_ENTRY(EMPTY_FILE, "BP1008", "empty-file", ERROR, DATA, "the file is empty")
BP_ENTRY(FILE_CHANGED, "BP1020", "changed-while-read", ERROR, SYSTEM,
         "{0} changed while it was read: try again when it is whole, or read a copy")
BP_ENTRY(WIDE_TEXT, "BP1009", "wide-encoding", ERROR, DATA, "the file is in {0}; save it as UTF-8")
BP_ENTRY(UNKNOWN_FORM, "BP1101", "unknown-form", ERROR, USAGE, "there is no form {0}{1}")
BP_ENTRY(UNKNOWN_FONT_SET, "BP1102", "unknown-font-set", ERROR, USAGE, "there is no font set {0} (there are: {1})")
BP_ENTRY(UNKNOWN_FORMAT, "BP1103", "unknown-format", ERROR, USAGE, "there is no format {0}{1}")
BP_ENTRY(UNKNOWN_OPTION, "BP1104", "unknown-option", ERROR, USAGE, "there is no option {0} (there are: {1})")
BP_ENTRY(BAD_OPTION_VALUE, "BP1105", "bad-option-value", ERROR, USAGE, "{0}: the value must be {1}")
BP_ENTRY(BAD_USAGE, "BP1106", "bad-usage", ERROR, USAGE, "{0}")
BP_ENTRY(JSON_SYNTAX, "BP2001", "json-syntax", ERROR, DATA, "not JSON: expected {0}, found {1}")
BP_ENTRY(JSON_UTF8, "BP2002", "invalid-utf8", ERROR, DATA, "not valid UTF-8; a file in GBK or ANSI must be saved as UTF-8")
BP_ENTRY(JSON_DEPTH, "BP2003", "too-deep", ERROR, DATA, "nested deeper than {0} levels")
BP_ENTRY(JSON_STRING_TOO_LONG, "BP2004", "string-too-long", ERROR, DATA, "a string of more than {0} bytes")
BP_ENTRY(JSON_NUL, "BP2005", "nul-character", ERROR, DATA, "U+0000 is not allowed in text")
BP_ENTRY(JSON_SURROGATE, "BP2006", "lone-surrogate", ERROR, DATA, "half of a surrogate pair")
BP_ENTRY(JSON_CONTROL, "BP2007", "raw-control", ERROR, DATA, "a control character in a string must be escaped")
BP_ENTRY(JSON_NUMBER_TOO_LONG, "BP2008", "number-too-long", ERROR, DATA, "a number of more than {0} characters")
BP_ENTRY(JSON_TABLE, "BP2009", "table-for-json", ERROR, DATA, "{0}, not a JSON file; budgetpress import makes a model of it")
BP_ENTRY(JSON_OTHER, "BP2010", "other-kind-of-file", ERROR, DATA, "{0}, not a JSON file")
BP_ENTRY(WRONG_TYPE, "BP2101", "wrong-type", ERROR, DATA, "expected {0}, found {1}")
BP_ENTRY(UNKNOWN_KEY, "BP2102", "unknown-key", ERROR, DATA, "unknown member \"{0}\"")
BP_ENTRY(UNKNOWN_KEY_NEAR, "BP2103", "unknown-key", ERROR, DATA, "unknown member \"{0}\"; did you mean \"{1}\"?")
BP_ENTRY(DUPLICATE_KEY, "BP2104", "duplicate-key", ERROR, DATA, "member \"{0}\" stands twice")
BP_ENTRY(MISSING_KEY, "BP2105", "missing-key", ERROR, DATA, "member \"{0}\" is missing")
BP_ENTRY(OUT_OF_RANGE, "BP2106", "out-of-range", ERROR, DATA, "must be from {0} to {1}")
BP_ENTRY(AMOUNT_SYNTAX, "BP3001", "amount-syntax", ERROR, DATA,
         "\"{0}\" is no amount: digits with at most one point, no separators")
BP_ENTRY(AMOUNT_INTEGER, "BP3002", "amount-too-large", ERROR, DATA, "{0}: more than 12 digits before the point")
BP_ENTRY(AMOUNT_FRACTION, "BP3003", "amount-too-fine", ERROR, DATA, "{0}: more than 6 digits behind the point")
BP_ENTRY(AMOUNT_TOTAL, "BP3004", "total-too-large", ERROR, DATA, "the sum passes 12 digits before the point")
BP_ENTRY(AMOUNT_ROUNDED, "BP3005", "amount-rounded", WARNING, OK, "{0} is printed with {1} digits behind the point")
BP_ENTRY(UNKNOWN_AGENCY, "BP3006", "unknown-agency", ERROR, DATA, "there is no agency \"{0}\"")
BP_ENTRY(DUPLICATE_ID, "BP3007", "duplicate-id", ERROR, DATA, "the id \"{0}\" stands twice")
BP_ENTRY(UNKNOWN_INDICATOR_CODE, "BP3008", "unknown-indicator-code", ERROR, DATA, "no indicator has the code {0}")
BP_ENTRY(INDICATOR_CODE_PARENT, "BP3009", "indicator-code-parent", ERROR, DATA, "code {0} does not belong under {1}")
BP_ENTRY(REPORTED_MISMATCH, "BP3010", "reported-mismatch", ERROR, DATA, "{0}: the projects sum to {1}, reported is {2}")
BP_ENTRY(CONTROL_CHARACTER, "BP3011", "control-character", ERROR, DATA, "control character {0} in a text")
BP_ENTRY(EMPTY_TEXT, "BP3012", "empty-text", ERROR, DATA, "the text is empty")
BP_ENTRY(UNKNOWN_SCHEMA, "BP3013", "unknown-schema", ERROR, DATA, "schema \"{0}\" is not \"budgetpress/1\"")
BP_ENTRY(BAD_UNIT, "BP3014", "bad-unit", ERROR, DATA, "amount_unit \"{0}\" is neither 元 nor 万元")
BP_ENTRY(DECLARATION_BAD, "BP3016", "bad-declaration", ERROR, DATA, "the declaration of facts is wrong: {0}: {1}")
BP_ENTRY(NO_PROJECTS, "BP3015", "no-projects", NOTE, OK, "no projects: the table is printed empty, with its note")
BP_ENTRY(REPORTED_ACROSS, "BP3101", "reported-cross-sum", ERROR, DATA, "{0}: the reported parts sum to {1}, reported is {2}")
BP_ENTRY(REPORTED_DOWN, "BP3102", "reported-agency-sum", ERROR, DATA, "{0}: the reported agencies sum to {1}, reported is {2}")
BP_ENTRY(ZERO_FOR_BLANK, "BP3103", "zero-for-blank", WARNING, OK, "{0}: 0.00 is reported, but every project leaves it blank")
BP_ENTRY(BLANK_AND_ZERO, "BP3104", "blank-and-zero", NOTE, OK, "this column has both: {0} blank cells and {1} of 0.00")
BP_ENTRY(NO_AMOUNT, "BP3105", "no-amount", WARNING, OK, "the project has no amount")
BP_ENTRY(UNIT_SLIP, "BP3106", "unit-slip", WARNING, OK, "{0} is far from what is usual here ({1}) by the look of another unit")
BP_ENTRY(UNIT_SLIP_TOTAL, "BP3107", "unit-slip-total", ERROR, DATA,
         "{0} is in another unit: shifted by 10,000 the sum is as reported, {1}")
BP_ENTRY(REPORTED_UNIT, "BP3108", "reported-unit", ERROR, DATA, "{0}: reported is {1}, the projects sum to {2}: another unit")
BP_ENTRY(TEXT_NUMBER, "BP3109", "text-number", WARNING, OK, "the text says {0}, the table {1}")
BP_ENTRY(GOAL_MISSING, "BP3201", "goal-missing", WARNING, OK, "the project has no goal")
BP_ENTRY(GOAL_DENIED, "BP3202", "goal-denied", WARNING, OK, "the goal says that there is none, but there are indicators ({0})")
BP_ENTRY(INDICATORS_MISSING, "BP3203", "indicators-missing", WARNING, OK, "the project has a goal, but no indicator")
BP_ENTRY(GOAL_STOP, "BP3204", "goal-stop", WARNING, OK, "the goal does not end with 。")
BP_ENTRY(PARAGRAPH_NUMBER, "BP3205", "paragraph-numbering", WARNING, OK, "number {0} stands where {1} should follow")
BP_ENTRY(DUPLICATE_GOAL, "BP3206", "duplicate-goal", WARNING, OK, "the same goal as that of project \"{0}\" ({1})")
BP_ENTRY(NEAR_GOAL, "BP3207", "near-duplicate-goal", NOTE, OK, "nearly the same goal as that of project \"{0}\" ({1})")
BP_ENTRY(REPEATED_PARAGRAPH, "BP3208", "repeated-paragraph", NOTE, OK,
         "the paragraph stands in the goal of project \"{0}\" ({1}) as well")
BP_ENTRY(GOAL_NUMBER, "BP3209", "goal-number", WARNING, OK, "the goal says {0}, the indicator {1}")
BP_ENTRY(DICTIONARY_NAME, "BP3301", "dictionary-name", WARNING, OK, "code {0} is called {1}, which is the name of code {2}")
BP_ENTRY(FILED_TWICE, "BP3302", "filed-under-two-codes", WARNING, OK,
         "\"{0}\" is filed under {1} here, but under {2} in project \"{3}\"")
BP_ENTRY(RATE_AS_QUANTITY, "BP3303", "rate-as-quantity", WARNING, OK, "\"{0}\" is a rate, filed under 11 数量指标")
BP_ENTRY(COUNT_AS_QUALITY, "BP3304", "count-as-quality", WARNING, OK, "\"{0}\" is a count, filed under {1} {2}")
BP_ENTRY(NO_OUTPUT, "BP3305", "no-output-indicator", WARNING, OK, "no indicator of output (1 产出指标)")
BP_ENTRY(NO_SATISFACTION, "BP3306", "no-satisfaction-indicator", NOTE, OK, "no indicator of satisfaction (3 满意度指标)")
BP_ENTRY(COMPARATOR_TRUE, "BP3307", "comparator-always-true", WARNING, OK, "{0}: {1} is true whatever happens")
BP_ENTRY(COMPARATOR_REACH, "BP3308", "comparator-out-of-reach", WARNING, OK, "{0}: {1} cannot be passed")
BP_ENTRY(COMPARATOR_REVERSED, "BP3309", "comparator-reversed", WARNING, OK, "{0}: {1} points the wrong way")
BP_ENTRY(YEAR_BEYOND_PERIOD, "BP3310", "year-beyond-period", WARNING, OK, "{0}: the year's {1} passes the whole period's {2}")
BP_ENTRY(BARE_NUMBER, "BP3311", "bare-number", WARNING, OK, "{0}: {1} has no unit")
BP_ENTRY(NUMBERING, "BP3312", "indicator-numbering", WARNING, OK, "the numbering of the indicators begins anew: {0}")
BP_ENTRY(DUPLICATE_INDICATOR, "BP3313", "duplicate-indicator", WARNING, OK, "\"{0}\" is indicator {1} already")
BP_ENTRY(VALUE_MISSING, "BP3314", "value-missing", WARNING, OK, "{0}: a value is missing")
BP_ENTRY(DUPLICATE_PROJECT, "BP3401", "duplicate-project", WARNING, OK, "\"{0}\" has the same name as \"{1}\" ({2})")
BP_ENTRY(NEAR_PROJECT, "BP3402", "near-duplicate-project", NOTE, OK, "\"{0}\" is nearly \"{1}\" ({2})")
BP_ENTRY(DUPLICATE_CODE, "BP3404", "duplicate-code", WARNING, OK, "code {0} is that of \"{1}\" ({2}), too")
BP_ENTRY(YEAR_IN_NAME, "BP3403", "year-in-name", WARNING, OK, "{0} in a table of {1}")
BP_ENTRY(PLACEHOLDER, "BP3501", "placeholder", WARNING, OK, "\"{0}\" was left to be filled in")
BP_ENTRY(MIXED_MULTIPLICATION, "BP3502", "mixed-multiplication", WARNING, OK, "{0} where other texts have {1}")
BP_ENTRY(HALF_WIDTH_MARK, "BP3503", "half-width-mark", WARNING, OK, "half-width {0} in a text of full-width marks")
BP_ENTRY(UNPAIRED_BRACKET, "BP3504", "unpaired-bracket", WARNING, OK, "{0} has no partner")
BP_ENTRY(MIXED_BRACKETS, "BP3505", "mixed-brackets", WARNING, OK, "{0} is half-width, its partner full-width")
BP_ENTRY(STRAY_SPACE, "BP3506", "stray-space", WARNING, OK, "a blank that does not belong there")
BP_ENTRY(DOUBLED_MARK, "BP3507", "doubled-mark", WARNING, OK, "{0} stands where one mark is enough")
BP_ENTRY(LOST_CHARACTER, "BP3508", "lost-character", ERROR, DATA, "{0} stands where something was lost in copying or converting")
BP_ENTRY(UNPRINTABLE, "BP3509", "unprintable-character", ERROR, DATA, "no font has \"{0}\" ({1})")
BP_ENTRY(DECOMPOSED, "BP3510", "decomposed-character", WARNING, OK,
         "\"{0}\" is a letter and a mark of its own, where one character, \"{1}\", is both")
BP_ENTRY(TURNED_TEXT, "BP3520", "turned-text", ERROR, DATA,
         "{0} changes the direction of writing: what is shown depends on the program that shows it")
BP_ENTRY(HIDDEN_CHARACTER, "BP3521", "hidden-character", WARNING, OK, "{0} stands in the text and is not to be seen")
BP_ENTRY(RADICAL, "BP3522", "radical-for-character", WARNING, OK,
         "\"{0}\" ({1}) is not the character {2} that it looks like: searching does not find it")
BP_ENTRY(PERSONAL_NUMBER, "BP3523", "personal-number", WARNING, OK, "{0} looks like {1}, and the text is to be published")
BP_ENTRY(UNKNOWN_RULE, "BP3901", "unknown-rule", ERROR, DATA, "there is no rule {0}")
BP_ENTRY(NEVER_LESS, "BP3560", "never-less", ERROR, DATA, "{0} is always an error: it is neither turned down nor silenced")
BP_ENTRY(BAD_SETTING, "BP3902", "bad-setting", ERROR, DATA, "\"{0}\" is none of: {1}")
BP_ENTRY(FORM_BAD, "BP4001", "bad-form", ERROR, DATA, "the form is wrong: {0}")
BP_ENTRY(FORM_UNKNOWN_FIELD, "BP4002", "unknown-field", ERROR, DATA, "no field or column is called {0} here")
BP_ENTRY(FORM_LIMIT, "BP4003", "form-limit", ERROR, DATA, "the form passes a limit: {0}")
BP_ENTRY(WRITTEN_TO_MEND, "BP5230", "written-to-mend", WARNING, OK,
         "the workbook is written though the data has errors, {0} of them, which are marked in it: mend them there, import it, and "
         "render")
BP_ENTRY(FORM_TOO_WIDE, "BP4020", "columns-too-wide", ERROR, DATA,
         "the columns need {0} mm at {1} pt, the smallest size that the form allows, and between the margins there are {2} mm")
BP_ENTRY(AMOUNTS_TOO_WIDE, "BP4021", "amounts-too-wide", ERROR, DATA,
         "the amounts make columns too wide: they need {0} mm at {1} pt, the smallest size that the form allows, and between the "
         "margins there are {2} mm; {3}")
BP_ENTRY(FORM_DUPLICATE_COLUMN, "BP4004", "duplicate-column", ERROR, DATA, "two columns have the id {0}")
BP_ENTRY(FORM_DATA, "BP4005", "form-data", ERROR, USAGE,
         "the form {0} is not made for this: one shows tables, another what a check found")
BP_ENTRY(FONT_MISSING, "BP5001", "font-missing", ERROR, SYSTEM, "no font for the role {0} is installed; install: {1}")
BP_ENTRY(FONT_BROKEN, "BP5002", "font-broken", ERROR, SYSTEM, "font {0} cannot be used: {1}")
BP_ENTRY(FONT_FORBIDDEN, "BP5003", "font-forbidden", ERROR, SYSTEM, "font {0} does not permit embedding: {1}")
BP_ENTRY(GLYPH_MISSING, "BP5004", "glyph-missing", ERROR, DATA,
         "no font of the role {0} has \"{1}\" ({2}), which stands in {3}; these packages have it: {4}")
BP_ENTRY(GLYPH_UNPROVIDED, "BP5201", "glyph-unprovided", ERROR, DATA,
         "no font of the role {0} has \"{1}\" ({2}), which stands in {3}; add a font that has it to the font set")
BP_ENTRY(PDF_TOO_LARGE, "BP5211", "pdf-too-large", ERROR, DATA,
         "a PDF cannot hold so many objects; pdf.profile=plain needs the fewest, or render in parts")
BP_ENTRY(FONT_PASSED_OVER, "BP5202", "font-passed-over", WARNING, OK, "font {0} is passed over for the next of its role: {1}")
BP_ENTRY(FONT_SET_SCHEMA, "BP5203", "font-set-schema", ERROR, DATA, "schema \"{0}\" is not \"{1}\"")
BP_ENTRY(LETTERS_APART, "BP5204", "letters-apart", WARNING, OK,
         "\"{0}\" ({1}), which stands in {2}, is of a script whose letters join, stack or run from right to left: "
         "they are set one by one")
BP_ENTRY(MARKS_APART, "BP5205", "marks-apart", WARNING, OK,
         "\"{0}\" ({1}), which stands in {2}, belongs upon the character before it and may stand beside it or over another: "
         "write both as one character where there is one")
BP_ENTRY(FORM_NOT_SHOWN, "BP5213", "form-not-shown", WARNING, OK,
         "\"{0}\" ({1}) with the selector {2}, which stands in {3}, is shown in its usual form: "
         "no font of the font set has this one")
BP_ENTRY(NO_ROOM, "BP5212", "no-room-for-table", ERROR, DATA,
         "the title and the line below it leave no room for the table on the first page")
BP_ENTRY(CELL_TOO_LONG, "BP5005", "cell-too-long", ERROR, DATA,
         "row {0}, column {1}: more than 32,767 characters for a workbook cell")
BP_ENTRY(ROW_LIMIT, "BP5006", "too-many-rows", ERROR, DATA, "more rows than a worksheet holds: {0}")
BP_ENTRY(LIBRARY_FAILED, "BP5007", "library-failed", ERROR, SYSTEM, "{0} failed: {1}")
BP_ENTRY(VERIFY_CHANGED, "BP6001", "shown-otherwise", ERROR, DATA, "{0}. {1}: shows \"{2}\", the model has \"{3}\"")
BP_ENTRY(VERIFY_OTHER_ROW, "BP6002", "shows-other-row", ERROR, DATA,
         "{0}. {1}: shows \"{2}\", the model has \"{3}\" (what is shown belongs to row {4})")
BP_ENTRY(VERIFY_LOST, "BP6003", "not-shown", ERROR, DATA, "{0}. {1}: \"{2}\" is missing")
BP_ENTRY(VERIFY_DOUBLED, "BP6004", "shown-twice", ERROR, DATA, "{0}. {1}: \"{2}\" stands twice")
BP_ENTRY(VERIFY_FURTHER, "BP6005", "not-in-model", ERROR, DATA, "{0}. {1}, at {3} pt: \"{2}\" is not in the model")
BP_ENTRY(VERIFY_RULE_LOST, "BP6006", "rule-missing", ERROR, DATA, "{0}. {1}: the rule from {2} to {3} pt is missing")
BP_ENTRY(VERIFY_RULE_FURTHER, "BP6007", "rule-added", ERROR, DATA, "{0}. {1}: there is a further rule from {2} to {3} pt")
BP_ENTRY(VERIFY_GROUND_LOST, "BP6008", "ground-missing", ERROR, DATA, "{0}. {1}: the ground from {2} to {3} pt is missing")
BP_ENTRY(VERIFY_DRAWING, "BP6009", "drawing-added", ERROR, DATA,
         "{0}. {1}: something that is no part of the table is drawn from {2} to {3} pt")
BP_ENTRY(VERIFY_ANNOTATION, "BP6010", "annotation-added", ERROR, DATA, "{0}. {1}: there is an annotation from {2} to {3} pt")
BP_ENTRY(VERIFY_PAGE_SIZE, "BP6011", "page-size", ERROR, DATA, "{0}. {1}: is {2} pt large, it should be {3} pt")
BP_ENTRY(VERIFY_PAGE_COUNT, "BP6012", "page-count", ERROR, DATA, "{0}. there are {2} pages, the model takes {3}")
BP_ENTRY(VERIFY_TITLE, "BP6013", "document-title", ERROR, DATA,
         "{0}. the title in the document's properties is \"{2}\", the model has \"{3}\"")
BP_ENTRY(VERIFY_FINGERPRINT, "BP6014", "other-fingerprint", ERROR, DATA,
         "{0}. the file was made from other data: its fingerprint is {2}, that of the model {3}")
BP_ENTRY(VERIFY_MISDRAWN, "BP6015", "drawn-otherwise", ERROR, DATA,
         "{0}. {1}: of \"{2}\" these characters do not have the shape or size that they should: {3}")
BP_ENTRY(VERIFY_ROW_LOST, "BP6030", "row-missing", ERROR, DATA, "{0}. {1}: the row \"{2}\" is missing")
BP_ENTRY(VERIFY_ROW_DOUBLED, "BP6031", "row-twice", ERROR, DATA, "{0}. {1}: the row \"{2}\" stands twice")
BP_ENTRY(VERIFY_ROW_PUT_IN, "BP6032", "row-added", ERROR, DATA, "{0}. {1}: a row that is not in the model stands before it")
BP_ENTRY(VERIFY_ROW_HIDDEN, "BP6033", "row-hidden", ERROR, DATA, "{0}. the row is hidden")
BP_ENTRY(VERIFY_COLUMN_HIDDEN, "BP6034", "column-hidden", ERROR, DATA, "{0}. the column is hidden")
BP_ENTRY(VERIFY_ROW_LOW, "BP6035", "row-too-low", ERROR, DATA, "{0}. the row is {2} pt high and needs {3} pt: text is cut off")
BP_ENTRY(VERIFY_MERGE_LOST, "BP6036", "cells-not-merged", ERROR, DATA,
         "{0}. {1}: the cell does not reach over the cells that it should")
BP_ENTRY(VERIFY_MERGE_FURTHER, "BP6037", "cells-merged", ERROR, DATA,
         "{0}. the cells up to {2} are merged, the model does not ask for it")
BP_ENTRY(VERIFY_CELL_FURTHER, "BP6038", "cell-not-in-model", ERROR, DATA, "{0}. \"{2}\" is not in the model")
BP_ENTRY(VERIFY_SHEET_FURTHER, "BP6039", "sheet-added", ERROR, DATA, "{0}. there is a further sheet \"{2}\"")
BP_ENTRY(VERIFY_FORMAT, "BP6040", "number-format", ERROR, DATA,
         "{0}. {1}: by the number format {2} the cell shows \"{3}\", the model has \"{4}\"")
BP_ENTRY(VERIFY_FORMAT_ODD, "BP6041", "number-format-odd", ERROR, DATA,
         "{0}. {1}: by the number format {2} the cell shows no plain figure, the model has \"{3}\"")
BP_ENTRY(VERIFY_AMOUNT_TEXT, "BP6042", "amount-as-text", ERROR, DATA,
         "{0}. {1}: \"{2}\" is stored as text, not as a number: no sum counts it")
BP_ENTRY(VERIFY_FAINT, "BP6043", "hardly-visible", ERROR, DATA,
         "{0}. {1}: \"{2}\" is written in a colour that hardly differs from its ground")
BP_ENTRY(VERIFY_STRUCK, "BP6044", "struck-out", ERROR, DATA, "{0}. {1}: \"{2}\" is struck out")
BP_ENTRY(VERIFY_FONT_SIZE, "BP6045", "font-size", ERROR, DATA, "{0}. {1}: the font is {2} pt large, it should be {3} pt")
BP_ENTRY(VERIFY_TURNED, "BP6046", "turned-or-repeated", ERROR, DATA,
         "{0}. {1}: the alignment of the cell turns or repeats \"{2}\"")
BP_ENTRY(VERIFY_UNBROKEN, "BP6047", "lines-not-broken", ERROR, DATA,
         "{0}. {1}: \"{2}\" is wider than its cell, and its lines are not broken: it is cut off")
BP_ENTRY(VERIFY_COLUMN_NARROW, "BP6048", "column-too-narrow", ERROR, DATA,
         "{0}. the column is {2} pt wide and needs {3} pt: text is cut off")
BP_ENTRY(VERIFY_FORMULA, "BP6070", "formula-otherwise", ERROR, DATA,
         "{0}. the formula is \"{2}\", ours is \"{3}\": it may give something else")
BP_ENTRY(VERIFY_FORMULA_ADDED, "BP6071", "formula-added", ERROR, DATA,
         "{0}. the formula \"{2}\" stands where nothing should")
BP_ENTRY(VERIFY_ODD_LOOK, "BP6072", "look-not-vouched", ERROR, DATA,
         "{0}. {1}: the cell has {2}, which may change what is seen")
BP_ENTRY(VERIFY_MARKUP, "BP6073", "part-not-vouched", ERROR, DATA, "{0}. in {2} there is \"{3}\", which may change what is seen")
BP_ENTRY(VERIFY_MARKUP_LOST, "BP6074", "name-missing", ERROR, DATA, "{0}. in {2} there should be \"{3}\"")
BP_ENTRY(VERIFY_SHEETS, "BP6075", "sheet-otherwise", ERROR, DATA,
         "{0}. the sheet \"{2}\" is missing, hidden, renamed or in another place")
BP_ENTRY(VERIFY_SHEET_CELL, "BP6076", "sheet-cell-otherwise", ERROR, DATA, "{0}. the cell holds \"{2}\", ours \"{3}\"")
BP_ENTRY(VERIFY_BY_WORDS, "BP6052", "made-otherwise", NOTE, OK, "only words are compared: {0}")
BP_ENTRY(VERIFY_BYTES, "BP6053", "other-bytes", ERROR, DATA, "{0}. the file is not what the model gives: its bytes differ")
BP_ENTRY(VERIFY_PICTURE, "BP6054", "looks-otherwise", ERROR, DATA,
         "{0}. {1}: \"{2}\" looks otherwise than the model gives it")
BP_ENTRY(VERIFY_PICTURE_ELSEWHERE, "BP6055", "picture-differs", ERROR, DATA,
         "{0}. {1}: looks otherwise than the model gives it, from {2} to {3} pt")
BP_ENTRY(VERIFY_OBJECT_ADDED, "BP6056", "object-added", ERROR, DATA,
         "{0}. {1} {2}: there is something that the model does not give")
BP_ENTRY(VERIFY_OBJECT_LOST, "BP6057", "object-missing", ERROR, DATA, "{0}. {1} {2}: is missing")
BP_ENTRY(VERIFY_OBJECT_CHANGED, "BP6058", "object-changed", ERROR, DATA, "{0}. {1} {2}: is not what the model gives")
BP_ENTRY(VERIFY_UPDATED, "BP6059", "appended-to", ERROR, DATA, "{0}. something was appended to the file after it was written")
BP_ENTRY(VERIFY_AROUND, "BP6060", "not-only-a-pdf", ERROR, DATA,
         "{0}. something stands before the beginning or behind the end of the PDF")
BP_ENTRY(VERIFY_MENDED, "BP6061", "damaged-pdf", ERROR, DATA, "{0}. the PDF is damaged; programs may mend it each in another way")
BP_ENTRY(VERIFY_SIGNED, "BP6062", "signed", NOTE, OK,
         "a signature covers the whole file; whose it is and whether it is good was not looked at")
BP_ENTRY(VERIFY_SEAL, "BP6063", "seal", NOTE, OK, "page {0}: a seal shows from {1} to {2} pt; what it shows was not compared")
BP_ENTRY(VERIFY_SEAL_OVER, "BP6064", "seal-over-text", ERROR, DATA, "{0}. {1}: a seal lies over \"{2}\"")
BP_ENTRY(VERIFY_NO_SHEET, "BP6025", "no-sheet", ERROR, DATA, "no sheet of the workbook is visible")
BP_ENTRY(VERIFY_UNKNOWN_KIND, "BP6020", "unknown-kind-of-file", ERROR, DATA, "neither a PDF nor a workbook")
BP_ENTRY(VERIFY_UNREADABLE, "BP6021", "unreadable-pdf", ERROR, DATA, "the PDF cannot be read: it is damaged")
BP_ENTRY(VERIFY_ENCRYPTED, "BP6022", "encrypted-pdf", ERROR, DATA, "the PDF cannot be read without its password")
BP_ENTRY(VERIFY_READER, "BP6023", "reader-failed", ERROR, SYSTEM, "{0} cannot be run: {1}")
BP_ENTRY(CONFINE_FAILED, "BP6401", "not-confined", ERROR, SYSTEM, "nothing was read: the process could not give up its rights")
BP_ENTRY(CONFINE_NONE, "BP6410", "no-confinement", NOTE, OK,
         "this kernel has no {0}: what is read is not kept from doing what the command itself may do")
BP_ENTRY(VERIFY_SANDBOX, "BP6024", "no-sandbox", ERROR, SYSTEM, "the PDF was not read: the reader could not give up its rights")
BP_ENTRY(BOOK_NONE, "BP6101", "no-workbook", ERROR, DATA, "not an XLSX workbook")
BP_ENTRY(BOOK_OLD, "BP6102", "old-workbook", ERROR, DATA,
         "an old workbook (.xls) or one under a password: save it as .xlsx without a password")
BP_ENTRY(BOOK_DAMAGED, "BP6103", "damaged-workbook", ERROR, DATA, "the archive is damaged: {0}")
BP_ENTRY(BOOK_LOCKED, "BP6104", "encrypted-part", ERROR, DATA, "the part is encrypted")
BP_ENTRY(BOOK_ENTRIES, "BP6105", "too-many-parts", ERROR, DATA, "more than {0} parts")
BP_ENTRY(BOOK_PATH, "BP6106", "unsafe-part-name", ERROR, DATA, "unsafe name of a part: {0}")
BP_ENTRY(BOOK_TWICE, "BP6107", "duplicate-part", ERROR, DATA, "two parts are called {0}")
BP_ENTRY(BOOK_PART_SIZE, "BP6108", "part-too-large", ERROR, DATA, "unpacks to more than {0} MiB")
BP_ENTRY(BOOK_RATIO, "BP6109", "archive-bomb", ERROR, DATA, "unpacks to more than {0} times its size: an archive bomb")
BP_ENTRY(BOOK_NO_PART, "BP6110", "missing-part", ERROR, DATA, "the part {0} is missing")
BP_ENTRY(BOOK_TARGET, "BP6111", "outside-target", ERROR, DATA, "a relationship leads out of the workbook: {0}")
BP_ENTRY(BOOK_XML, "BP6112", "bad-xml", ERROR, DATA, "not well-formed XML: {0}")
BP_ENTRY(BOOK_DOCTYPE, "BP6113", "doctype", ERROR, DATA, "a document type declaration is not allowed")
BP_ENTRY(BOOK_DEPTH, "BP6114", "xml-too-deep", ERROR, DATA, "elements nested deeper than {0}")
BP_ENTRY(BOOK_TOKEN, "BP6115", "xml-token-too-long", ERROR, DATA, "a tag of more than {0} bytes")
BP_ENTRY(BOOK_TEXT, "BP6116", "book-text-too-long", ERROR, DATA, "a text of more than 1 MiB")
BP_ENTRY(BOOK_STRINGS, "BP6117", "too-many-strings", ERROR, DATA, "more than {0} MiB of shared strings")
BP_ENTRY(BOOK_STRING_INDEX, "BP6118", "shared-string-index", ERROR, DATA, "shared string {0}: there are {1}")
BP_ENTRY(BOOK_ROW, "BP6119", "row-out-of-range", ERROR, DATA, "row {0}: a sheet has 1,048,576 rows")
BP_ENTRY(BOOK_COLUMN, "BP6120", "column-out-of-range", ERROR, DATA, "column {0}: a sheet ends at XFD")
BP_ENTRY(BOOK_ORDER, "BP6121", "out-of-order", ERROR, DATA, "{0} stands twice or out of order")
BP_ENTRY(BOOK_CELL_NAME, "BP6122", "bad-cell-name", ERROR, DATA, "\"{0}\" is no cell here")
BP_ENTRY(BOOK_CELLS, "BP6123", "too-many-cells", ERROR, DATA, "more than {0} cells in a sheet")
BP_ENTRY(BOOK_NUMBER, "BP6124", "bad-number", ERROR, DATA, "\"{0}\" stands where a number must")
BP_ENTRY(BOOK_LIST, "BP6125", "list-too-long", ERROR, DATA, "more than {0} of one kind")
BP_ENTRY(LIBRARY_MISSING, "BP6126", "library-missing", ERROR, SYSTEM, "{0} is not installed; install: {1}")
BP_ENTRY(BOOK_TEXTS, "BP6127", "texts-too-long", ERROR, DATA, "more than {0} MiB of text in a sheet")
BP_ENTRY(BOOK_MARKUP, "BP6128", "markup-workbook", ERROR, DATA,
         "HTML or XML under the name of a workbook: open it in a spreadsheet and save it as .xlsx")
BP_ENTRY(BOOK_ROOT, "BP6280", "other-part", ERROR, DATA, "the part begins with {0}, which none of its namespace does")
BP_ENTRY(BOOK_COMPATIBILITY, "BP6281", "compatibility-markup", ERROR, DATA,
         "mc:{0} stands there: programs would read it in different ways; open the workbook in a spreadsheet and save it again")
BP_ENTRY(BOOK_RELATION_TWICE, "BP6282", "relationship-twice", ERROR, DATA,
         "two relationships for {0}, where one is allowed: programs would read different parts")
BP_ENTRY(BOOK_SHEET_TWICE, "BP6283", "sheet-part-twice", ERROR, DATA, "two sheets are the same part, {0}")
BP_ENTRY(BOOK_DATA_TWICE, "BP6284", "sheet-data-twice", ERROR, DATA, "the sheet has its cells twice")
BP_ENTRY(BOOK_VALUE_TWICE, "BP6287", "cell-value-twice", ERROR, DATA, "the cell has two values or two formulas")
BP_ENTRY(BOOK_BINARY, "BP6285", "binary-workbook", ERROR, DATA, "a binary workbook (.xlsb): save it as .xlsx")
BP_ENTRY(BOOK_OPEN_DOCUMENT, "BP6286", "open-document", ERROR, DATA, "an OpenDocument sheet (.ods): save it as .xlsx")
BP_ENTRY(CSV_ENCODING, "BP6131", "csv-encoding", ERROR, DATA, "not valid {0}; save the file as UTF-8")
BP_ENTRY(CSV_GUESSED, "BP6132", "csv-encoding-guessed", NOTE, OK, "not UTF-8: read as {0}")
BP_ENTRY(CSV_QUOTE, "BP6133", "csv-quote", ERROR, DATA, "the quotation mark has no end")
BP_ENTRY(IMPORT_NO_HEADER, "BP6140", "no-header", ERROR, DATA,
         "no table found: no row has headers such as 项目名称, 绩效指标 or 总计; docs/importing.md tells which are known")
BP_ENTRY(IMPORT_NO_SHEET, "BP6141", "no-sheet", ERROR, DATA, "there is no sheet {0} (there are: {1})")
BP_ENTRY(IMPORT_MANY_TABLES, "BP6142", "several-tables", ERROR, DATA, "several sheets have such a table; name one with --sheet")
BP_ENTRY(IMPORT_SHEET_TAKEN, "BP6143", "sheet-taken", NOTE, OK, "sheet {0} is read, the others are not")
BP_ENTRY(IMPORT_NO_YEAR, "BP6144", "no-year", ERROR, DATA, "the fiscal year is nowhere told; give it with --year")
BP_ENTRY(IMPORT_YEAR_GUESSED, "BP6145", "year-guessed", NOTE, OK, "fiscal year {0}, by \"{1}\"")
BP_ENTRY(IMPORT_NO_DEPARTMENT, "BP6146", "no-department", ERROR, DATA, "the department is nowhere told; give it with --department")
BP_ENTRY(IMPORT_DEPARTMENT_GUESSED, "BP6147", "department-guessed", NOTE, OK, "department {0}, by the title")
BP_ENTRY(IMPORT_DEPARTMENT_TAKEN, "BP6148", "department-taken", NOTE, OK, "department {0}, as the only agency")
BP_ENTRY(IMPORT_AGENCY_TAKEN, "BP6149", "agency-taken", NOTE, OK, "projects without an agency are put under the department, {0}")
BP_ENTRY(IMPORT_UNIT_GUESSED, "BP6150", "unit-guessed", NOTE, OK,
         "no unit of amounts is told: taken as {0}; --unit says otherwise")
BP_ENTRY(IMPORT_TWO_UNITS, "BP6151", "two-units", ERROR, DATA, "two units of amounts are told, {0} and {1}: correct the file")
BP_ENTRY(IMPORT_UNIT_CONVERTED, "BP6152", "unit-converted", NOTE, OK, "amounts in {0} are turned into {1}")
BP_ENTRY(IMPORT_COLUMN_LEFT, "BP6153", "column-left", NOTE, OK, "column {0} is not taken")
BP_ENTRY(IMPORT_COLUMN_HIDDEN, "BP6154", "column-hidden", NOTE, OK, "hidden column {0} is taken")
BP_ENTRY(IMPORT_HIDDEN, "BP6155", "hidden-rows", NOTE, OK, "{0} hidden rows are taken, from here on")
BP_ENTRY(IMPORT_TEXT_NUMBERS, "BP6156", "text-numbers", NOTE, OK, "{0} amounts are stored as text, the first here")
BP_ENTRY(IMPORT_SHOWN, "BP6157", "as-shown", NOTE, OK,
         "{0} values that are no plain text were taken as shown, the first here; look at them")
BP_ENTRY(IMPORT_SUM_UNCOMPUTED, "BP6158", "sum-uncomputed", NOTE, OK,
         "{0} sums were never computed and are not compared, the first here")
BP_ENTRY(IMPORT_LENIENT, "BP6159", "lenient-indicators", NOTE, OK,
         "{0} indicators were not written in the official way but understood, the first here")
BP_ENTRY(IMPORT_LINE_FEEDS, "BP6160", "line-feeds", NOTE, OK,
         "{0} line feeds or tabs were taken out of texts of one line, the first here")
BP_ENTRY(IMPORT_ERROR_VALUE, "BP6161", "error-value", ERROR, DATA, "the cell holds the error {0}")
BP_ENTRY(IMPORT_UNCOMPUTED, "BP6162", "uncomputed-formula", ERROR, DATA,
         "the formula has no computed value; open the workbook in a spreadsheet and save it")
BP_ENTRY(IMPORT_BAD_DATE, "BP6163", "bad-date", ERROR, DATA, "{0} is no date")
BP_ENTRY(IMPORT_NO_AMOUNT, "BP6164", "no-amount", ERROR, DATA, "\"{0}\" is no amount")
BP_ENTRY(IMPORT_ROUNDED, "BP6165", "amount-taken-rounded", WARNING, OK,
         "{0} has more than 6 digits behind the point: taken as {1}")
BP_ENTRY(IMPORT_TOTAL_DIFFERS, "BP6166", "total-differs", WARNING, OK, "the total shows {0}, the funds sum to {1}")
BP_ENTRY(IMPORT_SUM_DIFFERS, "BP6167", "sum-differs", WARNING, OK, "the sum shows {0}, the projects sum to {1}")
BP_ENTRY(IMPORT_AMOUNT_CHANGES, "BP6168", "amount-changes", WARNING, OK, "another amount for the same project {0} is not taken")
BP_ENTRY(IMPORT_AGENCY_GUESSED, "BP6169", "agency-guessed", NOTE, OK, "taken as the sum of an agency, by its amount")
BP_ENTRY(IMPORT_PROJECT_GUESSED, "BP6170", "project-guessed", NOTE, OK,
         "taken as a project, though it has neither goal nor indicators")
BP_ENTRY(IMPORT_FUND_GUESSED, "BP6171", "fund-guessed", NOTE, OK, "only one amount a project: taken as fiscal appropriation")
BP_ENTRY(IMPORT_VALUE_TWICE, "BP6172", "value-twice", NOTE, OK, "one value an indicator: taken for the period and for the year")
BP_ENTRY(IMPORT_NEW_CODE, "BP6173", "new-code", NOTE, OK, "no code is known for {0}: it gets {1}")
BP_ENTRY(IMPORT_TWO_NAMES, "BP6174", "two-names", WARNING, OK, "code {0} is called {1} before and {2} here; the first is kept")
BP_ENTRY(IMPORT_NO_LEVEL, "BP6175", "no-level", WARNING, OK, "the indicator has no first or second level")
BP_ENTRY(IMPORT_UNREAD_INDICATOR, "BP6176", "unread-indicator", WARNING, OK,
         "kept as it is, no indicator could be read from it: {0}")
BP_ENTRY(IMPORT_NO_PROJECT, "BP6177", "no-project", ERROR, DATA, "no project stands above this row")
BP_ENTRY(IMPORT_UNKNOWN_PROJECT, "BP6178", "unknown-project", ERROR, DATA, "there is no project \"{0}\"")
BP_ENTRY(IMPORT_UNKNOWN_FUND, "BP6179", "unknown-fund", ERROR, DATA, "\"{0}\" is no kind of fund")
BP_ENTRY(IMPORT_NEAR_NAMES, "BP6180", "near-names", NOTE, OK,
         "{0} indicator levels were known by nearly the same name, the first here")
BP_ENTRY(IMPORT_SCALED, "BP6181", "shown-scaled", NOTE, OK,
         "{0} amounts are shown smaller than they are stored and taken as shown, the first here")
BP_ENTRY(IMPORT_FORM_UNKNOWN, "BP6182", "form-not-here", NOTE, OK,
         "the workbook names a form that is not here, {0}; --form names another")
BP_ENTRY(IMPORT_OTHER_KIND, "BP6183", "not-importable", ERROR, DATA, "{0}: only workbooks (.xlsx) and CSV files can be imported")
BP_ENTRY(IMPORT_OTHER_UNIT, "BP6184", "other-unit-shown", ERROR, DATA,
         "the cell shows \"{0}\", but the amounts here are in {1}: correct the number format or the unit")
BP_ENTRY(IMPORT_ITEM_LEFT, "BP6188", "item-left", WARNING, OK,
         "\"{0}\" is not taken: what stands before it is no item of this sheet")
BP_ENTRY(IMPORT_MERGED, "BP6189", "merged-values", NOTE, OK, "{0} values of merged cells are taken for each row, the first here")
BP_ENTRY(IMPORT_UNKNOWN_UNIT, "BP6190", "unknown-unit", ERROR, DATA,
         "\"{0}\" is no unit of amounts that is known (元, 千元, 万元, 百万元, 亿元): correct the file")
BP_ENTRY(IMPORT_SHEET_MISSING, "BP6191", "sheet-missing", ERROR, DATA,
         "a working workbook of ours without its sheet {0}: was that renamed or deleted? (--sheet reads another sheet alone)")
BP_ENTRY(IMPORT_COLUMN_MISSING, "BP6192", "column-missing", ERROR, DATA, "sheet {0} has no column {1}: was its header changed?")
BP_ENTRY(IMPORT_ROW_MISSING, "BP6193", "row-missing", ERROR, DATA, "sheet {0} has no row {1}: was it renamed or deleted?")
BP_ENTRY(IMPORT_FUND_TWICE, "BP6194", "fund-twice", ERROR, DATA,
         "{0} of this project has a row above already: each kind of fund has one")
BP_ENTRY(IMPORT_NOT_CHOSEN, "BP6195", "project-not-chosen", ERROR, DATA, "the row is of no project: choose one here")
BP_ENTRY(IMPORT_SAME_NAMES, "BP6196", "same-names", WARNING, OK,
         "several projects are called \"{0}\", and the row is taken for the last of them; write the id of the right one into 项目编号")
BP_ENTRY(IMPORT_UNKNOWN_ACTION, "BP6197", "unknown-action", ERROR, DATA,
         "\"{0}\" is not understood here: {1} leaves the project out, an empty cell keeps it")
BP_ENTRY(IMPORT_BAD_GROUP, "BP6198", "bad-group", ERROR, DATA,
         "\"{0}\" is no group of the numbering, which is a whole number from 1 on")
BP_ENTRY(IMPORT_NOT_TAKEN, "BP6199", "not-taken", WARNING, OK,
         "{0} stands here in the place of a formula and is not taken: it is {1}")
BP_ENTRY(IMPORT_SUM_DETAIL, "BP6200", "sum-with-detail", WARNING, OK,
         "a sum has no goal, indicators or code of its own: those in its row are not taken")
BP_ENTRY(IMPORT_LOOKS_LIKE_SUM, "BP6201", "looks-like-sum", WARNING, OK,
         "taken as a project, though its amount is the sum of {0} projects beside it; if it is their sum, all counts twice")
BP_ENTRY(IMPORT_REPEATED, "BP6202", "repeated-project", WARNING, OK,
         "the row repeats the project above, {0}: taken as more of it, its amounts count once")
BP_ENTRY(IMPORT_AMOUNT_COVERED, "BP6203", "amount-covered", WARNING, OK,
         "the amount is merged with that of another row or column, where it counts; here it is blank")
BP_ENTRY(IMPORT_AGENCIES_ALONE, "BP6204", "agencies-alone", NOTE, OK,
         "taken as agencies, not projects: no row has more than a name")
BP_ENTRY(IMPORT_AGENCY_ADDED, "BP6205", "agency-added", WARNING, OK,
         "taken as an agency with the projects below it: it has only a name, and is not set in as projects are")
BP_ENTRY(IMPORT_CODES_TAKEN, "BP6206", "codes-taken", ERROR, DATA,
         "no code is left for {0}: a first level has one digit, a second level of one up to 9,000 numbers; give it one")
BP_ENTRY(IMPORT_AGENCY_JOINED, "BP6263", "agency-joined", WARNING, OK,
         "row {1} is an agency named {0} too: both are taken as one; give them names or codes that differ if they are two")
BP_ENTRY(IMPORT_NEW_AGENCY, "BP6220", "new-agency", WARNING, OK, "no agency is called {0}: it becomes a new one")
BP_ENTRY(IMPORT_STRUCK, "BP6222", "struck-out", WARNING, OK,
         "{0} cells hold struck-out text, which is taken all the same, the first here; delete what no longer holds")
BP_ENTRY(IMPORT_MERGED_AWAY, "BP6221", "merged-away", ERROR, DATA,
         "merged into {0}, so that nobody can see what stands here; unmerge the cells and fill them in")
BP_ENTRY(IMPORT_CELL_LEFT, "BP6223", "cell-left", WARNING, OK, "\"{0}\" stands here and is not taken")
BP_ENTRY(IMPORT_CELLS_LEFT, "BP6224", "cells-left", WARNING, OK, "{0} cells of this column, from here to {1}, are not taken")
BP_ENTRY(IMPORT_LINE_LEFT, "BP6225", "line-left", NOTE, OK, "\"{0}\" above the table is not taken")
BP_ENTRY(IMPORT_AMOUNTS_LEFT, "BP6226", "amounts-left", WARNING, OK, "column {0} holds numbers and is not taken")
BP_ENTRY(IMPORT_MORE_FIELDS, "BP6227", "more-fields", ERROR, DATA,
         "\"{0}\" stands beyond the last header: a field that has a comma in it must stand in quotation marks")
BP_ENTRY(IMPORT_UNNAMED_AMOUNT, "BP6228", "unnamed-amount", ERROR, DATA,
         "{0} stands in a row without a name and is not that of the project above: name its project, or delete it")
BP_ENTRY(IMPORT_UNNAMED_ROW, "BP6229", "unnamed-row", WARNING, OK,
         "the row has no name: its goal and indicators are taken for those of the project above, {0}")
BP_ENTRY(IMPORT_TWO_AMOUNTS, "BP6230", "two-amount-columns", ERROR, DATA,
         "{0} and {1} are the same amount of different columns: which one is meant? delete or rename the other")
BP_ENTRY(IMPORT_OTHER_YEAR, "BP6231", "other-year", WARNING, OK, "the column is headed {0}, the table is of {1}")
BP_ENTRY(IMPORT_UNIT_DENIED, "BP6232", "unit-denied", ERROR, DATA,
         "the file says {0}, --unit {1}: give --unit only where the file tells none; --convert turns amounts into another unit")
BP_ENTRY(IMPORT_BAD_UNIT, "BP6233", "bad-unit", ERROR, USAGE, "--unit {0}: no unit of amounts that is known (元, 千元, 万元, 百万元, 亿元)")
BP_ENTRY(IMPORT_CONVERT_LOSS, "BP6234", "conversion-loses", ERROR, DATA,
         "{0} cannot be turned into {1} without loss: an amount has 6 digits behind the point")
BP_ENTRY(IMPORT_SUMS_UPDATED, "BP6260", "sums-updated", NOTE, OK,
         "{0} reported figures were the sums before the edit and are made those after it")
BP_ENTRY(IMPORT_SHOWN_OTHERWISE, "BP6235", "amount-shown-otherwise", WARNING, OK,
         "{0} is taken, but the cell's number format shows \"{1}\"")
BP_ENTRY(IMPORT_ZERO_STORED, "BP6236", "zero-stored", WARNING, OK,
         "0.00 is taken for a formula that may never have been computed; open the workbook in a spreadsheet and save it")
BP_ENTRY(IMPORT_SPOILT_CODE, "BP6237", "spoilt-code", WARNING, OK,
         "the code {0} looks like what a spreadsheet made of another: correct it")
BP_ENTRY(IMPORT_COMMENT_LEFT, "BP6238", "comment-left", WARNING, OK, "the comment \"{0}\" is not taken")
BP_ENTRY(IMPORT_SHEET_LEFT, "BP6239", "sheet-left", WARNING, OK, "sheet {0} is not read: {1} cells are filled, the first here")
BP_ENTRY(IMPORT_DRAWING_LEFT, "BP6242", "drawing-left", NOTE, OK,
         "pictures, text boxes or controls lie over the sheet: they are not read")
BP_ENTRY(XLSX_DIGITS, "BP6240", "workbook-digits", WARNING, OK, "{0} has more than 15 digits: spreadsheets show it as {1}")
BP_ENTRY(XLSX_CONSTANT, "BP6241", "constant-sum", WARNING, OK,
         "the sum in cell {0} is no formula, which would be longer than 8,192 characters: it does not follow changes")
BP_ENTRY(BATCH_NAME_FIELD, "BP6301", "bad-name-pattern", ERROR, USAGE,
         "no field of a name: {0}; there are {folder}, {name}, {ext}, {form}, {department}, {department_code}, "
         "{fiscal_year}, {title}")
BP_ENTRY(BATCH_NAME_LEAVES, "BP6302", "name-leaves-target", ERROR, USAGE, "the name \"{0}\" is empty or leaves the target")
BP_ENTRY(BATCH_NO_FORMAT, "BP6303", "no-format", ERROR, USAGE, "no format: give -f, or \"formats\" in the job's line")
BP_ENTRY(BATCH_LINE_TOO_LONG, "BP6304", "job-line-too-long", ERROR, DATA, "a job line of more than 1 MiB")
BP_ENTRY(BATCH_NOTHING_FOUND, "BP6305", "no-jobs", ERROR, DATA, "{0}: no model (.json) is there")
BP_ENTRY(BATCH_SAME_OUTPUT, "BP6306", "same-output", ERROR, DATA, "{0} and {1} would both write {2}; nothing was begun")
BP_ENTRY(BATCH_LOCKED, "BP6307", "target-in-use", ERROR, SYSTEM, "another batch is writing to {0}")
BP_ENTRY(BATCH_RECEIPTS, "BP6308", "receipts-there", ERROR, USAGE,
         "{0} has receipts of an earlier batch: --resume goes on with it, --restart begins anew")
BP_ENTRY(BATCH_OTHER, "BP6309", "other-batch", ERROR, USAGE,
         "{0} has receipts, and none of them is of these jobs: is this the right target? --restart begins anew")
BP_ENTRY(BATCH_CRASHED, "BP6310", "worker-crashed", ERROR, SYSTEM, "its worker was ended by {0}, twice")
BP_ENTRY(BATCH_TIMEOUT, "BP6311", "worker-timeout", ERROR, SYSTEM, "not done after {0} seconds, twice")
BP_ENTRY(BATCH_STOPPED, "BP6312", "batch-stopped", ERROR, SYSTEM, "stopped, {0} jobs are left: --resume goes on")
BP_ENTRY(BATCH_UNNAMED, "BP6313", "output-unnamed", ERROR, DATA,
         "the model could not be read when the outputs were named; --resume tries again")
BP_ENTRY(BATCH_TAKEN, "BP6314", "output-taken", ERROR, DATA, "{0} is written by another job of this batch")
BP_ENTRY(BATCH_LINK, "BP6315", "link-in-target", ERROR, SYSTEM,
         "{0} is a link or no folder: what is below it may lie outside the target")
BP_ENTRY(BATCH_BAD_RECEIPT, "BP6316", "bad-receipt", WARNING, OK, "no receipt, passed over")
BP_ENTRY(BATCH_TARGET_FULL, "BP6317", "target-fails", ERROR, SYSTEM, "the target cannot be written: the batch stops here")
BP_ENTRY(MERGE_NO_PLAN, "BP6320", "no-plan", ERROR, DATA, "{0}: the receipts say nothing of a plan: a stream cannot be merged")
BP_ENTRY(MERGE_OTHER, "BP6321", "other-plan", ERROR, DATA, "{0} is not of the same batch as {1}: other jobs, or other shards")
BP_ENTRY(MERGE_SHARD, "BP6322", "shard-missing", ERROR, DATA, "shard {0} of {1} is missing")
BP_ENTRY(MERGE_FAILED, "BP6323", "job-failed", ERROR, DATA, "{0} has failed: {1}")
BP_ENTRY(MERGE_LEFT, "BP6324", "jobs-left", ERROR, DATA, "{0}: {1} jobs have no receipt: batch --resume goes on")
BP_ENTRY(MERGE_TWICE, "BP6325", "job-twice", ERROR, DATA, "{0} has been done in {1} too")
BP_ENTRY(MERGE_NOT_THE_LIST, "BP6326", "not-the-list", ERROR, DATA, "the receipts are not of exactly the jobs of the list")
BP_ENTRY(MERGE_FILE, "BP6327", "output-differs", ERROR, DATA, "{0} is not what its receipt says: {1}")
BP_ENTRY(MERGE_NO_OUTPUT, "BP6330", "done-without-output", ERROR, DATA,
         "the receipt of {0} says that it is done, but its outputs are none that a job makes")
BP_ENTRY(MERGE_OUTPUTS, "BP6331", "outputs-missing", ERROR, DATA, "{0}: the receipts name {1} outputs, the plan {2}")
BP_ENTRY(MERGE_NAMED_TWICE, "BP6332", "output-twice", ERROR, DATA, "the receipt of {0} names {1}, which is another output already")
BP_ENTRY(MERGE_STRAY, "BP6328", "stray-file", WARNING, OK, "{0} is in no receipt")
