// node test/bench/mass-send-faults.ts [customers] [seconds]: a mass send on PostgreSQL whose relay goes away for so
// many seconds in the middle, puts off three of ten mailboxes for a minute, and refuses two of a hundred for good.
// Nothing is hurried: outage and waits take as long as they do. Ends with 1 where a customer is not in the right state.
import { setTimeout as sleep } from 'node:timers/promises';
import { usualTiming } from '../../server/features/mail/mail.timing.ts';
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { startSink, type Behaviour, type Sink } from '../support/smtp.ts';
import { show, type Finding } from './compare.ts';
import { caller, customerOf, outboxOf, type Ended } from './mass-send-run.ts';
import { prepareTenant } from './mass-send.ts';
import { start } from './stock.ts';

const slug = 'averias';
/** As many as a portal has unless told otherwise: so many mails at most are on the wire when the relay dies. */
const lanes = 5;
/** How long the relay puts a mailbox off; it says so. */
const greyMs = 60_000;

/** A refusal, where in the conversation it comes, and what the portal is to make of it. */
type Refusal = { is: string; at: 'recipient' | 'data'; answer: [code: number, text: string] };

const refusals: readonly Refusal[] = [
  { is: 'address', at: 'recipient', answer: [550, '5.1.1 User unknown'] },
  { is: 'full', at: 'recipient', answer: [552, '5.2.2 Mailbox full'] },
  { is: 'policy', at: 'data', answer: [554, '5.7.1 Message looks like spam'] },
  { is: 'size', at: 'data', answer: [552, '5.3.4 Message too big'] },
  { is: 'address', at: 'recipient', answer: [551, 'User moved away'] },
  { is: 'other', at: 'recipient', answer: [555, 'Parameters not known'] },
];

const isGrey = (customer: number) => customer % 10 < 3;

/** Two of a hundred, one of them put off before it is refused. */
function refusalOf(customer: number): Refusal | undefined {
  const of = customer % 100;
  const turn = Math.floor(customer / 100) * 2 + Number(of === 51);
  return of === 5 || of === 51 ? refusals[turn % refusals.length] : undefined;
}

function behave(address: string, tries: number): Behaviour {
  const customer = customerOf(address);
  if (customer === null) return 'accept';
  if (isGrey(customer) && tries === 1) {
    const words = `try again in ${greyMs / 1_000} seconds`;
    return customer % 2
      ? { recipient: [450, `4.2.0 Greylisted, ${words}`] }
      : { data: [451, `4.7.1 Greylisting in action, ${words}`] };
  }
  const refusal = refusalOf(customer);
  if (!refusal) return 'accept';
  return refusal.at === 'data' ? { data: refusal.answer } : { recipient: refusal.answer };
}

export async function benchMassSendFaults(
  postgres: TemporaryPostgres,
  customers = 1_000,
  outageSeconds = 300,
): Promise<Finding[]> {
  const token = await prepareTenant(postgres, slug, customers);
  const sink = await startSink();
  sink.behave = behave;
  const portal = await start('mass-send-process.ts', 'portal', postgres.serverUrl, sink.url);
  try {
    const begin = performance.now();
    const call = caller(portal.url, slug, token);
    const run = await call('POST', '/mass-sends', { company: 'SM01' });
    await call('POST', `/mass-sends/${run.id}/start`, { confirmed: customers });
    const outage = await breakOff(sink, customers, outageSeconds * 1_000);
    const ended = () => call('GET', `/mass-sends/${run.id}`);
    while ((await ended()).state !== 'done') await sleep(500);
    const seconds = (performance.now() - begin) / 1_000;
    const mails = await outboxOf(postgres, slug, run.id);
    return judge(mails, sink, { customers, seconds, ...outage });
  } finally {
    await portal.stop();
    await sink.close();
  }
}

type Outage = { outageSeconds: number; silentSeconds: number; arrivedBefore: number };

