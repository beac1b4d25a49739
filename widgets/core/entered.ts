import { enteredAccess } from '#contract/entered-access';
import type { Session } from '#contract/portal';

/** Whether somebody is in: neither a temporary password is to be changed nor a second factor to be shown or set up. */
export const isEntered = (session: Session | null | undefined): session is Session =>
  session != null && enteredAccess.includes(session.access);
