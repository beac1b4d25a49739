import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defaultRegions, formatDate, formatMoney } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import type { Locale } from '#contract/primitives';
import type { StatementContent } from '#contract/statement';
import type { Db, InScope } from '../../db/scope.ts';
import type { Branding } from '../../records/branding.ts';
import { departmentName, phoneLine, type SigningDepartment } from '../../records/departments.ts';
import { recordEvent } from '../../records/events.ts';
import { lookOf, placeOn } from '../../records/sender.ts';
import type {
  Block,
  ComposedMail,
  Composer,
  Copies,
  Held,
  Letter,
  Refused,
} from '../../output/mail.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { logName, logText } from './mass-send.log.ts';
import { finishRun, lockRun, openMails, setRun, totalsOf } from './mass-send.outbox.ts';
import { createEnvelopeQueries, type Envelope } from './mass-send.envelope.ts';
import { createRunQueries } from './mass-send.queries.ts';
import { stateAfter } from './mass-send.transitions.ts';

type Holder = { customerId: string; companyId: string; cutOff: string };
/** In which language a mailed statement is, and whether its reader may see the credit limit. */
type StatementStyle = { locale: Locale; showCredit: boolean };
export type Drawn = { content: StatementContent; showCredit: boolean };

/** What is needed of the feature of statements. */
export type Statements<D extends Drawn = Drawn> = {
  issue(
    db: Db,
    tenantId: string,
    holder: Holder,
    tenant: Branding,
    look: StatementStyle,
  ): Promise<{ id: string; document: D } | null>;
  document(db: Db, id: string, tenant: Branding, look: StatementStyle): Promise<D | null>;
  preview(db: Db, holder: Holder, tenant: Branding, look: StatementStyle): Promise<D | null>;
  noteFile(
    db: Db,
    tenantId: string,
    id: string,
    file: { locale: Locale; sha256: string; bytes: number },
  ): Promise<void>;
};

export type MassSendMailDeps<D extends Drawn = Drawn> = {
  inScope: InScope;
  texts: Texts;
  statements: Statements<D>;
  /** Draws a statement as PDF, on another thread, in turn with whoever else wants one. */
  render(document: D, keys: WorkKeys): Promise<Uint8Array>;
  defaultFrom: string;
};

/** How long a mail of a paused run waits before it asks again, and the end of a run at most. */
const pausedMs = 15_000;
const [soonestMs, latestMs] = [1_000, 60_000];

const statementData = z.object({ recipientId: z.uuid(), position: z.number().int() });
const endData = z.object({ runId: z.uuid(), told: z.boolean() });

/** The mails of mass sends: a customer's statement, and the log to who started the run. */
export function createMassSendMails<D extends Drawn>(
  deps: MassSendMailDeps<D>,
): Record<string, Composer<Db>> {
  const draw = drawOnce(deps.render);
  return {
    statement: async ({ tenantId, data }) => {
      const { recipientId, position } = statementData.parse(data);
      const draft = await deps.inScope({ tenantId }, (db) =>
        draftOf(db, deps, tenantId, recipientId),
      );
      if (draft === null || !('document' in draft)) return draft;
      // Drawn while no transaction is open: nobody waits for it.
      const { statementId, locale } = draft.envelope;
      const bytes = await draw(
        `${statementId} ${locale} ${draft.document.showCredit}`,
        draft.document,
        tenantId,
      );
      const mail = letterOf(deps, draft, position, bytes);
      return mail && { ...mail, bind: bound(deps, tenantId, recipientId, draft.envelope, bytes) };
    },
    mass_send_log: async ({ tenantId, data }) => {
      const { runId, told } = endData.parse(data);
      return deps.inScope({ tenantId }, async (db) => {
        const held = await endRun(db, tenantId, runId);
        return held ?? (told ? null : logMail(db, deps, tenantId, runId));
      });
    },
  };
}

/** Files that are remembered, for the other mailboxes of a customer: their mails are next to each other. */
const filesKept = 16;

/** Draws a document once, as long as it is among the last that were asked for. */
function drawOnce<D>(render: (document: D, keys: WorkKeys) => Promise<Uint8Array>) {
  const files = new Map<string, Promise<Uint8Array>>();
  return (key: string, document: D, tenantId: string): Promise<Uint8Array> => {
    const known = files.get(key);
    if (known) return known;
    const file = render(document, [tenantId, 'mails']);
    files.set(key, file);
    file.catch(() => files.delete(key));
    if (files.size > filesKept) files.delete(files.keys().next().value!);
    return file;
  };
}

type Draft<D> = { envelope: Envelope & { statementId: string }; document: D };

/**
 * What a mail is written from. The first of a recipient makes the statement; the others, and whoever tries
 * again, find it. One that is not the recipient's never goes (threat 30).
 */
