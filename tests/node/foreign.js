// Writes workbooks with exceljs into the folder given, as somebody else's program would. Run by tests/import/test_import.py.
const path = require('path');
const ExcelJS = require('exceljs');
const folder = process.argv[2];
const record = (n, a, an, b, bn, name, period, annual) => `${n}、${a}-${an}；${b}-${bn}；${name}；实施周期指标值:${period}；年度指标值:${annual}。`;

async function official() {
  const book = new ExcelJS.Workbook();
  book.creator = '张会计';
  const sheet = book.addWorksheet('2.28 项目支出绩效目标表 ', { views: [{ state: 'frozen', ySplit: 4 }] });
  sheet.mergeCells('A1:G1');
  sheet.getCell('A1').value = { richText: [{ text: '某某局' }, { text: '2026', font: { bold: true } }, { text: '年项目支出绩效目标表' }] };
  sheet.getCell('A2').value = '部门名称：某某局    金额单位：元';
  sheet.mergeCells('A3:A4'); sheet.mergeCells('B3:E3'); sheet.mergeCells('F3:F4'); sheet.mergeCells('G3:G4');
  ['项目名称', '预算资金'].forEach((t, i) => { sheet.getCell(3, i + 1).value = t; });
  ['总　计', '财政拨款', '财政专户管理资金', '单位资金'].forEach((t, i) => { sheet.getCell(4, i + 2).value = t; });
  sheet.getCell('F3').value = '年度绩效目标'; sheet.getCell('G3').value = '绩效指标';
  sheet.getRow(5).values = ['合计', { formula: 'SUM(C5:E5)', result: 600 }, { formula: 'SUM(C6:C7)', result: 500 }, null, 100];
  sheet.getRow(6).values = ['甲项目', { formula: 'SUM(C6:E6)', result: 200 }, 200, null, null, '甲的目标', record(1, 1, '产出指标', 11, '数量指标', '次数', '1', '1')];
  sheet.getRow(7).values = ['乙项目', { formula: 'SUM(C7:E7)', result: 400 }, { formula: '100*3', result: 300 }, null, '100.00', '乙的目标', record(1, 3, '满意度指标', 31, '服务对象满意度', '满意度', '≥90%', '≥90%')];
  sheet.getRow(7).hidden = true;
  for (let r = 8; r < 400; r++) { sheet.getRow(r).height = 14; for (let c = 1; c < 8; c++) sheet.getCell(r, c).border = { top: { style: 'thin' } }; }
  book.addWorksheet('说明').getCell('A1').value = '本表单位为元';
  book.addWorksheet('隐藏', { state: 'veryHidden' }).getCell('A1').value = '项目名称';
  await book.xlsx.writeFile(path.join(folder, 'official.xlsx'));
}

async function flat() {
  const book = new ExcelJS.Workbook();
  book.properties.date1904 = true;
  const sheet = book.addWorksheet('绩效指标');
  sheet.addRow(['2026年度部门项目绩效指标']);
  sheet.addRow(['主管部门', '某某局']);
  sheet.addRow([]);
  sheet.addRow(['项目', null, '一级指标', null, '二级指标', null, '三级指标', '指标值']);
  sheet.addRow(['代码', '名称', '代码', '名称', '代码', '名称', null, null]);
  for (const range of ['A4:B4', 'C4:D4', 'E4:F4', 'G4:G5', 'H4:H5']) sheet.mergeCells(range);
  sheet.addRow(['001', '甲', '1', '产出指标', '13', '时效指标', '完成日期', new Date(Date.UTC(2026, 11, 31))]).getCell(8).numFmt = 'yyyy-mm-dd';
  sheet.addRow(['001', '甲', '3', '满意度指标', '31', '服务对象满意度', '满意度', 0.95]).getCell(8).numFmt = '0%';
  sheet.addRow(['002', '乙', '1', '产出指标', '11', '数量指标', '数量', 12345]).getCell(8).numFmt = '#,##0';
  await book.xlsx.writeFile(path.join(folder, 'flat.xlsx'));
}

// Row by row, with strings inside the sheet, as exporting servers write.
async function streamed() {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path.join(folder, 'streamed.xlsx'), useSharedStrings: false, useStyles: true });
  const sheet = book.addWorksheet('导出');
  sheet.addRow(['预算单位', '项目名称', '财政拨款（万元）', '其他资金（万元）', '绩效目标']).commit();
  for (let i = 0; i < 2000; i++)
    sheet.addRow([i < 1000 ? '一所' : '二所', `项目${i} 𠮷👍`, i + 0.1, i % 2 ? null : 0, `目标${i}\n第二段`]).commit();
  sheet.commit();
  await book.commit();
}

(async () => { await official(); await flat(); await streamed(); })().catch((error) => { console.error(error); process.exit(1); });
