import { html, nothing, type TemplateResult } from 'lit';
import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import type { Vocabulary } from '../core/i18n.ts';
import { adopt, Lazy } from '../core/lazy.ts';
import { bones } from '../kit/skeleton.ts';
import type { View } from '../records/view.ts';
import type { FiscalOptions } from './fiscal-detail.ts';

/** What takes the place of the list: the pack of a month, or files that staff loads. */
export type LatePart = 'pack' | 'load';

export type LateDesk = {
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  fault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  learn: (vocabulary: Vocabulary) => Promise<void>;
  several: () => boolean;
  own: () => string | undefined;
  onClose: () => void;
  onDone: () => void;
};

/** Milliseconds the authority may take. */
const patience = 20_000;

const waiting = () => html`<div aria-hidden="true">${bones(6)}</div>`;

/** The parts of the list of invoices that come with their words once somebody needs them. */
export class LateParts {
  readonly #desk: LateDesk;
  readonly #host: PortalElement;
  /** The invoice that the authority is asked about. */
  #checking = '';
  readonly #detail;
  readonly #parts;

  constructor(host: PortalElement, desk: LateDesk) {
    this.#desk = desk;
    this.#host = host;
    const made = { host, ...desk };
    this.#detail = new Lazy(host, async () => {
      const [{ fiscalDetail, disclosureStyles, qrStyles }] = await Promise.all([
        import('./fiscal-detail.ts'),
        desk.learn('documents'),
      ]);
      adopt(host, disclosureStyles, qrStyles);
      return fiscalDetail;
    });
    this.#parts = {
      pack: new Lazy(host, async () => {
        const [{ Pack }] = await Promise.all([import('./pack.ts'), desk.learn('documents')]);
        return new Pack(made);
      }),
      load: new Lazy(host, async () => {
        const [{ FiscalLoad }] = await Promise.all([
          import('./fiscal-import.ts'),
          desk.learn('staff'),
        ]);
        return new FiscalLoad(made);
      }),
    };
  }

  /** The fiscal document of an invoice; nothing where it has none, or its part could not be fetched. */
  fiscal(options: Omit<FiscalOptions, 'checking' | 'onCheck'>): unknown {
    if (!options.invoice.fiscal) return nothing;
    this.#detail.need();
    const { value, fault } = this.#detail;
    if (fault) return this.#desk.fault(fault);
    if (!value) return waiting();
    const { id } = options.invoice;
    return value({
      ...options,
      checking: this.#checking === id,
      onCheck: () => void this.#check(id),
    });
  }

  /** Asks the authority about an invoice, which is then shown anew. */
  async #check(id: string): Promise<void> {
    if (this.#checking) return;
    this.#checking = id;
    this.#host.requestUpdate();
    try {
      await this.#desk.portal().client.call('POST /invoices/:id/fiscal-check', {
        params: { id },
        timeout: patience,
      });
      this.#desk.onDone();
    } catch (error) {
      this.#desk.report(toClientError(error));
    }
    this.#checking = '';
    this.#host.requestUpdate();
  }

  render(part: LatePart): TemplateResult {
    const lazy = this.#parts[part];
    lazy.need();
    if (lazy.fault) return this.#desk.fault(lazy.fault);
    return lazy.value ? lazy.value.render() : waiting();
  }
}
