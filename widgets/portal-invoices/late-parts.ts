import { html, nothing, type TemplateResult } from 'lit';
import type { ClientError, Portal, PortalElement } from '../core/index.ts';
import type { Vocabulary } from '../core/i18n.ts';
import { Lazy } from '../core/lazy.ts';
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
  learn: (vocabulary: Vocabulary) => Promise<void>;
  several: () => boolean;
  onClose: () => void;
  onDone: () => void;
};

const waiting = () => html`<div aria-hidden="true">${bones(6)}</div>`;

/** The parts of the list of invoices that come with their words once somebody needs them. */
export class LateParts {
  readonly #desk: LateDesk;
  readonly #detail;
  readonly #parts;

  constructor(host: PortalElement, desk: LateDesk) {
    this.#desk = desk;
    const made = { host, ...desk };
    this.#detail = new Lazy(host, async () => {
      const [{ fiscalDetail }] = await Promise.all([
        import('./fiscal-detail.ts'),
        desk.learn('documents'),
      ]);
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
  fiscal(options: FiscalOptions): unknown {
    if (!options.invoice.fiscal) return nothing;
    this.#detail.need();
    const { value, fault } = this.#detail;
    if (fault) return this.#desk.fault(fault);
    return value ? value(options) : waiting();
  }

  render(part: LatePart): TemplateResult {
    const lazy = this.#parts[part];
    lazy.need();
    if (lazy.fault) return this.#desk.fault(lazy.fault);
    return lazy.value ? lazy.value.render() : waiting();
  }
}
