// Fiscal files with something broken in them, many thousand: none brings the reader down, holds it for long, or
// leaves anything behind. `node --expose-gc test/faults/fiscal-mutations.ts [count] [seed]`
import { readFiscalFile } from '../../server/output/fiscal/read.ts';
import { seededRandom } from '../../demo/data/random.ts';
import { cfdiXml, eventXml, keyOf, nfeXml, repXml, uuidOf } from '../support/fiscal.ts';

const [count = '100000', seed = '1'] = process.argv.slice(2);
const random = seededRandom(`fiscal ${seed}`);
const upTo = (most: number): number => random.int(0, Math.max(0, most - 1));
const files = [
  cfdiXml(),
  cfdiXml({ version: '3.3', addenda: '<cfdi:Addenda><a b="1">x</a></cfdi:Addenda>' }),
  repXml({}, [{ uuid: uuidOf(1), instalment: 1, previous: '10', paid: '4', remaining: '6' }]),
  nfeXml(),
  eventXml(keyOf(), '110111'),
].map((text) => Buffer.from(text));

/** Pieces that do harm where nobody thought of them. */
const pieces = [
  '<!DOCTYPE a [<!ENTITY x "y">]>',
  '<!ENTITY % p SYSTEM "file:///etc/passwd">',
  '&x;',
  '&#0;',
  '&#x110000;',
  '&#xD800;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.1"?>',
  '<a>'.repeat(30_000),
  `<a ${'b="1" '.repeat(200)}`,
  `<a${' xmlns:p="urn:p"'.repeat(50)}>`,
  '"'.repeat(1_000),
  `A="${'x'.repeat(70_000)}"`,
  '\0',
  '\uFEFF',
  '\u2028',
  '='.repeat(500),
  'xmlns="http://www.sat.gob.mx/cfd/4"',
  '<__proto__ constructor="1"/>',
  ' __proto__="1"',
].map((text) => Buffer.from(text));

const mutations: ((file: Buffer) => Buffer)[] = [
  // Bits that fall over.
  (file) => {
    const copy = Buffer.from(file);
    for (let left = 1 + upTo(8); left > 0; left--) copy[upTo(copy.length)]! ^= 1 << upTo(8);
    return copy;
  },
  (file) => file.subarray(0, upTo(file.length)),
  (file) => file.subarray(upTo(file.length)),
  // A piece of the file, once more or away.
  (file) => {
    const [from, at] = [upTo(file.length), upTo(file.length)];
    const piece = file.subarray(from, from + upTo(400));
    return Buffer.concat([file.subarray(0, at), piece, file.subarray(at)]);
  },
  (file) => {
    const from = upTo(file.length);
    return Buffer.concat([file.subarray(0, from), file.subarray(from + upTo(400))]);
  },
  (file) => {
    const at = upTo(file.length);
    return Buffer.concat([file.subarray(0, at), random.pick(pieces), file.subarray(at)]);
  },
  // A file within another.
  (file) => {
    const at = upTo(file.length);
    return Buffer.concat([file.subarray(0, at), random.pick(files), file.subarray(at)]);
  },
];

const outcomes = new Map<string, number>();
let [slowest, read] = [0, 0];
const heap = () => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e6);
};
const before = heap();
for (let done = 0; done < Number(count); done++) {
  let file: Buffer = random.pick(files);
  for (let left = 1 + upTo(3); left > 0; left--) file = random.pick(mutations)(file);
  const since = performance.now();
  const reading = readFiscalFile(file);
  slowest = Math.max(slowest, performance.now() - since);
  const what = 'fault' in reading ? reading.fault.code : `read ${reading.document.kind}`;
  outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
  read += 'document' in reading ? 1 : 0;
}
const grown = heap() - before;
console.log(Object.fromEntries([...outcomes].toSorted((a, b) => b[1] - a[1])));
console.log({ files: Number(count), read, slowestMs: Math.round(slowest), heapGrownMb: grown });
if (slowest > 250 || grown > 30) process.exitCode = 1;
