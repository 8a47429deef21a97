/* catalogue.h - every diagnostic: id, code, name, severity, status, English, Chinese. Included by diag.h and diag.c, no other.
 *
 * 1xxx the machine and the caller, 2xxx JSON, 3xxx the model, 4xxx forms, 5xxx fonts and writing. {0} {1} ... are arguments.
 */
BP_ENTRY(MEMORY, "BP1001", "out-of-memory", ERROR, SYSTEM, "out of memory", "内存不足")
BP_ENTRY(FILE_OPEN, "BP1002", "cannot-open", ERROR, SYSTEM, "cannot open {0}: {1}", "无法打开 {0}：{1}")
BP_ENTRY(FILE_READ, "BP1003", "cannot-read", ERROR, SYSTEM, "cannot read {0}: {1}", "无法读取 {0}：{1}")
BP_ENTRY(FILE_WRITE, "BP1004", "cannot-write", ERROR, SYSTEM, "cannot write {0}: {1}", "无法写入 {0}：{1}")
BP_ENTRY(FILE_TOO_LARGE, "BP1005", "file-too-large", ERROR, DATA, "{0} is too large", "{0} 文件过大")
BP_ENTRY(IS_DIRECTORY, "BP1006", "is-a-folder", ERROR, SYSTEM, "{0} is a folder", "{0} 是文件夹")
BP_ENTRY(UNKNOWN_FORM, "BP1101", "unknown-form", ERROR, USAGE, "there is no form {0}", "没有名为 {0} 的表样")
BP_ENTRY(UNKNOWN_FONT_SET, "BP1102", "unknown-font-set", ERROR, USAGE, "there is no font set {0}", "没有名为 {0} 的字体方案")
BP_ENTRY(UNKNOWN_FORMAT, "BP1103", "unknown-format", ERROR, USAGE, "there is no format {0}", "不支持的输出格式 {0}")
BP_ENTRY(UNKNOWN_OPTION, "BP1104", "unknown-option", ERROR, USAGE, "no back end has the option {0}", "没有选项 {0}")
BP_ENTRY(BAD_OPTION_VALUE, "BP1105", "bad-option-value", ERROR, USAGE, "{0}: the value is not allowed", "{0}：取值无效")
BP_ENTRY(BAD_USAGE, "BP1106", "bad-usage", ERROR, USAGE, "{0}", "{0}")
BP_ENTRY(JSON_SYNTAX, "BP2001", "json-syntax", ERROR, DATA, "not JSON: expected {0}", "不是有效的 JSON：此处应为 {0}")
BP_ENTRY(JSON_UTF8, "BP2002", "invalid-utf8", ERROR, DATA, "not valid UTF-8; a file in GBK or ANSI must be saved as UTF-8",
         "不是有效的 UTF-8 编码；GBK 或 ANSI 文件请另存为 UTF-8")
BP_ENTRY(JSON_DEPTH, "BP2003", "too-deep", ERROR, DATA, "nested deeper than {0} levels", "嵌套超过 {0} 层")
BP_ENTRY(JSON_STRING_TOO_LONG, "BP2004", "string-too-long", ERROR, DATA, "a string of more than {0} bytes", "字符串超过 {0} 字节")
BP_ENTRY(JSON_NUL, "BP2005", "nul-character", ERROR, DATA, "U+0000 is not allowed in text", "文本中不允许出现 U+0000")
BP_ENTRY(JSON_SURROGATE, "BP2006", "lone-surrogate", ERROR, DATA, "half of a surrogate pair", "代理对不完整")
BP_ENTRY(JSON_CONTROL, "BP2007", "raw-control", ERROR, DATA, "a control character in a string must be escaped",
         "字符串中的控制字符须转义")
BP_ENTRY(JSON_NUMBER_TOO_LONG, "BP2008", "number-too-long", ERROR, DATA, "a number of more than {0} characters",
         "数值超过 {0} 个字符")
BP_ENTRY(WRONG_TYPE, "BP2101", "wrong-type", ERROR, DATA, "expected {0}, found {1}", "此处应为 {0}，实际为 {1}")
BP_ENTRY(UNKNOWN_KEY, "BP2102", "unknown-key", ERROR, DATA, "unknown member \"{0}\"", "未知的字段“{0}”")
BP_ENTRY(UNKNOWN_KEY_NEAR, "BP2103", "unknown-key", ERROR, DATA, "unknown member \"{0}\"; did you mean \"{1}\"?",
         "未知的字段“{0}”，是否应为“{1}”？")
BP_ENTRY(DUPLICATE_KEY, "BP2104", "duplicate-key", ERROR, DATA, "member \"{0}\" stands twice", "字段“{0}”重复")
BP_ENTRY(MISSING_KEY, "BP2105", "missing-key", ERROR, DATA, "member \"{0}\" is missing", "缺少字段“{0}”")
BP_ENTRY(OUT_OF_RANGE, "BP2106", "out-of-range", ERROR, DATA, "must be from {0} to {1}", "取值应在 {0} 至 {1} 之间")
BP_ENTRY(AMOUNT_SYNTAX, "BP3001", "amount-syntax", ERROR, DATA, "\"{0}\" is no amount: digits with at most one point, no separators",
         "“{0}”不是有效的金额：只能是数字和至多一个小数点，不带千分位")
