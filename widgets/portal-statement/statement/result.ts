import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { ContactPermission } from '#contract/permissions';
import type { Statement, StatementItem, StatementSection } from '#contract/statement';
import { emit, type Portal, type PortalElement } from '../../core/index.ts';
import { adopt, Lazy } from '../../core/lazy.ts';
import { Copier } from '../../records/copier.ts';
import { Download } from '../../records/download.ts';
import type { PayableChoice, Paying, PayingAsked } from '../../records/paying.ts';
import type { FileKind } from './items-table.ts';
import { LocalPages, type LocalPagesOptions } from '../local-pages.ts';
import { resultStyles } from './result.styles.ts';
import { fileName, results, type Format } from './results.ts';
import { Rows, type RowsView } from './rows.ts';
import type { StatementData } from '../statement-data.ts';
import type { View } from '../../records/view.ts';
import { nameOf } from '../statement-view.ts';

export type ResultOptions = LocalPagesOptions & {
  portal: () => Portal;
  view: () => View;
  data: StatementData;
  allows: (permission: ContactPermission) => boolean;
  look: () => RowsView;
  onLook: (look: Partial<RowsView>) => void;
  announce: (text: string) => void;
};

/** A number without the zeros in front, which the same customer may have or not. */
const bare = (number: string): string => number.replace(/^0+(?=\d)/, '');

/** What is ticked in a statement, as it is paid. */
const choicesOf = ({ company, sections }: Statement, ids: ReadonlySet<string>): PayableChoice[] =>
  sections.flatMap(({ currency, items }) =>
    items
      .filter(({ id }) => ids.has(id))
      .map(({ id, open }) => ({ name: id, company: company.code, currency, open })),
  );

/** Milliseconds after the last key press before the number of rows is said. */
const pause = 700;

/**
 * A statement on screen: what is sought among its documents, what is ticked, and its files. It comes while
 * the first answers are on their way, so that the form need not wait for it.
 */
