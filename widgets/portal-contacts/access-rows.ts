import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail, Grant } from '#contract/contacts';
import {
  amountPermissions,
  grantScopes,
  type ContactPermission,
  type GrantScope,
} from '#contract/permissions';
import { pointOf, readQuantity } from '#contract/order-quantity';
import { formatQuantity } from '../core/index.ts';
import { dayField } from '../kit/day-field.ts';
import { selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { isTicked, ticked } from '../records/change.ts';
import { dayTexts, type View } from '../records/view.ts';
import { addressAreas, areas, companyAreas, rightKey, type Area } from './areas.ts';
import { grantOf, ofArea, type Editing, type Grants, type Step } from './grants.ts';
import { grantsInWords } from './sentence.ts';

type Limits = Partial<Omit<Grant, 'permission'>>;

export type AreaRowOptions = {
  view: View;
  area: Area;
  grants: Grants;
  editing: Editing;
  companies: ContactDetail['companies'];
  /** Draws the choice of the ship-to addresses that it is limited to. */
  addressChoice: (
    chosen: readonly string[],
    onChange: (id: string, on: boolean) => void,
  ) => TemplateResult | typeof nothing;
  /** What addresses go by. */
  addressNames: ReadonlyMap<string, string>;
  /** Whether anything can be changed. */
  may: boolean;
  day: string;
  /** Whether its single permissions are shown. */
  open: boolean;
  onOpen: (open: boolean) => void;
  onStep: (step: Exclude<Step, 'some'>) => void;
  onRight: (permission: ContactPermission, on: boolean) => void;
  /** Limits the permissions of the area, or as it follows from what they are by now. */
  onLimit: (limits: Limits | ((held: Grants) => Limits)) => void;
  /** Undefined takes the limit away. */
  onAmount: (
    permission: ContactPermission,
    change: (now: Grant['limit']) => Grant['limit'],
  ) => void;
  /** What the field of the last day shows, from the one that is granted. */
  dayField: (granted: string) => { value: string; error: string | undefined };
  onDay: (day: string) => void;
};

const steps = ['none', 'view', 'all'] as const;

/** One area: what is granted of it in a sentence, three steps, and the single permissions behind them. */
export function areaRow(options: AreaRowOptions): TemplateResult {
  const { view, area, grants, may, open, onOpen } = options;
  const { t } = view;
  const held = ofArea(grants, area);
  const context = { ...view, addresses: options.addressNames };
  const words = held.length > 0 ? sentence(grantsInWords(held, context)) : t('contacts.nothing');
  return html`<section class="area" aria-labelledby="area-${area}">
    <div class="area-head">
      <div>
        <h3 id="area-${area}">${t(`contacts.area_${area}`)}</h3>
        <p id="about-${area}">${words}</p>
      </div>
      ${may ? stepChoice(options) : nothing}
    </div>
    ${
      may
        ? html`<details
            class="area-more"
            .open=${open}
            @toggle=${(event: Event) => onOpen((event.target as HTMLDetailsElement).open)}
          >
            <summary>
              ${icon('chevron')} ${t('contacts.details_of', { area: t(`contacts.area_${area}`) })}
            </summary>
            ${open ? html`<div class="area-rights">${singleRights(options)} ${limitFields(options, held)}</div>` : nothing}
          </details>`
        : nothing
    }
  </section>`;
}

const sentence = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

function stepChoice({ view, area, grants, editing, onStep }: AreaRowOptions): TemplateResult {
  const { t } = view;
  const current = editing.stepOf(grants, area);
  const closed = editing.open(area).length === 0;
  return html`<div
    class="steps"
    role="radiogroup"
    aria-labelledby="area-${area}"
    aria-describedby="about-${area}"
  >
    ${steps.map(
      (step) =>
        html`<label class="step"
          ><input
            type="radio"
            name="step-${area}"
            .checked=${step === current}
            ?disabled=${closed}
            @change=${() => onStep(step)}
          /><span>${t(`contacts.step_${step}`)}</span></label
        >`,
    )}
  </div>`;
}

/** The permissions one by one; those that cannot be granted say why. */
function singleRights({ view, area, grants, editing, onRight }: AreaRowOptions): TemplateResult {
  const { t } = view;
  return html`<fieldset class="choices column">
    <legend class="visually-hidden">${t(`contacts.area_${area}`)}</legend>
    ${areas[area].map((permission) => {
      const lock = editing.lockOf(permission);
      return html`<label class="choice ${lock ? 'locked' : ''}"
        ><input
          type="checkbox"
          .checked=${grantOf(grants, permission) !== undefined}
          ?disabled=${lock !== null}
          @change=${(event: Event) =>
            onRight(permission, (event.target as HTMLInputElement).checked)}
        /><span
          >${sentence(t(`contacts.right_${rightKey(permission)}`))}${
            lock ? html` <small>${icon('lock')} ${t(`contacts.lock_${lock}`)}</small>` : nothing
          }</span
        ></label
      >`;
    })}
  </fieldset>`;
}

/** How far the permissions of an area reach; where they differ, that is said. */
function limitFields(options: AreaRowOptions, held: Grants): TemplateResult | typeof nothing {
  const { view, area, companies, editing, onLimit } = options;
  const { t } = view;
  const [first] = held;
  if (!first) return nothing;
  const same = (name: keyof Grant) => isSameIn(held, name);
  const widest = editing.most(first.permission)?.scope ?? first.scope;
  const scopes = grantScopes.slice(0, grantScopes.indexOf(widest) + 1);
  const offered = scopes.includes(first.scope) ? scopes : [...scopes, first.scope];
  return html`<div class="columns">
      ${selectField({
        id: `scope-${area}`,
        label: t('contacts.scope'),
        value: same('scope') ? first.scope : '',
        options: [
          ...(same('scope') ? [] : [['', t('contacts.differs')] as const]),
          ...offered.map((scope) => [scope, t(`contacts.scope_${scope}`)] as const),
        ],
        onChange: (scope) => scope && onLimit({ scope: scope as GrantScope }),
      })}
      ${dayField({
        id: `expires-${area}`,
        label: t('contacts.valid_until'),
        texts: dayTexts(options.view),
        hint: same('expiresOn') ? undefined : t('contacts.differs'),
        ...options.dayField(same('expiresOn') ? (first.expiresOn ?? '') : ''),
        onChange: options.onDay,
      })}
    </div>
    ${held.filter(({ permission }) => isOfAmounts(permission)).map((grant) => amountFields(grant, options))}
    ${
      companyAreas.includes(area) && (companies.length > 1 || first.companies.length > 0)
        ? companyChoice(options, limitOf(held, 'companies'))
        : nothing
    }
    ${
      addressAreas.includes(area)
        ? options.addressChoice(limitOf(held, 'addresses'), (id, on) =>
            onLimit((now) => ({
              addresses: ticked(limitOf(now, 'addresses'), id, on).toSorted(),
            })),
          )
        : nothing
    }`;
}

const isOfAmounts = (permission: ContactPermission): boolean =>
  (amountPermissions as readonly string[]).includes(permission);

/** Currencies to choose from, besides the one that is granted. */
const currencies = ['MXN', 'BRL', 'USD', 'EUR'];

/** Up to which amount a permission is good. */
function amountFields(
  { permission, limit }: Grant,
  { view, onAmount }: AreaRowOptions,
): TemplateResult {
  const { t } = view;
  const id = `limit-${permission.replace('.', '-')}`;
  const currency = limit?.currency ?? currencyOf(view);
  const known = currencies.includes(currency) ? currencies : [currency, ...currencies];
  return html`<div class="columns">
    ${textField({
      id,
      label: t('contacts.limit_of', { what: t(`contacts.right_${rightKey(permission)}`) }),
      hint: t('contacts.limit_hint'),
      value: limit ? formatQuantity(limit.amount, view.format) : '',
      maxLength: 20,
      onChange: (text) => {
        const read = readQuantity(text.trim(), pointOf(view.format.language));
        if (text.trim() === '') onAmount(permission, () => undefined);
        else if (read && /^\d{1,15}(\.\d{1,4})?$/.test(read.quantity))
          onAmount(permission, (now) => ({
            amount: read.quantity,
            currency: now?.currency ?? currency,
          }));
      },
    })}
    ${selectField({
      id: `${id}-currency`,
      label: t('contacts.limit_currency'),
      value: currency,
      options: known.map((code) => [code, code] as const),
      onChange: (code) => onAmount(permission, (now) => now && { ...now, currency: code }),
    })}
  </div>`;
}

/** The currency of the reader's country, as far as it is one of those offered. */
const currencyOf = ({ format }: View): string => (format.language === 'pt' ? 'BRL' : 'MXN');

const isSameIn = (held: Grants, name: keyof Grant): boolean =>
  held.every((grant) => JSON.stringify(grant[name]) === JSON.stringify(held[0]![name]));

/** The companies or addresses that permissions are limited to; none where they differ. */
const limitOf = (held: Grants, name: 'companies' | 'addresses'): readonly string[] =>
  isSameIn(held, name) ? (held[0]?.[name] ?? []) : [];

/** The companies it is limited to; none ticked is no limit. */
function companyChoice(
  { view, companies, onLimit }: AreaRowOptions,
  limited: readonly string[],
): TemplateResult {
  const { t } = view;
  return html`<fieldset class="choices column">
    <legend>${t('contacts.companies')}</legend>
    ${companies.map(
      ({ code, name }) =>
        html`<label class="choice"
          ><input
            type="checkbox"
            .checked=${limited.includes(code)}
            @change=${(event: Event) =>
              onLimit((held) => ({
                companies: ticked(limitOf(held, 'companies'), code, isTicked(event)).toSorted(),
              }))}
          /><span>${code} · ${name}</span></label
        >`,
    )}
    <p class="note">
      ${t(limited.length > 0 ? 'contacts.companies_some' : 'contacts.companies_all')}
    </p>
  </fieldset>`;
}
