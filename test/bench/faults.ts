// What dies and what is broken: each program of `test/faults` in a process of its own, which prints what it saw.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Finding } from './compare.ts';

const folder = new URL('../faults/', import.meta.url).pathname;

type Program = { what: string; file: string; flags?: string[]; few: string[]; all: string[] };
const programs: Program[] = [
  {
    what: 'orders whose server dies',
    file: 'order-kills.ts',
    few: ['500', '20'],
    all: ['2000', '50'],
  },
  {
    what: 'payments whose both sides die',
    file: 'payment-kills.ts',
    few: ['200', '10'],
    all: ['1000', '20'],
  },
  {
    what: 'fiscal files with something broken',
    file: 'fiscal-mutations.ts',
    flags: ['--expose-gc'],
    few: ['20000'],
    all: ['100000'],
  },
];

/** @param full as many as take half an hour */
export async function benchFaults(full: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { what, file, flags = [], few, all } of programs) {
    const begin = performance.now();
    const args = [...flags, folder + file, ...(full ? all : few)];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    findings.push({
      what,
      value: `${code === 0 ? 'as they should be' : `ended with ${code}`}, after ${seconds} s`,
      budget: 'none lost, none twice',
      holds: code === 0,
    });
  }
  return findings;
}
