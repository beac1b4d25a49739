import type { ImportRow, MailingList, SheetChoice } from '#contract/mailing-lists';
import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import type { RecipientState } from '#contract/mass-send-words';
import type { Session } from '#contract/portal';

const idOf = (index: number): string =>
  `00000000-0000-4000-a000-${String(index).padStart(12, '0')}`;

/** An executive who may send, and keep the lists. */
export const sender: Session = {
  kind: 'staff',
  person: { name: 'Iris Aguaviva', login: 'iris.aguaviva' },
  customer: null,
  customers: [],
  termsAccepted: true,
  permissions: ['statement.mass_send', 'mailing_list.manage', 'statement.view', 'statement.export'],
  access: 'full',
  lastSignInAt: null,
  expiresAt: '2027-01-01T00:00:00Z',
  life: { idle: 1800, left: 43_200 },
};

export const mailingList = (index: number, more: Partial<MailingList> = {}): MailingList => ({
  id: idOf(index),
  company: { code: 'SM02', name: 'Aqua' },
  customer: { number: String(1_002_900 + index), name: `Cliente ${index}` },
  mailboxes: [{ address: `pagos${index}@cliente.example`, role: 'to', bouncedAt: null }],
  updatedAt: '2026-11-20T15:05:00Z',
  ...more,
});

export const importRow = (row: number, more: Partial<ImportRow> = {}): ImportRow => ({
  row,
  joined: [],
  company: 'SM02',
  customer: String(1_002_900 + row),
  name: `Cliente ${row}`,
  mailboxes: [`pagos${row}@cliente.example`],
  invalid: [],
  notes: [],
  change: 'new',
  before: [],
  error: null,
  ...more,
});

const counted = (more: Partial<Record<RecipientState, number>>): MassSend['counts'] => ({
  waiting: 0,
  sent: 0,
  failed: 0,
  unknown: 0,
  skipped: 0,
  cancelled: 0,
  ...more,
});

export type RunChange = Omit<Partial<MassSend>, 'counts'> & {
  counts?: Partial<Record<RecipientState, number>>;
};

export const massSend = (index: number, { counts, ...more }: RunChange = {}): MassSend => ({
  id: idOf(700 + index),
  company: { code: 'SM02', name: 'Aqua' },
  cutOff: '2026-11-22',
  state: 'draft',
  canary: false,
  by: 'Iris Aguaviva',
  createdAt: '2026-11-22T16:05:00Z',
  startedAt: null,
  finishedAt: null,
  skipped: { not_selected: 0, no_balance: 2, no_mailbox: 0, bounced: 1, already_sent: 0 },
  warnings: { some_bounced: 0, other_domain: 1, sign_changed: 0 },
  totals: [
    { amount: '1250.5000', currency: 'MXN' },
    { amount: '80.0000', currency: 'USD' },
  ],
  rate: null,
  remainingSeconds: null,
  mailboxes: 9,
  undoSeconds: null,
  needsConfirmation: false,
  alreadySent: null,
  forcedReason: null,
  ...more,
  counts: counted(counts ?? { waiting: 8, skipped: 3 }),
});

export const recipient = (
  index: number,
  state: RecipientState = 'waiting',
  more: Partial<MassSendRecipient> = {},
): MassSendRecipient => ({
  id: idOf(800 + index),
  customer: { number: String(1_002_900 + index), name: `Cliente ${index}` },
  mailboxes: [
    { address: `pagos${index}@cliente.example`, role: 'to', state, reply: null, failure: null },
  ],
  state,
  skipped: null,
  warnings: [],
  totals: [{ amount: '100.1000', currency: 'MXN' }],
  attachment: `${1_002_900 + index}_20261122.pdf`,
  ...more,
});

/** The part of the stand-in that knows mailing lists and runs of mails. */
export class MassSendDesk {
  companies: MailingList['company'][] = [
    { code: 'SM02', name: 'Aqua' },
    { code: 'SM03', name: 'Aqua Norte' },
  ];
  customers: MailingList['customer'][] = [
    { number: '1002945', name: 'Cliente nuevo' },
    ...[1, 2, 3].map((index) => mailingList(index).customer),
  ];
  /** Those that the person last did something for. */
  recent: MailingList['customer'][] = [];
  /** How many customers there are, where that is another number than those above. */
  total: number | null | undefined;
  lists: MailingList[] = [1, 2, 3].map((index) => mailingList(index));
  /** Lists of one page. */
  size = 25;
  rows: ImportRow[] = [];
  /** Which sheet of a workbook was read. */
  choice: SheetChoice | null = null;
  /** The rows as they are once they were saved; else as they were read. */
  applied: ImportRow[] | undefined;
  run: MassSend = massSend(1);
  /** What the run is at each further look; the last one stays. */
  looks: MassSend[] = [];
  recipients: MassSendRecipient[] = [recipient(1), recipient(2)];
  runs: MassSend[] = [];
  /** Within how many seconds a start can be taken back. */
  undoSeconds: number | null = null;
  /** Those under way. */
  open: MassSend[] = [];
  /** Where the recipients go on. */
  recipientsCursor: string | null = null;

