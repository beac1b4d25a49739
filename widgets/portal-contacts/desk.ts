import type { ContactDetail } from '#contract/contacts';
import type { PersonPermission } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { ClientError, Portal, PortalElement } from '../core/index.ts';
import type { View } from '../records/view.ts';

/** What the parts of the element need of it. */
export type Desk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  session: () => Session | null;
  may: (permission: PersonPermission) => boolean;
  announce: (text: string) => void;
  /** Tells screen readers and the page that something failed. */
  onFault: (fault: ClientError) => void;
  /** Puts the focus on something, once it is drawn. */
  focus: (selector: string) => Promise<void>;
  /** Tab of the open contact, and the change to another. */
  tab: () => string;
  onTab: (tab: string) => void;
  /** Takes over the contact that a change answered with. */
  onContact: (contact: ContactDetail) => void;
  /** Opens a contact that was added. */
  onAdded: (contact: ContactDetail) => void;
  /** Back to the list. */
  onBack: () => void;
};