async function draftOf<D extends Drawn>(
  db: Db,
  { statements }: Pick<MassSendMailDeps<D>, 'statements'>,
  tenantId: string,
  recipientId: string,
): Promise<Draft<D> | Held | Refused | null> {
  const queries = createEnvelopeQueries(db, tenantId);
  const envelope = await queries.envelope(recipientId);
  if (envelope?.runState === 'paused') return { holdMs: pausedMs };
  // Of one that is done, somebody asked for this mail once more.
  if (envelope?.runState !== 'running' && envelope?.runState !== 'done') return null;
  const { sender, locale } = envelope;
  // The customer reads it, whose limit it is; the tenant says whether mails show it at all.
  const look = { locale, showCredit: true };
  let { statementId } = envelope;
  let document: D | null;
  if (statementId === null) {
    const issued = await statements.issue(db, tenantId, envelope, sender, look);
    if (!issued) return null;
    ({ id: statementId, document } = issued);
    await queries.setStatement(recipientId, statementId, totalsOf(document.content));
    await tellOf(db, 'statement.available', envelope);
  } else document = await statements.document(db, statementId, sender, look);
  if (!document || !belongs(document.content, envelope)) return { refuse: 'wrong_statement' };
  return { envelope: { ...envelope, statementId }, document };
}

/** Whether a statement is of this customer, company and day. */
const belongs = (content: StatementContent, envelope: Envelope): boolean =>
  identifierKey(content.customer.number) === identifierKey(envelope.number) &&
  identifierKey(content.company.code) === identifierKey(envelope.companyCode) &&
  content.cutOff === envelope.cutOff;

/** Binds the file to the recipient, as it leaves. */
function bound<D extends Drawn>(
  { statements }: Pick<MassSendMailDeps<D>, 'statements'>,
  tenantId: string,
  recipientId: string,
  envelope: Draft<D>['envelope'],
  bytes: Uint8Array,
) {
  const { statementId, locale, sha256: before } = envelope;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return async (db: Db): Promise<void> => {
    if (sha256 === before) return;
    await statements.noteFile(db, tenantId, statementId, { locale, sha256, bytes: bytes.length });
    await createEnvelopeQueries(db, tenantId).setDocument(recipientId, sha256);
    await tellOf(db, 'statement.mailed', envelope);
  };
}

/** Notes what became of a customer's statement, for those who want to hear of it. */
const tellOf = (
  db: Db,
  kind: 'statement.available' | 'statement.mailed',
  { customerId, companyId, company, cutOff }: Envelope,
): Promise<void> =>
  recordEvent(db, {
    kind,
    customerId,
    companyId,
    data: { company, cutOff },
    actor: { kind: 'staff', id: null },
  });

function letterOf<D extends Drawn>(
  { texts, defaultFrom }: Pick<MassSendMailDeps<D>, 'texts' | 'defaultFrom'>,
  { envelope, document }: Draft<D>,
  position: number,
  content: Uint8Array,
): ComposedMail | null {
  const { attachment, sender, locale } = envelope;
  const own = envelope.mailboxes.find((one) => one.position === position);
  if (!own) return null;
  const t = texts(locale, sender.strings[locale]);
  const brand = sender.name;
  return {
    to: { name: null, address: own.address },
    from: sender.mailFrom ?? { name: brand, address: defaultFrom },
    copies: copiesOf(envelope),
    look: lookOf(sender),
    attachments: [{ name: attachment, type: 'application/pdf', content }],
    letter: statementLetter(t, { ...envelope, brand, sections: document.content.sections }),
  };
}

/** What the letter of a statement is written from. */
type LetterOf = Pick<
  Envelope,
  'locale' | 'company' | 'companyCode' | 'cutOff' | 'name' | 'department' | 'sender'
> & { brand: string; sections: StatementContent['sections'] };

/** Whose books, as of when, and what it comes to: what the file says, for whoever does not open it. */
function factsOf(
  t: Translate,
  {
    locale,
    company,
    cutOff,
    sender,
    sections,
  }: Omit<LetterOf, 'companyCode' | 'name' | 'brand' | 'department'>,
) {
  const format = { language: locale, region: sender.formats[locale] ?? defaultRegions[locale] };
  const fact = (name: string, value: string) => ({
    label: t(`mail.statement.fact_${name}`),
    value,
  });
  return [
    fact('company', company),
    fact('cut_off', formatDate(cutOff, format)),
    ...sections.flatMap(({ currency, figures }) => [
      fact('total', formatMoney(figures.total, currency, format)),
      fact('overdue', formatMoney(figures.overdue, currency, format)),
    ]),
  ];
}

