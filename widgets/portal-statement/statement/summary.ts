import { html, nothing, type TemplateResult } from 'lit';
import { isZero, negated } from '#contract/decimal';
import { ageingBuckets, type AgeingBucket } from '#contract/ledger-words';
import type { Statement, StatementFigures, StatementSection } from '#contract/statement';
import type { TextKey } from '../../core/index.ts';
import { donut, type Texture } from '../../kit/donut.ts';
import { notice } from '../../kit/notice.ts';
import type { Company } from '../statement-data.ts';
import { day, money, type View } from '../../records/view.ts';
import { madeAt } from '../statement-view.ts';

/** Whose statement it is, with which company, at which date. */
export function statementHead(statement: Statement, tools: unknown, view: View): TemplateResult {
  const { t } = view;
  const { customer, company, cutOff } = statement;
  const facts: [label: TextKey, text: string | null, look?: 'broad'][] = [
    ['statement.customer', customer.number],
    ['statement.tax_id', customer.taxId],
    ['statement.phone', customer.phone],
    ['statement.email', customer.email, 'broad'],
    ['statement.company', company.name, 'broad'],
    ['statement.cut_off', day(cutOff, view)],
    ['statement.made_at', madeAt(statement, view)],
  ];
  return html`<div class="head">
    <h3 class="whose" tabindex="-1">${customer.name}</h3>
    ${tools}
    <dl class="facts">
      ${facts.map(([label, text, look]) => (text ? pair(t(label), text, look) : nothing))}
    </dl>
  </div>`;
}

const pair = (label: string, text: unknown, look = '') =>
  html`<div class=${look}>
    <dt>${label}</dt>
    <dd>${text}</dd>
  </div>`;

/** Companies the customer owes something today besides the one of the statement: nobody takes it for all. */
export function otherBalances(
  { company }: Statement,
  companies: readonly Company[],
  own: boolean,
  view: View,
): TemplateResult | typeof nothing {
  const others = companies.filter(({ code, balances }) => code !== company.code && balances.length);
  if (others.length === 0) return nothing;
  const text = own ? 'statement.also_balance' : 'statement.also_balance_staff';
  return html`${others.map(({ name, balances }) => {
    const amounts = balances.map(({ amount, currency }) => money(amount, currency, view));
    return notice('info', view.t(text, { company: name, amounts: amounts.join(' · ') }));
  })}`;
}

/** The figures of one currency, below them what is on its way, and the balance by age. */
export function summary(
  section: StatementSection,
  view: View,
  onTheirWay: unknown = nothing,
): TemplateResult {
  const { t } = view;
  return html`<section class="sum" part="summary">
    <h4 class="currency">${t('statement.currency')} <strong>${section.currency}</strong></h4>
    <div>
      <dl class="sums">${figures(section.figures, section.currency, view)}</dl>
      ${onTheirWay}
    </div>
    ${chart(section, view)}
  </section>`;
}

/** Each figure with its name, without those that are not for the reader to see. */
export function figurePairs(figures: StatementFigures): [keyof StatementFigures, string][] {
  const { limit, overdue, toFallDue, unappliedCredit, total, available } = figures;
  const all: [keyof StatementFigures, string | null][] = [
    ['limit', limit],
    ['overdue', overdue],
    ['toFallDue', toFallDue],
    ['unappliedCredit', unappliedCredit],
    ['total', total],
    ['available', available],
  ];
  return all.filter((one): one is [keyof StatementFigures, string] => one[1] !== null);
}

export const figureNames = {
  limit: 'statement.limit',
  overdue: 'statement.overdue',
  toFallDue: 'statement.to_fall_due',
  unappliedCredit: 'statement.unapplied_credit',
  total: 'statement.total',
  available: 'statement.available',
} as const;

function figures(values: StatementFigures, currency: string, view: View) {
  return figurePairs(values).map(([name, value]) =>
    pair(
      view.t(figureNames[name]),
      money(value, currency, view),
      name === 'overdue' && isZero(value) ? '' : name,
    ),
  );
}

const debtBuckets = ageingBuckets.filter((id) => id !== 'credit');
const lateBuckets = debtBuckets.filter((id) => id !== 'current');

const textures: Record<Exclude<AgeingBucket, 'credit'>, Texture> = {
  current: 'plain',
  days_1_30: 'dots',
  days_31_60: 'slant',
  days_61_90: 'grid',
  over_90: 'back',
};

/** The debts by age. A credit is no part of them: it stands below, and where nothing is owed there is no ring. */
function chart({ currency, ageing }: StatementSection, view: View) {
  const { t, format } = view;
  const parts = debtBuckets
    .filter((id) => !isZero(ageing[id]))
    .map((id) => ({
      id,
      label: t(`statement.ageing_${id}`),
      text: money(ageing[id], currency, view),
      size: Math.abs(Number(ageing[id])),
      texture: textures[id],
    }));
  if (parts.length === 0) return nothing;
  const percents = new Intl.NumberFormat(format.region, { style: 'percent' });
  return html`<div class="aged">
    ${donut({
      id: `chart-${currency}`,
      caption: t('statement.balance'),
      heads: [t('statement.part'), t('statement.amount'), t('statement.share')],
      parts,
      // What is there is not said to be nothing.
      percent: (share, some) =>
        share === 0 && some ? `<${percents.format(0.01)}` : percents.format(share),
      centre: { of: lateBuckets, label: t('statement.overdue_share') },
    })}
    ${
      isZero(ageing.credit)
        ? nothing
        : html`<p class="credit-besides">
            ${t('statement.credit_besides', { amount: money(negated(ageing.credit), currency, view) })}
          </p>`
    }
  </div>`;
}
