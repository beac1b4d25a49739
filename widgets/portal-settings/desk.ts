import type { ClientError, Portal, PortalElement } from '../core/index.ts';
import type { View } from '../records/view.ts';

/** What the cards need of the element. */
export type Desk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  /** Tells screen readers and the page that something failed. */
  onFault: (fault: ClientError) => void;
  /** Puts the focus on something, once it is drawn. */
  focus: (selector: string) => Promise<void>;
  /** Whether a card is on screen. */
  isOpen: (card: string) => boolean;
  /** The kind of data whose refusals are on screen, of the card of the ERP's data; empty for none. */
  entity: () => string;
  onEntity: (entity: string) => void;
};
