import { html, nothing, type TemplateResult } from 'lit';
import type { PaymentFile, ReviewedAccount } from '#contract/payment-files';
import type { ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { base64Of } from '../records/base64.ts';
import { Deed, type DeedDesk } from '../records/deed.ts';
import { Resource } from '../records/resource.ts';
import { money, type View } from '../records/view.ts';
import { reconciliationFacts, reconciliationLines } from './reconciliation-view.ts';

export type StatementFileDesk = DeedDesk & {
  view: () => View;
  may: () => boolean;
  announce: (text: string) => void;
  /** Opens a payment. */
  onPayment: (id: string) => void;
  /** It was applied, and is the reconciliation of an id. */
  onApplied: (id: string) => void;
  onChanged: () => void;
};

/** The statement of a bank or a provider: chosen, looked at, and applied. */
export class StatementFile {
  readonly #desk: StatementFileDesk;
  readonly #task: Deed;
  readonly #accounts: Resource<'accounts', ReviewedAccount[]>;
  #open = false;
  #account = '';
  #found: PaymentFile | undefined;

  constructor(desk: StatementFileDesk) {
    this.#desk = desk;
    this.#task = new Deed(desk);
    const { host, portal, may } = desk;
    this.#accounts = new Resource(host, {
      portal,
      may,
      query: () => (this.#open ? 'accounts' : undefined),
      load: async (client, _, signal) =>
        (await client.call('GET /payment-accounts', { signal })).items,
    });
  }

  /** Whether it stands in place of the reconciliations. */
  get isOpen(): boolean {
    return this.#open;
  }

  open(): void {
    this.#set(true);
  }

  #set(open: boolean, found?: PaymentFile): void {
    this.#open = open;
    this.#found = found;
    this.#task.clear();
    this.#desk.host.requestUpdate();
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const { fault } = this.#task;
    return html`${button({ kind: 'quiet', icon: 'back', label: t('payments.back_reconciliations'), onClick: () => this.#set(false) })}
      <h3 class="subtitle record-title" tabindex="-1">${t('payments.file_title')}</h3>
      ${fault ? notice('danger', this.#reason(fault)) : nothing}
      ${this.#found ? this.#renderFound(this.#found) : this.#renderChoice()}`;
  }

  #reason({ code, errors }: ClientError): string {
    const { t } = this.#desk.view();
    return errors.some(({ rule }) => rule === 'file_heads')
      ? t('payments.file_heads')
      : t(`error.${code}`);
  }

  #renderChoice(): TemplateResult {
    const { t } = this.#desk.view();
    const accounts = this.#accounts.value ?? [];
    const account = accounts.find(({ id }) => id === this.#account) ?? accounts[0];
    const choose = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const [file] = input.files ?? [];
      // So that the same file can be chosen again.
      input.value = '';
      if (file && account) void this.#read(account.id, file);
    };
    return html`<div class="statement">
      <p>${t('payments.file_text')}</p>
      ${
        accounts.length > 1
          ? selectField({
              id: 'file-account',
              label: t('payments.file_account'),
              value: account?.id ?? '',
              options: accounts.map(({ id, company, provider, mode }) => [
                id,
                `${company.name} · ${t(`payments.provider_${provider}`)}${mode === 'test' ? ` · ${t('payments.file_test')}` : ''}`,
              ]),
              onChange: (id) => {
                this.#account = id;
                this.#desk.host.requestUpdate();
              },
            })
          : nothing
      }
      <div class="choose">
        <input hidden type="file" accept=".csv,.txt,.xlsx" @change=${choose} />
        ${button({
          kind: 'primary',
          icon: 'paper',
          label: t(this.#task.busy ? 'payments.file_reading' : 'payments.proof_choose'),
          off: this.#task.busy || !account,
          onClick: (event) =>
            (event.currentTarget as HTMLElement)
              .closest('.choose')
              ?.querySelector<HTMLInputElement>('input[type=file]')
              ?.click(),
        })}
      </div>
    </div>`;
  }

  #renderFound(found: PaymentFile): TemplateResult {
    const { view, onPayment } = this.#desk;
    const v = view();
    const { t } = v;
    const { company, provider, rows, known, faults, books, lines, more } = found;
    return html`<div class="statement">
      <p>
        ${company.name} · ${t(`payments.provider_${provider}`)} ·
        ${t('payments.file_lines', { count: rows })}
      </p>
      ${known > 0 ? notice('info', t('payments.file_known', { count: known })) : nothing}
      ${
        faults.length > 0
          ? notice(
              'warning',
              t('payments.file_faults', {
                count: faults.length,
                rows: faults.map(({ row }) => row).join(', '),
              }),
            )
          : nothing
      }
      ${books.map(({ count, amount, currency }) => notice('info', t('payments.file_books', { count, amount: money(amount, currency, v) })))}
      ${books.length === 0 ? notice('neutral', t('payments.file_books_none')) : nothing}
      ${reconciliationFacts(found, v)}
      <div class="actions no-print">
        ${button({
          kind: 'primary',
          label: t(this.#task.busy ? 'payments.file_applying' : 'payments.file_apply'),
          off: this.#task.busy,
          onClick: () => this.#apply(found),
        })}
        ${button({ label: t('payments.file_again'), off: this.#task.busy, onClick: () => this.#set(true) })}
      </div>
      ${more ? notice('info', t('payments.lines_more')) : nothing}
      ${reconciliationLines(lines, provider, v, onPayment)}
    </div>`;
  }

  #read(account: string, file: File): Promise<void> {
    const { announce, view } = this.#desk;
    return this.#task.run(
      async (client) => {
        const content = await base64Of(file);
        return client.call('POST /payment-files', {
          body: { account, file: { name: file.name, content } },
          timeout: 60_000,
        });
      },
      (found) => {
        this.#set(true, found);
        announce(view().t('payments.file_lines', { count: found.rows }));
      },
    );
  }

  #apply({ id }: PaymentFile): void {
    const { announce, view, onApplied, onChanged } = this.#desk;
    void this.#task.run(
      (client) => client.call('POST /payment-files/:id/application', { params: { id }, body: {} }),
      (made) => {
        this.#set(false);
        announce(view().t('payments.file_applied'));
        onApplied(made.id);
      },
      onChanged,
    );
  }
}
