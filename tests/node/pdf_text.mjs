// What pdf.js reads of PDFs, and what its viewer's search finds there, as tests/pdf_readers.py says.
// usage: node pdf_text.mjs < {PDF: NEEDLES}
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

// What the viewer's module asks a browser for when it is loaded.
globalThis.document = {documentElement: {style: {}}, createElement: () => ({style: {}})};
globalThis.window = {requestAnimationFrame: () => {}};
globalThis.navigator ??= {};
const load = (name) => import(pathToFileURL(join(process.env.NODE_PATH, 'pdfjs-dist', 'legacy', name)));
const pdfjs = globalThis.pdfjsLib = await load('build/pdf.mjs');
const {EventBus, PDFFindController} = await load('web/pdf_viewer.mjs');
const LOOKING = 3;

async function read(path, needles) {
  const pdf = await pdfjs.getDocument({data: new Uint8Array(readFileSync(path)), verbosity: 0}).promise;
  const pages = [], found = [], bus = new EventBus(), link = {page: 1, pagesCount: pdf.numPages};
  for (let number = 1; number <= pdf.numPages; number++) {
    const {items} = await (await pdf.getPage(number)).getTextContent({disableNormalization: true});
    pages.push(items.map((item) => item.str + (item.hasEOL ? '\n' : '')).join(''));
  }
  const finder = new PDFFindController({linkService: link, eventBus: bus});
  finder.setDocument(pdf);
  bus.dispatch('pagesinit', {});
  // A search begins with the present page and is over when the state is another than that it goes on.
  const count = (page, query) => new Promise((resolve) => {
    const tell = ({state}) => {
      if (state === LOOKING) return;
      bus.off('updatefindcontrolstate', tell);
      resolve(finder.pageMatches[page].length);
    };
    link.page = page + 1;
    bus.on('updatefindcontrolstate', tell);
    bus.dispatch('find', {type: 'again', query, caseSensitive: true, entireWord: false, matchDiacritics: true});
  });
  for (const [page, listed] of needles.entries()) {
    found.push([]);
    for (const needle of listed) found[page].push(await count(page, needle));
  }
  return {pages, found};
}

const results = {};
for (const [path, needles] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) results[path] = await read(path, needles);
process.stdout.write(JSON.stringify(results), () => process.exit(0));
