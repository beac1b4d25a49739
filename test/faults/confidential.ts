// The eight things a customer's person never sees, each rule broken on purpose in a copy of the house: the test that
// holds it has to fell each break. `node test/faults/confidential.ts [part of a rule's name]`
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants, type Mutant } from './confidential-mutants.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'portico-confidential-'));
const copied = ['server', 'test', 'demo', 'locales', 'themes', 'widgets', 'docs', 'package.json'];

/** Runs tests of the copy until one falls. @returns the name of that one; null where all stand */
function fallen([file, pattern]: Mutant['tests']): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--no-wasm-code-gc',
        '--test',
        '--test-reporter=tap',
        ...(pattern ? [`--test-name-pattern=/${pattern.replaceAll('/', '\\/')}/`] : []),
        file,
      ],
      { cwd: copy, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let [text, ran] = ['', false];
    let fell: string | null = null;
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      for (let end; (end = text.indexOf('\n')) >= 0; text = text.slice(end + 1)) {
        const [, bad, name] = /^\s*(not )?ok \d+ - (.*)$/.exec(text.slice(0, end)) ?? [];
        ran ||= name !== undefined && name !== file && !/ # (SKIP|skip)/.test(name);
        if (bad && fell === null) {
          fell = name!;
          child.kill();
        }
      }
    });
    child.on('error', reject);
    child.on('close', () =>
      ran || fell !== null ? resolve(fell) : reject(new Error(`No test: ${file} ${pattern}`)),
    );
  });
}

const wanted = mutants.filter(({ rule }) => rule.includes(process.argv[2] ?? ''));
const survived: string[] = [];
try {
  for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true });
  // Packages are the house's; what tests keep of the copy is not.
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')).filter((one) => one !== '.cache'))
    symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  // As they are, all stand: else what falls says nothing.
  for (const [key, tests] of new Map(wanted.map(({ tests: of }) => [of.join(' '), of]))) {
    const fell = await fallen(tests);
    if (fell !== null) throw new Error(`Falls with nothing broken: ${key}: ${fell}`);
  }
  for (const { rule, level, file, find, replace, tests } of wanted) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`Stands ${times} times in ${file}: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    const fell = await fallen(tests).finally(() => writeFileSync(path, text));
    const line = [rule.padEnd(26), level.padEnd(6), file.padEnd(52), fell ?? 'STANDS'].join(' ');
    console.log(line);
    if (fell === null) survived.push(line);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${wanted.length} broken, ${survived.length} not noticed`);
if (survived.length > 0) process.exitCode = 1;