/** What goes with a statement. */
export const statementLetter = (
  t: Translate,
  { locale, company, companyCode, cutOff, name, brand, sender, department, sections }: LetterOf,
): Letter => ({
  locale,
  subject: t('mail.statement.subject', { company }),
  heading: t('mail.statement.heading', { brand }),
  blocks: [
    paragraph(t('mail.statement.greeting', { name: name.toLocaleUpperCase(locale) })),
    paragraph(t('mail.statement.lead')),
    { kind: 'facts', rows: factsOf(t, { locale, company, cutOff, sender, sections }) },
    ...(sender.pageUrl
      ? [
          {
            kind: 'action',
            label: t('mail.statement.open'),
            href: placeOn(
              sender.pageUrl,
              { section: 'statement' },
              { company: companyCode, 'cut-off': cutOff },
            ),
          } as const,
        ]
      : []),
    ...doubts(t, locale, department),
    paragraph(t('mail.regards')),
    signature(t, brand, department),
    { kind: 'note', text: t('mail.statement.no_reply') },
  ],
});

/** The same headers in every mail of a recipient; each goes to one mailbox. */
function copiesOf({ mailboxes }: Envelope): Copies {
  const of = (role: 'to' | 'cc') =>
    mailboxes.filter((box) => box.role === role).map(({ address }) => ({ name: null, address }));
  const [to, cc] = [of('to'), of('cc')];
  // Where the first mailbox bounced, the others are whom it is to.
  return to.length > 0 ? { to, cc } : { to: cc, cc: [] };
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

function doubts(t: Translate, locale: Locale, department: SigningDepartment | null): Block[] {
  if (!department?.phone) return [];
  const phone = phoneLine(t, department);
  const text =
    department.key === 'receivables'
      ? t('mail.statement.doubts', { phone })
      : t('mail.statement.doubts_own', {
          phone,
          department: departmentName(t, locale, department),
        });
  return [{ kind: 'paragraph', text, reach: department }];
}

function signature(t: Translate, brand: string, department: SigningDepartment | null): Block {
  const rows = [
    t('mail.statement.signature', { brand }),
    department?.mailbox,
    department?.phone && t('mail.statement.phone', { phone: phoneLine(t, department) }),
  ];
  return {
    kind: 'lines',
    lines: rows.filter((row) => typeof row === 'string'),
    reach: department ?? {},
  };
}

/**
 * Ends a run that has nothing left to do, or pauses it where its canary is through.
 * @returns how long to wait where neither is so yet
 */
async function endRun(db: Db, tenantId: string, runId: string): Promise<Held | null> {
  const run = await lockRun(db, runId);
  if (!run) return null;
  if (run.state === 'paused') return { holdMs: pausedMs };
  const { open, held, nextMs } = await openMails(db, tenantId, runId);
  if (open) return { holdMs: Math.min(Math.max(nextMs, soonestMs), latestMs) };
  const to = stateAfter(held ? 'hold' : 'finish', run.state);
  if (to === 'paused') {
    await setRun(db, runId, { state: to });
    return { holdMs: pausedMs };
  }
  if (to) await finishRun(db, runId, to);
  return null;
}

/** The log of a run, to who started it; null where this person has no mailbox. */
async function logMail<D extends Drawn>(
  db: Db,
  { texts, defaultFrom }: Pick<MassSendMailDeps<D>, 'texts' | 'defaultFrom'>,
  tenantId: string,
  runId: string,
): Promise<ComposedMail | null> {
  const queries = createEnvelopeQueries(db, tenantId);
  const run = await queries.starter(runId);
  if (!run?.address) return null;
  const runs = createRunQueries(db);
  const record = await runs.find({ identityId: run.identityId, customerIds: 'all' }, runId);
  // Its start may have been taken back.
  if (!record?.startedAt) return null;
  const sender = await queries.sender();
  const locale = run.locale ?? sender.locale;
  const t = texts(locale, sender.strings[locale]);
  const format = { language: locale, region: sender.formats[locale] ?? defaultRegions[locale] };
  const recipients = await runs.recipients(runId);
  const log = logText(record, recipients, t, format);
  await setRun(db, runId, { log_mailed_at: db.fn.now() });
  const { sent = 0, failed = 0, unknown = 0 } = record.counts;
  return {
    to: { name: run.name, address: run.address },
    from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
    look: lookOf(sender),
    attachments: [
      { name: logName(record, t), type: 'text/plain; charset=utf-8', content: Buffer.from(log) },
    ],
    letter: {
      locale,
      subject: t('mail.mass_send_log.subject', { company: record.company }),
      heading: t('mail.mass_send_log.title'),
      blocks: [
        paragraph(t('mail.mass_send_log.lead', { company: record.company })),
        {
          kind: 'facts',
          rows: Object.entries({ sent, failed, unknown }).map(([state, count]) => ({
            label: t(`mail.mass_send_log.state.${state}`),
            value: String(count),
          })),
        },
        ...(sender.pageUrl
          ? [
              {
                kind: 'action',
                label: t('mail.mass_send_log.open'),
                href: placeOn(
                  sender.pageUrl,
                  { section: 'mass-send' },
                  { view: 'send', run: runId },
                ),
              } as const,
            ]
          : []),
      ],
    },
  };
}