  /** What is answered; undefined where the call is none of these. */
  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: unknown,
  ): { status?: number; body?: unknown; file?: string } | undefined {
    const [, area, id, sub, recipientId, what] = path.split('/');
    if (area === 'customers') return { body: this.#customers(query) };
    if (area === 'mailing-lists') return this.#list(method, id, query, body);
    if (area === 'mailbox-recoveries') return this.#recover(body as { address: string });
    if (area === 'mailing-list-imports') {
      if (sub === 'errors') return { file: 'faulty rows' };
      if (sub === 'corrections') return { status: 201, body: this.#corrected(body) };
      if (sub !== 'application')
        return { status: 201, body: { id: idOf(600), rows: this.rows, choice: this.choice } };
      const rows = this.applied ?? this.rows;
      return { body: { saved: rows.filter(({ error }) => error === null).length, rows } };
    }
    if (area !== 'mass-sends') return undefined;
    if (!id) {
      if (method === 'POST') return { status: 201, body: this.run };
      const open = query.get('open') === 'true';
      return { body: open ? { items: this.open, nextCursor: null } : this.#page() };
    }
    if (method === 'DELETE') {
      this.runs = this.runs.filter((one) => one.id !== id);
      return { status: 204 };
    }
    if (what === 'pdf' || sub === 'log') return { file: `content of ${path}` };
    if (sub === 'recipients') return this.#recipient(recipientId, query, body);
    if (!sub) this.run = this.looks.shift() ?? this.run;
    else this.run = { ...this.run, ...this.#acted(sub, body) };
    return { body: this.run };
  }

  #customers(query: URLSearchParams) {
    const search = (query.get('search') ?? '').toLowerCase();
    const all = query.get('recent') ? this.recent : this.customers;
    const items = all.filter(({ number, name }) =>
      `${name} ${number}`.toLowerCase().includes(search),
    );
    const limit = Number(query.get('limit') ?? 25);
    return {
      items: items.slice(0, limit),
      nextCursor: null,
      total: this.total === undefined ? items.length : this.total,
    };
  }

  /** Mailboxes with a dot are sound, in here. */
  #corrected(body: unknown) {
    const typed = (body as { rows: { row: number; company: string; mailboxes: string }[] }).rows;
    this.rows = (this.applied?.filter(({ error }) => error) ?? this.rows).map((row) => {
      const anew = typed.find((one) => one.row === row.row);
      if (!anew) return row;
      const all = anew.mailboxes.split(/[;,\s]+/);
      const invalid = all.filter((one) => !one.includes('.'));
      const error = invalid.length > 0 ? ('mailbox_invalid' as const) : null;
      const mailboxes = all.filter((one) => one.includes('.'));
      return {
        ...row,
        company: anew.company,
        mailboxes,
        invalid,
        error,
        change: error ? null : 'new',
      };
    });
    this.applied = undefined;
    return { id: idOf(601), rows: this.rows };
  }

  #page() {
    return { items: this.runs, nextCursor: null };
  }

  #list(method: string, id: string | undefined, query: URLSearchParams, body: unknown) {
    if (method === 'DELETE') {
      this.lists = this.lists.filter((list) => list.id !== id);
      return { status: 204 };
    }
    if (method === 'PUT') return { body: this.#save(body as Record<string, string>) };
    const from = Number(query.get('cursor') ?? 0);
    const company = query.get('company');
    const found = this.lists.filter((list) => !company || list.company.code === company);
    const end = from + this.size;
    return {
      body: {
        items: found.slice(from, end),
        nextCursor: end < found.length ? String(end) : null,
        total: found.length,
        companies: this.companies,
      },
    };
  }

  #save({ company = '', customer = '', mailboxes = '' }: Record<string, string>): MailingList {
    const saved = mailingList(50, {
      company: { code: company, name: 'Aqua' },
      customer: { number: customer, name: 'Cliente nuevo' },
      mailboxes: mailboxes
        .split(';')
        .map((address) => ({ address: address.trim(), role: 'to', bouncedAt: null })),
    });
    this.lists = [...this.lists.filter((list) => list.customer.number !== customer), saved];
    return saved;
  }

  #recover({ address }: { address: string }) {
    this.lists = this.lists.map((list) => ({
      ...list,
      mailboxes: list.mailboxes.map((one) =>
        one.address === address ? { ...one, bouncedAt: null } : one,
      ),
    }));
    return { status: 204 };
  }

  #recipient(id: string | undefined, query: URLSearchParams, body: unknown) {
    if (id) {
      const { as, replacement } = body as { as?: 'sent' | 'again'; replacement?: string };
      if (replacement) {
        this.recipients = this.recipients.map((one) =>
          one.id === id ? recipient(1, 'waiting', { id }) : one,
        );
        return { body: this.recipients.find((one) => one.id === id) };
      }
      const state = as === 'sent' ? 'sent' : 'waiting';
      this.recipients = this.recipients.map((one) => (one.id === id ? { ...one, state } : one));
      return { body: this.recipients.find((one) => one.id === id) };
    }
    const [state, warning] = [query.get('state'), query.get('warning')];
    const items = this.recipients.filter(
      (one) =>
        (!state || one.state === state) && (!warning || one.warnings.some((w) => w === warning)),
    );
    return { body: { items, nextCursor: this.recipientsCursor } };
  }

  #acted(act: string, body: unknown): Partial<MassSend> {
    if (act === 'start') {
      const { canary } = body as MassSend;
      return { state: 'running', canary, undoSeconds: this.undoSeconds };
    }
    if (act === 'recall') return { state: 'draft', undoSeconds: null };
    if (act === 'pause') return { state: 'paused' };
    return { state: act === 'cancel' ? 'cancelled' : 'running' };
  }
}
