import type { ClientError, Portal, PortalElement } from '../core/index.ts';
import type { View } from './view.ts';

/** What the parts of a person's card need of the element they are in. */
export type PersonDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  /** Tells screen readers and the page that something failed. */
  onFault: (fault: ClientError) => void;
  /** Puts the focus on something, once it is drawn. */
  focus: (selector: string) => Promise<void>;
};
