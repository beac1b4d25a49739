import type { Context, Middleware } from 'koa';
import {
  defaultRegions,
  formatDate,
  formatInstant,
  formatMoney,
  type FormatContext,
} from '#contract/format';
import { zoneName } from '#contract/zone-words';
import { locale as localeNames, type Locale } from '#contract/primitives';
import type { QuoteDecision } from '#contract/quote-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { Trace } from '../../http/caller.ts';
import type { Throttle } from '../../http/throttle.ts';
import type { Branding } from '../../records/branding.ts';
import { codeOf } from '../../records/verification.ts';
import { drawPage, type Page, type PagePart } from '../../output/page.ts';
import type { Texts, Translate } from '../../output/texts.ts';

type Issuer = Omit<Branding, 'slug'> & {
  locale: Locale;
  /** What stands at the foot, by language. */
  footer: Partial<Record<Locale, string>>;
  /** Whether there is a picture for the tab. */
  icon: boolean;
};
type Issued = {
  generatedAt: string;
  timeZone: string;
  newer: boolean;
  company: string;
  cutOff: string;
  customer: string;
  number: string;
  /** SHA-256 of the files that were made of it. */
  hashes: string[];
};
/** A decision of a quote, and whether the text that was decided is still the one whose hash was kept. */
type Decided = {
  decision: QuoteDecision;
  number: string;
  version: number;
  at: string;
  timeZone: string;
  hash: string;
  intact: boolean;
  newer: boolean;
};
/** A payment that came, as its receipt says, and what went back since. */
type Received = {
  number: string;
  at: string;
  timeZone: string;
  amount: string;
  currency: string;
  refunded: string;
  disputed: boolean;
  test: boolean;
};
type Found = {
  issuer: Issuer;
  issued: Issued | null;
  decided: Decided | null;
  received: Received | null;
};

/**
 * The page behind the address that is printed on a statement, and on the receipts of decisions and payments: whether the
 * tenant issued it, when, and whether there is a newer one. Of a statement it says whose books and which day it is of,
 * and of whom without naming anybody, nothing of what is owed; and the browser holds a file against those that were made
 * of it, which goes nowhere. Of a decision it says whether its text is still what was decided, of a payment how much came
 * and what went back since. Whoever asks brings no tenant and no session.
 */