BP_ENTRY(AMOUNT_INTEGER, "BP3002", "amount-too-large", ERROR, DATA, "{0}: more than 12 digits before the point",
         "{0}：整数部分超过 12 位")
BP_ENTRY(AMOUNT_FRACTION, "BP3003", "amount-too-fine", ERROR, DATA, "{0}: more than 6 digits behind the point",
         "{0}：小数部分超过 6 位")
BP_ENTRY(AMOUNT_TOTAL, "BP3004", "total-too-large", ERROR, DATA, "the sum passes 12 digits before the point",
         "合计的整数部分超过 12 位")
BP_ENTRY(AMOUNT_ROUNDED, "BP3005", "amount-rounded", WARNING, OK, "{0} is printed with {1} digits behind the point",
         "{0} 只按 {1} 位小数列示")
BP_ENTRY(UNKNOWN_AGENCY, "BP3006", "unknown-agency", ERROR, DATA, "there is no agency \"{0}\"", "没有编号为“{0}”的单位")
BP_ENTRY(DUPLICATE_ID, "BP3007", "duplicate-id", ERROR, DATA, "the id \"{0}\" stands twice", "编号“{0}”重复")
BP_ENTRY(UNKNOWN_INDICATOR_CODE, "BP3008", "unknown-indicator-code", ERROR, DATA, "no indicator has the code {0}",
         "没有代码为 {0} 的绩效指标")
BP_ENTRY(INDICATOR_CODE_PARENT, "BP3009", "indicator-code-parent", ERROR, DATA, "code {0} does not belong under {1}",
         "指标代码 {0} 不属于 {1}")
BP_ENTRY(REPORTED_MISMATCH, "BP3010", "reported-mismatch", ERROR, DATA, "{0}: the projects sum to {1}, reported is {2}",
         "{0}：各项目合计为 {1}，填报数为 {2}")
BP_ENTRY(CONTROL_CHARACTER, "BP3011", "control-character", ERROR, DATA, "control character {0} in a text", "文本中含有控制字符 {0}")
BP_ENTRY(EMPTY_TEXT, "BP3012", "empty-text", ERROR, DATA, "the text is empty", "内容为空")
BP_ENTRY(UNKNOWN_SCHEMA, "BP3013", "unknown-schema", ERROR, DATA, "schema \"{0}\" is not \"budgetpress/1\"",
         "schema “{0}”不是“budgetpress/1”")
BP_ENTRY(BAD_UNIT, "BP3014", "bad-unit", ERROR, DATA, "amount_unit \"{0}\" is neither 元 nor 万元", "金额单位“{0}”既不是元也不是万元")
BP_ENTRY(NO_PROJECTS, "BP3015", "no-projects", NOTE, OK, "no projects: the table is printed empty, with its note",
         "没有项目，列出空表并加注说明")
BP_ENTRY(FORM_BAD, "BP4001", "bad-form", ERROR, DATA, "the form is wrong: {0}", "表样有误：{0}")
BP_ENTRY(FORM_UNKNOWN_FIELD, "BP4002", "unknown-field", ERROR, DATA, "no field or column is called {0} here",
         "此处没有名为 {0} 的字段或列")
BP_ENTRY(FORM_LIMIT, "BP4003", "form-limit", ERROR, DATA, "the form passes a limit: {0}", "表样超出限制：{0}")
BP_ENTRY(FORM_DUPLICATE_COLUMN, "BP4004", "duplicate-column", ERROR, DATA, "two columns have the id {0}", "列标识 {0} 重复")
BP_ENTRY(FONT_MISSING, "BP5001", "font-missing", ERROR, SYSTEM, "no font for the role {0} is installed; install: {1}",
         "没有可用于 {0} 的字体，请安装：{1}")
BP_ENTRY(FONT_BROKEN, "BP5002", "font-broken", ERROR, SYSTEM, "font {0} cannot be used: {1}", "字体 {0} 无法使用：{1}")
BP_ENTRY(FONT_FORBIDDEN, "BP5003", "font-forbidden", ERROR, SYSTEM, "font {0} does not permit embedding", "字体 {0} 不允许嵌入")
BP_ENTRY(GLYPH_MISSING, "BP5004", "glyph-missing", ERROR, DATA, "no font of the role {2} has \"{0}\" ({1}), column {3}; install: {4}",
         "字体（{2}）中没有“{0}”（{1}），所在列 {3}，请安装：{4}")
BP_ENTRY(CELL_TOO_LONG, "BP5005", "cell-too-long", ERROR, DATA, "row {0}, column {1}: more than 32,767 characters for a workbook cell",
         "第 {0} 行 {1} 列：超过工作簿单元格 32,767 字符的上限")
BP_ENTRY(ROW_LIMIT, "BP5006", "too-many-rows", ERROR, DATA, "more rows than a worksheet holds: {0}", "行数超过工作表上限：{0}")
BP_ENTRY(LIBRARY_FAILED, "BP5007", "library-failed", ERROR, SYSTEM, "{0} failed: {1}", "{0} 出错：{1}")
