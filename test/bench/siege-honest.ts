// Two honest tenants for the siege, in a process of their own: people who sign in, list, download and mail, at
// the pace of people. Prints what each act took, and which were refused.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Statement } from '#contract/statement';
import type { MassSend } from '#contract/mass-send';
import { createApi, visitor, type Api } from '../support/api.ts';
import { password, type Slug } from '../support/fixtures.ts';

/** Milliseconds of every act that was answered as it should be, and the refusals by status. */
export type Honest = Record<string, { ms: number[]; refused: Record<string, number> }>;

const [url = '', seconds = '60'] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1_000;
const seen: Honest = {};

/** Each tenant sits in a network of its own, as an office does. */
const network = { norte: '198.51.100.7', sul: '203.0.113.7' } as const;

async function signIn(slug: Slug, login: string): Promise<Api> {
  const answer = await visitor(url, slug)<{ token: string }>('POST /sessions', {
    body: { login, password, delivery: 'bearer' },
    headers: { 'X-Forwarded-For': network[slug] },
  });
  if (answer.status !== 201) throw new Refusal(answer.status);
  return createApi(url, {
    'Portal-Tenant': slug,
    Authorization: `Bearer ${answer.body.token}`,
    'X-Forwarded-For': network[slug],
  });
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** Does an act and notes what it took. @returns null where it was refused */
async function attempt<T>(name: string, act: () => Promise<T>): Promise<T | null> {
  const { ms, refused } = (seen[name] ??= { ms: [], refused: {} });
  const begin = performance.now();
  try {
    const result = await act();
    ms.push(performance.now() - begin);
    return result;
  } catch (error) {
    const status = error instanceof Refusal ? String(error.status) : 'broken';
    refused[status] = (refused[status] ?? 0) + 1;
    return null;
  }
}

/** Does an act until it is answered. */
async function insist<T>(name: string, act: () => Promise<T>): Promise<T> {
  for (;;) {
    const result = await attempt(name, act);
    if (result !== null) return result;
    if (performance.now() > end) await report();
    await sleep(500);
  }
}

/** Does an act again and again, at most every so many milliseconds. */
async function repeat(name: string, everyMs: number, act: () => Promise<unknown>): Promise<void> {
  while (performance.now() < end) {
    const begin = performance.now();
    await attempt(name, act);
    await sleep(Math.max(20, everyMs - (performance.now() - begin)));
  }
}

async function report(): Promise<never> {
  await new Promise((resolve) => process.stdout.write(JSON.stringify(seen), resolve));
  process.exit();
}

const expect = async <T>(answer: Promise<{ status: number; body: T }>): Promise<T> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Refusal(status);
  return body;
};

/** A run to two mailboxes, waited for until its mails have left. */
async function mail(staff: Api): Promise<true> {
  const body = { company: 'SM01' };
  const { id } = await expect(staff<MassSend>('POST /mass-sends', { body }));
  await expect(
    staff(`POST /mass-sends/${id}/start`, { body: { alreadySent: 'send', reason: 'Cada hora' } }),
  );
  for (;;) {
    const run = await expect(staff<MassSend>(`GET /mass-sends/${id}`));
    if (run.state === 'done') return true;
    await sleep(50);
  }
}

async function tenant(slug: Slug): Promise<void> {
  const reader = await insist('sign in', () => signIn(slug, 'todo'));
  const staff = await insist('sign in', () => signIn(slug, 'cobranza'));
  const { id } = await insist('list', () =>
    expect(reader<Statement>('POST /statements', { body: { company: 'SM01' } })),
  );
  const list = {
    company: 'SM01',
    customer: '1002945',
    mailboxes: 'pagos@cliente.example;cxp@cliente.example',
    mode: 'replace',
  };
  await insist('list', () => expect(staff('PUT /mailing-lists', { body: list })));
  await Promise.all([
    repeat('list', 150, () => expect(reader('GET /orders'))),
    repeat('sign in', 2_000, () => signIn(slug, 'grupo')),
    repeat('download', 3_000, () => expect(reader(`GET /statements/${id}/pdf?locale=es`))),
    repeat('mail', 10_000, () => mail(staff)),
  ]);
}

await Promise.all([tenant('norte'), tenant('sul')]);
await report();
