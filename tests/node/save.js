// Opens workbooks and saves them again with exceljs or SheetJS: node save.js exceljs|xlsx FOLDER FILE... Run by tests/verify/test_workbooks_saved_again.py.
const path = require('path');
const [, , library, folder, ...files] = process.argv;

async function save(file) {
  const target = path.join(folder, path.basename(file));
  if (library === 'exceljs') {
    const book = new (require('exceljs').Workbook)();
    await book.xlsx.readFile(file);
    await book.xlsx.writeFile(target);
  } else {
    const sheetjs = require('xlsx');
    sheetjs.writeFile(sheetjs.readFile(file, { cellStyles: true, cellFormula: true, cellNF: true }), target, { cellStyles: true });
  }
}

(async () => { for (const file of files) await save(file); })().catch((error) => { console.error(error); process.exit(1); });
