import type { TemplateResult } from 'lit';
import type { ClientError, PortalElement } from '../core/index.ts';
import { InnerTab } from './inner-tab.ts';

/** The conversations on the open record: the real element, fetched when its tab is opened. */
export class MessagesTab {
  readonly #tab: InnerTab<{ owner: string; open?: string; mode: string }>;
  #owner = '';

  constructor(host: PortalElement) {
    this.#tab = new InnerTab(host, () => import('../portal-messages/embed.ts'));
  }

  /** Lets an element that could not be fetched be fetched again. */
  retry(): void {
    this.#tab.retry();
  }

  /**
   * @param owner what the conversations are on: `order:<id>`
   * @param failed shows why it could not be fetched
   */
  render(owner: string, failed: (fault: ClientError) => TemplateResult): TemplateResult {
    const moved = owner !== this.#owner;
    this.#owner = owner;
    return this.#tab.render({ owner, mode: 'thread', ...(moved && { open: '' }) }, failed);
  }
}