export function verifyPage({
  inScope,
  throttle,
  texts,
}: {
  inScope: InScope;
  throttle: Throttle;
  texts: Texts;
}): Middleware {
  return async (ctx, next) => {
    const [, iconOf] = /^\/v\/([a-z0-9-]{1,40})\/icon\.png$/.exec(ctx.path) ?? [];
    if (iconOf && ctx.method === 'GET') return sendIcon(ctx, inScope, iconOf);
    const [, slug, typed] = /^\/v\/([a-z0-9-]{1,40})\/([\w-]{1,60})$/.exec(ctx.path) ?? [];
    if (!slug || !typed || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.state.endpoint = 'GET /v/:tenant/:code';
    // Whatever tenant is named: names that nobody has must not count from one each.
    const refused = await throttle
      .request('verify', '', ctx.state.trace as Trace)
      .then(() => null, waitOf);
    const found = refused ? null : await inScope({ slug }, (db) => look(db, slug, codeOf(typed)));
    const issuer = found?.issuer ?? nobody;
    const locale = localeOf(ctx, issuer.locale);
    const t = texts(locale, issuer.strings[locale]);
    if (refused) ctx.set('Retry-After', String(refused.retryAfter));
    const known = found?.issued ?? found?.decided ?? found?.received;
    const status = refused ? 429 : known ? 200 : 404;
    const said = refused ? [t('error.too_many_attempts')] : linesOf(issuer, found, locale, t);
    const parts: PagePart[] = said.map((text) => ({ kind: 'paragraph', text }));
    const issued = refused ? null : found?.issued;
    if (issued) parts.push(...issuedParts(issued, formatOf(issuer, locale), t));
    const { footer, locale: own } = issuer;
    const shown = {
      ...issuer,
      foot: footer[locale] ?? footer[own],
      icon: issuer.icon ? `/v/${slug}/icon.png` : undefined,
    };
    send(
      ctx,
      status,
      drawPage(shown, {
        locale,
        title: t(titleOf(found)),
        parts,
        ...(issued?.hashes.length && {
          script: {
            inline: checkScript,
            texts: {
              hashes: issued.hashes.join(' '),
              same: t('verify.file_same'),
              other: t('verify.file_differs'),
            },
          },
        }),
      }),
    );
  };
}

function titleOf(found: Found | null) {
  if (found?.received) return 'verify.payment_title';
  if (found?.decided) return 'verify.quote_title';
  return found?.issued ? 'verify.title' : 'verify.unknown_title';
}

/** The issuer of a tenant that does not exist: the page is the same but for its name. */
const nobody: Issuer = {
  name: '',
  locale: 'es',
  formats: {},
  theme: {},
  strings: {},
  footer: {},
  icon: false,
};

/** @returns how long to wait @throws whatever is no refusal */
function waitOf(error: unknown): { retryAfter: number } {
  if (error instanceof AppError && error.code === 'too_many_attempts')
    return { retryAfter: error.retryAfter ?? 60 };
  throw error;
}

/** The picture for the tab, as the tenant published it; whoever asks brings no session. */
async function sendIcon(ctx: Context, inScope: InScope, slug: string): Promise<void> {
  ctx.state.endpoint = 'GET /v/:tenant/icon.png';
  const picture = await inScope({ slug }, (db) =>
    db('brand_pictures as p')
      .join('tenants as t', 't.id', 'p.tenant_id')
      .where('t.slug', slug)
      .whereRaw(`p.sha256 = t.logos #>> '{favicon,id}'`)
      .first<{ content: Buffer } | undefined>('p.content'),
  );
  ctx.status = picture ? 200 : 404;
  if (!picture) return;
  ctx.type = 'image/png';
  ctx.set('Cache-Control', 'public, max-age=300');
  ctx.body = Buffer.from(picture.content);
}

/** One statement for whatever is found or not, so that the time it takes does not tell. */
async function look(db: Db, slug: string, code: string): Promise<Found | null> {
  type Row = Issuer & { [K in keyof Issued]: Issued[K] | null } & Pick<
      Found,
      'decided' | 'received'
    >;
  const [row] = await rowsOf<Row>(
    db,
    `select t.name, t.locale, t.formats, t.theme, t.strings, t.footer,
       t.logos -> 'favicon' is not null as icon, s.at as "generatedAt", s.zone as "timeZone", s.newer,
       s.company, s.cut_off as "cutOff", s.customer, s.number, s.hashes,
       d.decided, p.received
     from tenants t
     left join lateral (
       select s.generated_at as at, c.time_zone as zone, c.legal_name as company, s.cut_off,
         k.name as customer, k.number,
         (select coalesce(json_agg(sha256), '[]') from (
           select distinct f.sha256 from statement_files f
           where f.tenant_id = s.tenant_id and f.statement_id = s.id limit :most) x) as hashes,
         exists (
           select from statements n
           where n.customer_id = s.customer_id and n.company_id = s.company_id and n.generated_at > s.generated_at
         ) as newer
       from statements s join companies c on c.tenant_id = s.tenant_id and c.id = s.company_id
       join customers k on k.tenant_id = s.tenant_id and k.id = s.customer_id
       where s.tenant_id = t.id and s.code = :code
     ) s on true
     left join lateral (
       select json_build_object('decision', x.decision, 'number', q.number, 'version', q.version,
         'at', to_char(x.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'timeZone', c.time_zone,
         'hash', x.text_hash, 'intact', encode(sha256(convert_to(x.text, 'UTF8')), 'hex') = x.text_hash,
         'newer', exists (
           select from quotes n
           where n.tenant_id = q.tenant_id and n.company_id = q.company_id and n.number_key = q.number_key
             and n.version > q.version and n.deleted_at is null
         )) as decided
       from quote_decisions x
       join quotes q on q.tenant_id = x.tenant_id and q.id = x.quote_id
       join companies c on c.tenant_id = q.tenant_id and c.id = q.company_id
       where x.tenant_id = t.id and x.code = :code
     ) d on true
     left join lateral (
       select json_build_object('number', y.number, 'at',
         to_char(coalesce(y.paid_at, y.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
         'timeZone', c.time_zone, 'amount', y.received::text, 'currency', y.currency, 'refunded', y.refunded::text,
         'disputed', y.state = 'charged_back', 'test', a.mode = 'test') as received
       from payments y
       join companies c on c.tenant_id = y.tenant_id and c.id = y.company_id
       join payment_accounts a on a.tenant_id = y.tenant_id and a.id = y.account_id
       where y.tenant_id = t.id and y.receipt_code = :code
     ) p on true
     where t.slug = :slug`,
    { slug, code, most: mostFiles },
  );
  if (!row) return null;
  const {
    generatedAt,
    timeZone,
    newer,
    company,
    cutOff,
    customer,
    number,
    hashes,
    decided,
    received,
    ...issuer
  } = row;
  const issued =
    generatedAt === null
      ? null
      : ({ generatedAt, timeZone, newer, company, cutOff, customer, number, hashes } as Issued);
  return { issuer, issued, decided, received };
}

/** The first language of the reader there is; else the tenant's. */
function localeOf(ctx: Context, own: Locale): Locale {
  if (!ctx.get('Accept-Language')) return own;
  const others = localeNames.options.filter((name) => name !== own);
  return (ctx.acceptsLanguages([own, ...others]) || own) as Locale;
}

const formatOf = ({ formats }: Issuer, locale: Locale): FormatContext => ({
  language: locale,
  region: formats[locale] ?? defaultRegions[locale],
});

/** Files of a statement whose hashes a page holds at most: one is made for each language and each right. */
const mostFiles = 40;

/** Letters and figures that tell whoever knows the customer that it is this one, and nobody else who it is. */
const masked = (customer: string, number: string): string =>
  `${customer
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 4)
    .map((word) => `${[...word][0]}•••`)
    .join(' ')}${number.length > 4 ? ` · •••${number.slice(-3)}` : ''}`;

/** Whose statement it is and of which day, and the field for the file that somebody holds. */
const issuedParts = (
  { company, cutOff, customer, number, hashes }: Issued,
  format: FormatContext,
  t: Translate,
): PagePart[] => [
  {
    kind: 'facts',
    rows: [
      { label: t('verify.company'), value: company },
      { label: t('verify.cut_off'), value: formatDate(cutOff, format) },
      { label: t('verify.customer'), value: masked(customer, number) },
    ],
  },
  ...(hashes.length > 0
    ? [{ kind: 'file', label: t('verify.file'), hint: t('verify.file_hint') } as const]
    : []),
];

/**
 * Holds the SHA-256 of a file that is chosen or dropped against those of the files that were made. The file is read
 * in the browser and sent nowhere: the page may not connect to anything.
 */
const checkScript = `const main = document.querySelector('main');
const texts = JSON.parse(main.dataset.texts);
const field = document.querySelector('.file');
const check = async (file) => {
  const said = field.querySelector('[role=status]');
  if (!file) return;
  const bytes = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  const hash = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const same = texts.hashes.split(' ').includes(hash);
  said.className = same ? 'good' : 'bad';
  said.textContent = file.name + ': ' + (same ? texts.same : texts.other);
};
if (field && !globalThis.crypto?.subtle) field.hidden = true;
else if (field) {
  const input = field.querySelector('input');
  input.addEventListener('change', () => check(input.files[0]));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    check(event.dataTransfer.files[0]);
  });
}`;

function linesOf(
  { name, formats }: Issuer,
  found: Found | null | undefined,
  locale: Locale,
  t: Translate,
): string[] {
  const region = formats[locale] ?? defaultRegions[locale];
  const format = { language: locale, region };
  if (found?.decided) return decidedLines(name, found.decided, format, t);
  if (found?.received) return receivedLines(name, found.received, format, t);
  const issued = found?.issued;
  if (!issued) return [t('verify.unknown'), t('verify.unknown_text')];
  const { generatedAt, timeZone, newer } = issued;
  const when = formatInstant(generatedAt, format, timeZone);
  return [
    t('verify.issued', { tenant: name }),
    t('verify.generated', { when, zone: zoneName(timeZone, format) }),
    t(newer ? 'verify.newer' : 'verify.newest'),
  ];
}

function decidedLines(
  tenant: string,
  { decision, number, version, at, timeZone, hash, intact, newer }: Decided,
  format: FormatContext,
  t: Translate,
): string[] {
  return [
    intact ? t(`verify.${decision}`, { number, version, tenant }) : t('verify.altered'),
    t('verify.decided_at', {
      when: formatInstant(at, format, timeZone),
      zone: zoneName(timeZone, format),
    }),
    t(newer ? 'verify.quote_newer' : 'verify.quote_newest'),
    t('verify.hash', { hash }),
  ];
}

function receivedLines(
  tenant: string,
  { number, at, timeZone, amount, currency, refunded, disputed, test }: Received,
  format: FormatContext,
  t: Translate,
): string[] {
  const money = (sum: string) => formatMoney(sum, currency, format);
  return [
    t('verify.payment', { tenant, number, amount: money(amount) }),
    t('verify.payment_at', {
      when: formatInstant(at, format, timeZone),
      zone: zoneName(timeZone, format),
    }),
    ...(Number(refunded) > 0 ? [t('verify.payment_refunded', { amount: money(refunded) })] : []),
    ...(disputed ? [t('verify.payment_disputed')] : []),
    ...(test ? [t('payments.test')] : []),
  ];
}

/** Bytes of every page: its length tells nothing of what it says. */
const pageBytes = 12_288;

function send(ctx: Context, status: number, { html, policy }: Page): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Content-Security-Policy', policy);
  ctx.body = html + ' '.repeat(Math.max(pageBytes - Buffer.byteLength(html), 0));
}