export class Result implements ReactiveController {
  readonly #host: PortalElement;
  readonly #options: ResultOptions;
  readonly #download: Download;
  readonly #copier: Copier;
  readonly #pages: LocalPages;
  /** The rows of each section, with the words they were prepared in. */
  readonly #rows = new WeakMap<StatementSection, { t: unknown; rows: Rows }>();
  /** What is on its way, and the way to pay. */
  readonly #paying: Lazy<Paying>;
  #picked: { id: string; items: ReadonlySet<string> } = { id: '', items: new Set() };
  /** The last file was one of the documents' files, not of the statement's. */
  #ofDocuments = false;
  /** What the pages are of: a statement, and what is sought in it. */
  #paged = '';
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(host: PortalElement, options: ResultOptions) {
    this.#host = host;
    this.#options = options;
    this.#pages = new LocalPages(host, options);
    this.#download = new Download(host, {
      portal: options.portal,
      place: () => options.data.statement?.id ?? '',
      onDone: () => options.announce(options.view().t('statement.downloaded')),
      onFault: (error) => {
        options.announce(options.view().t(`error.${error.code}`));
        emit(host, 'portal-error', { error });
      },
    });
    this.#copier = new Copier(host, {
      view: options.view,
      onCopied: () => options.announce(options.view().t('statement.copied')),
      // Then the number can at least be heard as a whole.
      onRefused: (text) => options.announce(text),
    });
    this.#paying = new Lazy(host, async () => {
      const { Paying } = await import('../../records/paying.ts');
      return new Paying(host, { ...options, asked: () => this.#payingAsked });
    });
    adopt(host, ...resultStyles);
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#counting);
  }

  /** Whose payments belong to the statement on screen: it is of today and not one that was kept. */
  get #payingAsked(): PayingAsked | undefined {
    const { data } = this.#options;
    const { statement } = data;
    if (!statement || data.earlier) return undefined;
    return {
      company: statement.company.code,
      ...(this.#isOwn(statement) ? {} : { customer: statement.customer.number }),
    };
  }

  #isOwn({ customer }: Statement): boolean {
    const { session } = this.#options.portal();
    return bare(customer.number) === bare(session?.customer?.number ?? '');
  }

  reload(): void {
    this.#paying.value?.reload();
  }

  render(statement: Statement): TemplateResult {
    const { view, data, allows, look, onLook } = this.#options;
    const own = this.#isOwn(statement);
    if (allows('payments.view') && !data.earlier) this.#paying.need();
    const paying = data.earlier ? undefined : this.#paying.value;
    const pays = paying !== undefined && own && allows('payments.pay');
    const bulk = allows('invoices.bulk');
    const paged = JSON.stringify([statement.id, look()]);
    if (paged !== this.#paged) this.#pages.restart();
    this.#paged = paged;
    return results({
      view: view(),
      statement,
      earlier: data.earlier,
      companies: data.companies ?? [],
      own,
      bulk,
      pays,
      underWay: ({ id }) => (paying ? html`${paying.underWay(id)}${paying.said(id)}` : nothing),
      onTheirWay: (currency) => paying?.line(currency) ?? nothing,
      payButton: (ids) => (pays ? paying.button(choicesOf(statement, ids)) : nothing),
      look: look(),
      rowsOf: (section) => this.#rowsOf(section),
      pages: this.#pages,
      stale: data.state === 'stale',
      picked: bulk || pays ? this.#pickedOf(statement) : undefined,
      files: (['xml', 'pdf'] as const).filter((kind) => allows(`invoices.${kind}`)),
      downloading: this.#download.busy,
      fault: this.#download.fault,
      ofDocuments: this.#ofDocuments,
      onExport: allows('statement.export') ? (format) => void this.exportFile(format) : undefined,
      onArchive: (files) => void this.#onArchive(statement, files),
      onLook: this.#onLook,
      onSort: (sort) => onLook({ sort }),
      onPick: (items, on) => this.#onPick(statement, items, on),
      onFile: (item, kind) => void this.#onFile(item, kind),
      copyButton: (...of) => this.#copier.button(...of),
    });
  }

  /** Downloads the statement on screen. */
  async exportFile(format: Format): Promise<void> {
    const { portal, view, data } = this.#options;
    const { statement } = data;
    if (!statement) return;
    this.#ofDocuments = false;
    const input = { params: { id: statement.id }, query: { locale: view().format.language } };
    await this.#download.save(`${fileName(statement)}.${format}`, () =>
      portal().client.call(`GET /statements/:id/${format}`, input),
    );
  }

  #rowsOf(section: StatementSection): Rows {
    const view = this.#options.view();
    const known = this.#rows.get(section);
    if (known?.t === view.t) return known.rows;
    const rows = new Rows(section.items, view);
    this.#rows.set(section, { t: view.t, rows });
    return rows;
  }

  #pickedOf({ id }: Statement): ReadonlySet<string> {
    return this.#picked.id === id ? this.#picked.items : new Set();
  }

  #onLook = (look: Partial<RowsView>): void => {
    this.#options.onLook(look);
    clearTimeout(this.#counting);
    this.#counting = setTimeout(() => this.#tellCount(), pause);
    // The button that shows all again goes away, so the focus goes where one would search.
    if ('q' in look && 'filter' in look) {
      this.#host.renderRoot.querySelector<HTMLElement>('#q')?.focus();
    }
  };

  #tellCount(): void {
    const { data, look, view, announce } = this.#options;
    const found = data.statement?.sections.map((one) => this.#rowsOf(one).find(look()));
    const count = found?.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
    announce(view().t('statement.found', { count }));
  }

  #onPick(statement: Statement, items: readonly StatementItem[], on: boolean): void {
    const picked = new Set(this.#pickedOf(statement));
    for (const { id } of items) {
      if (on) picked.add(id);
      else picked.delete(id);
    }
    this.#picked = { id: statement.id, items: picked };
    this.#host.requestUpdate();
  }

  async #onFile(item: StatementItem, kind: FileKind): Promise<void> {
    const id = item[kind];
    if (!id) return;
    this.#ofDocuments = true;
    await this.#download.save(`${nameOf(item)}.${kind}`, () =>
      this.#options.portal().client.call(`GET /fiscal-files/:id/${kind}`, { params: { id } }),
    );
  }

  async #onArchive(statement: Statement, files: readonly string[]): Promise<void> {
    const { portal, view } = this.#options;
    this.#ofDocuments = true;
    const body = { files: [...files], locale: view().format.language };
    await this.#download.save(`${fileName(statement)}.zip`, () =>
      portal().client.call('POST /fiscal-archives', { body }),
    );
  }
}
