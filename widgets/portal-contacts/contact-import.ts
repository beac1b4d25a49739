import { html, type TemplateResult } from 'lit';
import type { ContactImportRow } from '#contract/contacts';
import { limits } from '#contract/limits';
import { formatQuantity } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import type { Column } from '../kit/table.ts';
import { chipStyles } from '../records/chips.ts';
import { columnsOf } from '../records/columns.ts';
import type { Correction } from '../records/row-fix.ts';
import {
  patience,
  SheetImport,
  type SheetContent,
  type SheetRead,
} from '../records/sheet-import.ts';
import type { View } from '../records/view.ts';
import { personStyles } from '../records/person.styles.ts';
import { profileName } from './contact-state.ts';
import type { Desk } from './desk.ts';

type Cell = 'name' | 'customer' | 'profile' | 'mailbox';

/** Many contacts at once: pasted or dropped, looked at, corrected, and only then added and invited. */
export class ContactImport extends SheetImport<ContactImportRow, Cell> {
  #invite = true;
  #begun = false;

  constructor(desk: Desk) {
    const label = (cell: Cell) => () => desk.view().t(`contacts.cell_${cell}`);
    super(desk, {
      words: {
        label: 'contacts.sheet',
        hint: 'contacts.sheet_hint',
        file: 'contacts.file_hint',
      },
      isChange: ({ change }) => change !== null,
      cells: [
        ['name', label('name'), limits.name],
        ['customer', label('customer'), limits.identifier],
        ['profile', label('profile'), limits.identifier],
        ['mailbox', label('mailbox'), limits.name],
      ],
      draftOf: ({ row, name, mailbox, customer, profile }) => ({
        row,
        name,
        mailbox,
        customer,
        profile,
      }),
    });
    adopt(desk.host, personStyles, chipStyles);
  }

  override clear(): void {
    super.clear();
    this.#invite = true;
    this.#begun = false;
  }

  override render(): TemplateResult {
    if (!this.#begun) {
      this.#begun = true;
      void this.desk.focus('.record-title');
    }
    return html`<h2 class="title record-title" part="title" tabindex="-1">
        ${this.desk.view().t('contacts.import_title')}
      </h2>
      ${super.render()}`;
  }

  /** Whether those who are added are invited at once. */
  protected override previewChoices(): TemplateResult {
    const change = (event: Event) => {
      this.#invite = (event.target as HTMLInputElement).checked;
      this.desk.host.requestUpdate();
    };
    return html`<label class="choice"
      ><input type="checkbox" .checked=${this.#invite} @change=${change} /><span
        >${this.desk.view().t('contacts.import_invite')}</span
      ></label
    >`;
  }

  protected override read(body: SheetContent) {
    return this.#client.call('POST /contact-imports', { body, timeout: patience });
  }

  protected override async save({ id }: SheetRead<ContactImportRow>) {
    const { rows } = await this.#client.call('POST /contact-imports/:id/application', {
      params: { id },
      body: { invite: this.#invite },
      timeout: patience,
    });
    return { id, rows, saved: rows.filter(({ error }) => error === null).length };
  }

  protected override correct({ id }: SheetRead<ContactImportRow>, row: Correction<Cell>) {
    return this.#client.call('POST /contact-imports/:id/corrections', {
      params: { id },
      body: { rows: [row] },
      timeout: patience,
    });
  }

  protected override wrongOf(row: ContactImportRow): string {
    return wrongOf(row, this.desk.view());
  }

  protected override saveLabel(sound: number, busy: boolean): string {
    const { t, format } = this.desk.view();
    const rows = formatQuantity(String(sound), format);
    if (busy) return t('contacts.saving');
    return t(this.#invite ? 'contacts.import_invite_rows' : 'contacts.import_add_rows', {
      count: sound,
      rows,
    });
  }

  protected override savedText(saved: number): string {
    const { t, format } = this.desk.view();
    return t(this.#invite ? 'contacts.invited' : 'contacts.imported', {
      count: saved,
      rows: formatQuantity(String(saved), format),
    });
  }

  protected override columns(
    saved: boolean,
    onFix: (row: ContactImportRow) => void,
  ): Column<ContactImportRow>[] {
    const view = this.desk.view();
    const { t } = view;
    const c = columnsOf<ContactImportRow>(view);
    return [
      { ...c.number('import.row', ({ row }) => row), card: 'small' },
      c.wide('contacts.cell_name', ({ name }) => name || null, { card: 'heading' }),
      c.wide('contacts.cell_mailbox', ({ mailbox }) => mailbox || null),
      c.wide('contacts.cell_customer', ({ customer, customerName }) =>
        customerName ? html`${customerName} <small>${customer}</small>` : customer || null,
      ),
      c.name('contacts.cell_profile', ({ profile, profileFound }) =>
        profileFound ? profileName(profileFound, t) : profile || null,
      ),
      c.text(
        'import.message',
        (row) =>
          html`<span class="row-message"
            >${message(row, saved, view)}${
              row.error
                ? button({
                    kind: 'quiet',
                    label: t('import.fix'),
                    name: t('import.fix_named', { row: row.row }),
                    onClick: () => onFix(row),
                  })
                : ''
            }</span
          >`,
        { card: 'trail' },
      ),
    ];
  }

  get #client() {
    return this.desk.portal().client;
  }
}

const wrongOf = ({ error }: ContactImportRow, { t }: View): string =>
  t(error === null ? 'import.row_sound' : `contacts.row_${error}`);

/** What a row came to: refused, done, or what applying it would do. */
function message(row: ContactImportRow, saved: boolean, view: View): TemplateResult {
  const { t } = view;
  if (row.error) return badge('danger', 'alert', wrongOf(row, view), 'badge-error');
  if (saved) return badge('success', 'check', t('contacts.row_done'), 'badge-saved');
  return row.change === 'account'
    ? badge('info', 'info', t('contacts.row_account'))
    : badge('info', 'info', t('contacts.row_new'));
}
