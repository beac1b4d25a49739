// Writes a long sheet in a process of its own, and tells what it took: bytes, milliseconds, megabytes.
import { writeSheet, type SheetCell, type SheetColumn } from '../../server/output/sheet.ts';

const begin = performance.now();
const columns: SheetColumn[] = [
  { header: 'Material', kind: 'text', width: 20 },
  { header: 'Descripción', kind: 'text', width: 48 },
  { header: 'UM', kind: 'text', width: 8 },
  { header: 'Precio', kind: 'decimal', places: 2, width: 14 },
  { header: 'Moneda', kind: 'text', width: 10 },
  { header: 'Precio por', kind: 'decimal', places: 0, width: 12 },
  { header: 'Desde', kind: 'decimal', places: 0, width: 14 },
  { header: 'Impuestos', kind: 'text', width: 14 },
  { header: 'Válido desde', kind: 'date', width: 13 },
  { header: 'Válido hasta', kind: 'date', width: 13 },
  { header: 'Lista', kind: 'text', width: 24 },
];

async function* rows(): AsyncGenerator<SheetCell[]> {
  for (let i = 0; i < 100_000; i++) {
    const number = String(i).padStart(18, '0');
    const text = `Válvula de acero inoxidable ${i} modelo ${i % 5_000}`;
    const days = ['2026-01-01', null];
    yield [number, text, 'PZA', `${i}.5557`, 'MXN', '1.000', '10.000000', 'No', ...days, 'General'];
  }
}

let bytes = 0;
let first = 0;
for await (const part of writeSheet({ name: 'Precios', author: 'Norte', columns, rows: rows() })) {
  first ||= performance.now() - begin;
  bytes += part.length;
}
const ms = performance.now() - begin;
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ bytes, first, ms, megabytes }));