/** Takes the relay away when a third has arrived. @returns how long it was away, and what passed until a mail came again */
async function breakOff(sink: Sink, customers: number, ms: number): Promise<Outage> {
  while (sink.received.length < customers / 3) await sleep(5);
  await sink.down();
  const down = performance.now();
  const arrivedBefore = sink.received.length;
  await sleep(ms);
  await sink.up();
  const up = performance.now();
  while (sink.received.length === arrivedBefore) await sleep(20);
  const silentSeconds = (performance.now() - up) / 1_000;
  return { outageSeconds: (up - down) / 1_000, silentSeconds, arrivedBefore };
}

const refusedRightly = ({ customer, reason, reply }: Ended): boolean => {
  const refusal = refusalOf(customer);
  return (
    refusal !== undefined &&
    reason === refusal.is &&
    reply === `${refusal.answer[0]} ${refusal.answer[1]}`
  );
};

/** Whether nothing was heard of a mail: whoever is told yes or no knows, whenever the relay dies. */
const isUnanswered = ({ reason, reply }: Ended): boolean =>
  reason === 'no_answer' && !/^\d{3}[ -]/.test(reply ?? '');

/** Tries that only the mailbox itself may have cost: one, and one more where it was put off. */
const triesOf = (customer: number): number => (isGrey(customer) ? 2 : 1);

/** Holds what the outbox says against what the relay did, and against what arrived. */
function judge(
  mails: Ended[],
  sink: Sink,
  about: Outage & { customers: number; seconds: number },
): Finding[] {
  const { customers, seconds, outageSeconds, silentSeconds, arrivedBefore } = about;
  const inState = (state: string) => mails.filter((mail) => mail.state === state);
  const [sent, failed, unknown] = [inState('accepted'), inState('failed'), inState('unknown')];
  // Of what nobody knows, nobody can say what the relay would have answered.
  const known = mails.filter(({ state }) => state !== 'unknown');
  const toRefuse = known.filter(({ customer }) => refusalOf(customer)).length;
  const wrongly = failed.filter((mail) => !refusedRightly(mail)).length;
  const statements = sink.received.filter(({ to }) => customerOf(to[0] ?? '') !== null);
  const arrived = statements.map(({ messageId }) => messageId.slice(1, messageId.indexOf('@')));
  const taken = new Set(arrived);
  const lost = sent.filter(({ id }) => !taken.has(id)).length;
  const overspent = [...sent, ...failed].filter(
    ({ customer, tries }) => tries > triesOf(customer),
  ).length;
  const exactly = (what: string, found: number, wanted: number): Finding => ({
    what,
    value: String(found),
    budget: String(wanted),
    holds: found === wanted,
  });
  const longest = usualTiming.pauseMs[1] / 1_000;
  return [
    {
      what: 'the relay went away',
      value: `${outageSeconds.toFixed(0)} s after ${arrivedBefore} mails`,
      budget: 'in the middle',
      holds: arrivedBefore < customers * 0.7,
    },
    {
      what: 'until a mail arrived again',
      value: `${silentSeconds.toFixed(0)} s`,
      budget: `${longest} s, the longest pause`,
      holds: silentSeconds <= longest,
    },
    {
      what: 'the whole run',
      value: `${seconds.toFixed(0)} s`,
      budget: 'outage, two pauses and the waits of greylists',
      holds: seconds <= outageSeconds + 2 * longest + (3 * greyMs) / 1_000,
    },
    exactly('mails of the run, one a customer', mails.length, customers),
    exactly('sent', sent.length, known.length - toRefuse),
    exactly('failed', failed.length, toRefuse),
    exactly('failed for anything but their refusal', wrongly, 0),
    {
      what: 'unknown: on the wire when the relay went away',
      value: String(unknown.length),
      budget: `${lanes}, the lanes`,
      holds: unknown.length <= lanes && unknown.every(isUnanswered),
    },
    exactly('more tries than the mailbox cost', overspent, 0),
    exactly('arrived twice', arrived.length - taken.size, 0),
    exactly('sent and not arrived', lost, 0),
  ];
}

if (import.meta.main) {
  const postgres = await startPostgres();
  try {
    const [customers, seconds] = process.argv.slice(2).map(Number);
    const findings = await benchMassSendFaults(postgres, customers, seconds);
    show('Mass send with a relay that fails', findings);
    if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    postgres.stop();
  }
}
