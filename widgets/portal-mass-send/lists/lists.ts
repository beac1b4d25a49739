import { html, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { MailingList } from '#contract/mailing-lists';
import type { ClientError, PortalState, TextKey } from '../../core/index.ts';
import { selectField } from '../../kit/field.ts';
import { panel } from '../../kit/notice.ts';
import type { ViewParams } from '../../records/address.ts';
import { CustomerField } from '../../records/customer-field.ts';
import { foundText, listPager, listSkeleton } from '../../records/listing.ts';
import { ListResource, Resource } from '../../records/resource.ts';
import type { Desk } from '../desk.ts';
import { faultPanel } from '../parts.ts';

type Answer = CallResult<Endpoints['GET /mailing-lists']>;
export type Question = { company: string; customer: string };

export type ResultsOptions = {
  /** Title and text of what stands there before anything was searched for. */
  start: readonly [TextKey, TextKey];
  /** What is said where nothing was found. */
  empty: TextKey;
  found: (rows: readonly MailingList[], stale: boolean, count: string) => TemplateResult;
};

/** The companies, and the mailing lists that were searched for, page by page. */
export class Lists {
  readonly list: ListResource<Question, Answer>;
  readonly #desk: Desk;
  readonly #companies: Resource<true, Answer['companies']>;

  /** @param onFound lists are on screen, of so many that were found */
  constructor(desk: Desk, onFound: (total: number) => void) {
    this.#desk = desk;
    const { host, portal } = desk;
    const may = () => desk.may('mailing_list.manage') || desk.may('statement.mass_send');
    this.#companies = new Resource(host, {
      portal,
      may,
      query: () => true,
      load: async (client, _, signal) =>
        (await client.call('GET /mailing-lists', { query: { limit: 1 }, signal })).companies,
    });
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, { company, customer, cursor, limit }, signal) => {
        const asked = { company: company || undefined, customer: customer || undefined };
        const query = { ...asked, cursor, limit };
        return client.call('GET /mailing-lists', { query, signal });
      },
      onValue: ({ total }) => onFound(total),
    });
  }

  get companies(): Answer['companies'] | undefined {
    return this.#companies.value;
  }
  get fault(): ClientError | undefined {
    return this.companies ? this.list.fault : this.#companies.fault;
  }
  get state(): PortalState {
    if (!this.companies) return this.fault ? 'error' : 'loading';
    return this.list.state;
  }

  reload(): void {
    this.#companies.reload();
    this.list.reload();
  }

  /** The search that is on screen. */
  get params(): ViewParams {
    const { asked, pages, size } = this.list;
    if (!asked) return {};
    const { company, customer } = asked;
    return {
      company,
      ...(customer && { customer }),
      ...(pages.text && { page: pages.text }),
      ...(size && { size }),
    };
  }

  /** Shows a search, or none. @returns what is asked for by it */
  restore({ company, customer = '', page = '', size = '' }: ViewParams): Question | undefined {
    const { list } = this;
    if (company === undefined) {
      list.clear();
      return undefined;
    }
    const question = { company, customer };
    const same = list.isAsked(question) && list.size === size && list.pages.text === page;
    list.size = size;
    if (!same) list.ask(question, page);
    return question;
  }

  /** How many were found. */
  get total(): number {
    return this.list.page?.total ?? 0;
  }

  /** Whether what is on screen was found by another question. */
  isOutdated(question: Question): boolean {
    return this.list.asked !== undefined && !this.list.isAsked(question);
  }

  /** How many were found, in words, and on which page of them the reader is. */
  get #count(): string {
    const view = this.#desk.view();
    return foundText({
      view,
      list: this.list,
      total: this.total,
      found: (count) => view.t('mass_send.found', { count }),
    });
  }

  /** What was found, or what stands in its place. */
  render({ start, empty, found }: ResultsOptions): TemplateResult {
    const { list, fault } = this;
    const view = this.#desk.view();
    const { t } = view;
    if (!list.asked) return panel({ icon: 'mail', title: t(start[0]), text: t(start[1]) });
    if (fault) return faultPanel(this.#desk, fault, () => this.reload());
    if (!list.page) return listSkeleton();
    if (list.items.length === 0)
      return panel({ icon: 'search', title: t('mass_send.empty_title'), text: t(empty) });
    return html`${found(list.items, list.state === 'stale', this.#count)} ${listPager(list, view)}`;
  }
}

export type WhomOptions = {
  desk: Desk;
  companies: Answer['companies'];
  company: string;
  customer: CustomerField;
  problems: { company?: string; customer?: string };
  onCompany: (code: string) => void;
};

/** The two fields that say whose mailing list: the company, and the customer. */
export function whomFields(options: WhomOptions): TemplateResult {
  const { desk, companies, company, customer, problems, onCompany } = options;
  const { t } = desk.view();
  return html`
    ${selectField({
      id: 'company',
      label: t('mass_send.company'),
      error: problems.company,
      value: company,
      options: [
        ['', t('mass_send.company_any')],
        ...companies.map(({ code, name }) => [code, `${code} · ${name}`] as const),
      ],
      onChange: onCompany,
    })}
    ${customer.render(problems.customer)}
  `;
}

/** The field of the customer whose mailing list it is. @param onChange another is chosen, or something else typed */
export const customerField = (desk: Desk, onChange: (customer: string) => void): CustomerField =>
  new CustomerField(desk.host, {
    area: 'mailing_lists',
    portal: desk.portal,
    t: () => desk.view().t,
    announce: desk.announce,
    onPick: onChange,
    onInput: onChange,
  });

/**
 * Takes what was typed for the customer that it means.
 * @returns what is wrong with it; undefined where nothing is, or where that cannot be told here
 */
export async function customerProblem(field: CustomerField): Promise<TextKey | undefined> {
  try {
    if (!field.text || (await field.resolve())) return undefined;
    return field.found ? 'mass_send.customer_pick' : 'mass_send.row_customer_unknown';
  } catch {
    return undefined;
  }
}
