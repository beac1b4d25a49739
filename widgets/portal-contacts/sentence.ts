import type { Grant, GrantDifference } from '#contract/contacts';
import { formatDate, formatMoney, type FormatContext } from '../core/format.ts';
import type { Translate } from '../core/i18n.ts';
import { rightKey } from './areas.ts';

export type SentenceContext = {
  t: Translate;
  format: FormatContext;
  /** What ship-to addresses go by, by id. */
  addresses?: ReadonlyMap<string, string>;
};
type Limits = Pick<Grant, 'scope' | 'companies' | 'addresses' | 'expiresOn' | 'limit'>;

const list = (words: readonly string[], { format }: SentenceContext): string =>
  new Intl.ListFormat(format.region, { type: 'conjunction' }).format(words);

/** A permission as an act: `ver pedidos`. */
const act = ({ permission }: Pick<Grant, 'permission'>, { t }: SentenceContext): string =>
  t(`contacts.right_${rightKey(permission)}`);

/** How far it reaches, beyond the customer itself, which needs no words. */
const reach = (scope: Grant['scope'], { t }: SentenceContext): string[] =>
  scope === 'customer' ? [] : [t(`contacts.reach_${scope}`)];
const ofCompanies = (companies: readonly string[], context: SentenceContext): string =>
  context.t('contacts.of_companies', { companies: list(companies.toSorted(), context) });
/** So many addresses are named; of more, the rest is counted. */
const mostNamed = 4;

/** Addresses in words. @param all names every one of them */
function places(ids: readonly string[], context: SentenceContext, all = false): string {
  const names = ids.map((id) => context.addresses?.get(id) ?? id).toSorted();
  if (all || names.length <= mostNamed) return list(names, context);
  const named = names.slice(0, mostNamed - 1);
  const more = context.t('contacts.more_addresses', { count: names.length - named.length });
  return list([...named, more], context);
}
const ofAddresses = (ids: readonly string[], context: SentenceContext, all = false): string =>
  context.t('contacts.of_addresses', { addresses: places(ids, context, all) });
const until = (day: string, { t, format }: SentenceContext): string =>
  t('contacts.until', { day: formatDate(day, format) });

const upTo = (limit: NonNullable<Grant['limit']>, { t, format }: SentenceContext): string =>
  t('contacts.up_to', { amount: formatMoney(limit.amount, limit.currency, format) });

/** The limits of a permission in words: `solo lo suyo, de SM02, hasta el 31/12/2026`. */
const limits = (
  { scope, companies, addresses, expiresOn, limit }: Limits,
  context: SentenceContext,
): string =>
  [
    ...reach(scope, context),
    ...(companies.length > 0 ? [ofCompanies(companies, context)] : []),
    ...(addresses.length > 0 ? [ofAddresses(addresses, context)] : []),
    ...(limit ? [upTo(limit, context)] : []),
    ...(expiresOn === null ? [] : [until(expiresOn, context)]),
  ].join(', ');

/** Groups what has the same key, in the order it came. */
const grouped = <T>(all: readonly T[], keyOf: (one: T) => string): [string, T[]][] =>
  Array.from(Map.groupBy(all, keyOf));

/** Permissions as acts, those with the same limits together: `ver y exportar pedidos (solo lo suyo)`. */
export const grantsInWords = (grants: readonly Grant[], context: SentenceContext): string =>
  grouped(grants, (grant) => limits(grant, context))
    .map(([limited, some]) => {
      const acts = list(
        some.map((grant) => act(grant, context)),
        context,
      );
      return limited ? `${acts} (${limited})` : acts;
    })
    .join('; ');

const isSame = (a: Limits, b: Limits): boolean =>
  a.addresses.length === b.addresses.length && a.addresses.every((id) => b.addresses.includes(id));

/** What of the limits became another, as it was and as it is. */
function change(before: Limits, after: Limits, context: SentenceContext): string {
  const { t } = context;
  const scope = ({ scope }: Limits) => t(`contacts.scope_${scope}`);
  const companies = ({ companies }: Limits) =>
    companies.length > 0
      ? t('contacts.only_companies', { companies: list(companies.toSorted(), context) })
      : t('contacts.all_companies');
  // Where the first of many are the same, all of them tell what became another.
  const alike = (ids: readonly string[]) => places(ids, context);
  const inFull = alike(before.addresses) === alike(after.addresses) && !isSame(before, after);
  const addresses = ({ addresses: ids }: Limits) =>
    ids.length > 0 ? ofAddresses(ids, context, inFull) : t('contacts.all_addresses');
  const end = ({ expiresOn }: Limits) =>
    expiresOn === null ? t('contacts.no_end') : until(expiresOn, context);
  const amount = ({ limit }: Limits) => (limit ? upTo(limit, context) : t('contacts.no_limit'));
  return [scope, companies, addresses, amount, end]
    .map((words) => [words(before), words(after)] as const)
    .filter(([was, is]) => was !== is)
    .map(([was, is]) => t('contacts.from_to', { before: was, after: is }))
    .join('; ');
}

/**
 * What a change of permissions gives and takes, as people say it: `Gana: ver facturas. Pierde: ver existencias.`
 * Empty where nothing changes.
 */
export function differenceInWords(
  { gained, lost, changed }: GrantDifference,
  context: SentenceContext,
): string {
  const { t } = context;
  const changes = grouped(changed, ({ before, after }) => change(before, after, context)).map(
    ([words, some]) => {
      const acts = list(
        some.map(({ after }) => act(after, context)),
        context,
      );
      return `${acts} (${words})`;
    },
  );
  return [
    gained.length > 0 && t('contacts.gains', { what: grantsInWords(gained, context) }),
    lost.length > 0 &&
      t('contacts.loses', {
        what: list(
          lost.map((one) => act(one, context)),
          context,
        ),
      }),
    changes.length > 0 && t('contacts.changes', { what: changes.join('; ') }),
  ]
    .filter(Boolean)
    .join(' ');
}
