import type { ContactDetail } from '#contract/contacts';
import type { PersonPermission } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { Vocabulary } from '../core/i18n.ts';
import type { PersonDesk } from '../records/person-desk.ts';

/** What the parts of the element need of it. */
export type Desk = PersonDesk & {
  /** Fetches the words of a part, which is drawn once they are there. */
  learn: (vocabulary: Vocabulary) => Promise<void>;
  session: () => Session | null;
  may: (permission: PersonPermission) => boolean;
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
