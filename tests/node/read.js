// What exceljs reads of a workbook, as JSON: {sheet: {cell: value}}, results of formulas for formulas, texts of rich texts.
const ExcelJS = require('exceljs');

function plain(value) {
  if (value === null || typeof value !== 'object') return value;
  if ('formula' in value || 'sharedFormula' in value) return value.result === undefined ? '' : plain(value.result);
  if ('richText' in value) return value.richText.map((run) => run.text).join('');
  return value.error ? {error: value.error} : String(value);
}

(async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(process.argv[2]);
  const sheets = {};
  book.eachSheet((sheet) => {
    const cells = sheets[sheet.name] = {};
    sheet.eachRow((row) => row.eachCell((cell) => {
      if (cell.value !== null && cell.master === cell) cells[cell.address] = plain(cell.value);
    }));
  });
  process.stdout.write(JSON.stringify(sheets));
})();
