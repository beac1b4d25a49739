import type { StaffDetail } from '#contract/staff';
import type { PersonDesk } from '../records/person-desk.ts';

/** What the parts of the element need of it. */
export type Desk = PersonDesk & {
  /** Tab of the open person, and the change to another. */
  tab: () => string;
  onTab: (tab: string) => void;
  /** Takes over the person that a change answered with. */
  onStaff: (staff: StaffDetail) => void;
  /** Opens a person that was added. */
  onAdded: (staff: StaffDetail) => void;
  /** A request was settled: lists and the open person may be others now. */
  onSettled: () => void;
  /** Back to the list. */
  onBack: () => void;
};
