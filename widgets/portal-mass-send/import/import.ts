import { nothing } from 'lit';
import { limits } from '#contract/limits';
import type { ImportRow } from '#contract/mailing-lists';
import { formatQuantity, type ClientError, type PortalState } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { Download } from '../../records/download.ts';
import {
  patience,
  SheetImport,
  type SheetContent,
  type SheetRead,
} from '../../records/sheet-import.ts';
import type { Correction } from '../../records/row-fix.ts';
import type { Desk, Section } from '../desk.ts';
import { importColumns, wrongOf } from './import-rows.ts';
import { modeChoice, type Mode } from '../parts.ts';

type Cell = 'company' | 'customer' | 'mailboxes';

/** Many mailing lists at once: pasted or dropped, looked at, and only then saved. */
export class Import extends SheetImport<ImportRow, Cell> implements Section {
  readonly #download: Download;
  #mode: Mode = 'replace';

  readonly state: PortalState = 'ready';
  readonly fault = undefined;

  constructor(desk: Desk) {
    const label = (name: Cell) => () => desk.view().t(`mass_send.${name}`);
    super(desk, {
      words: {
        label: 'mass_send.sheet',
        hint: 'mass_send.sheet_hint',
        file: 'mass_send.file_hint',
      },
      isChange: ({ change }) => change === 'new' || change === 'changed',
      cells: [
        ['company', label('company'), limits.identifier],
        ['customer', label('customer'), limits.identifier],
        ['mailboxes', label('mailboxes'), limits.mailboxText],
      ],
      draftOf: ({ row, company, customer, mailboxes, invalid }) => ({
        row,
        company,
        customer,
        mailboxes: [...mailboxes, ...invalid].join('; '),
      }),
    });
    this.#download = new Download(desk.host, {
      portal: desk.portal,
      onDone: () => desk.announce(desk.view().t('mass_send.downloaded')),
      onFault: (fault) => desk.onFault(fault),
    });
  }

  /** What was read is kept by nobody but this page. */
  readonly params = {};
  restore(): void {}

  /** Nothing here is asked for unless somebody presses a button. */
  reload(): void {}

  protected override choices() {
    return modeChoice(this.#mode, this.desk.view(), (mode) => (this.#mode = mode));
  }

  protected override read(content: SheetContent) {
    return this.#client.call('POST /mailing-list-imports', {
      body: { ...content, mode: this.#mode },
      timeout: patience,
    });
  }

  protected override async save({ id }: SheetRead<ImportRow>) {
    const { saved, rows } = await this.#client.call('POST /mailing-list-imports/:id/application', {
      params: { id },
      body: {},
      timeout: patience,
    });
    return { id, rows, saved };
  }

  protected override correct({ id }: SheetRead<ImportRow>, row: Correction<Cell>) {
    return this.#client.call('POST /mailing-list-imports/:id/corrections', {
      params: { id },
      body: { rows: [row] },
      timeout: patience,
    });
  }

  protected override columns(saved: boolean, onFix: (row: ImportRow) => void) {
    return importColumns({ view: this.desk.view(), saved, onFix });
  }

  protected override wrongOf(row: ImportRow): string {
    return wrongOf(row, this.desk.view());
  }

  protected override rowOf(rows: readonly ImportRow[], number: number): ImportRow | undefined {
    return rows.find((one) => one.row === number || one.joined.includes(number));
  }

  protected override saveLabel(sound: number, busy: boolean): string {
    const { t, format } = this.desk.view();
    const rows = formatQuantity(String(sound), format);
    return t(busy ? 'mass_send.saving' : 'mass_send.save_rows', { count: sound, rows });
  }

  protected override savedText(saved: number): string {
    const { t, format } = this.desk.view();
    return t('mass_send.import_saved', {
      count: saved,
      rows: formatQuantity(String(saved), format),
    });
  }

  protected override get otherFault(): ClientError | undefined {
    return this.#download.fault;
  }

  protected override moreActions({ id }: SheetRead<ImportRow>) {
    if (this.wrong === 0) return nothing;
    const { t, format } = this.desk.view();
    return button({
      label: t('mass_send.download_errors'),
      icon: 'download',
      off: Boolean(this.#download.busy),
      onClick: () =>
        void this.#download.save(t('mass_send.errors_file'), () =>
          this.#client.call('GET /mailing-list-imports/:id/errors', {
            params: { id },
            query: { locale: format.language },
          }),
        ),
    });
  }

  get #client() {
    return this.desk.portal().client;
  }
}
