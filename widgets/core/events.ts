import type { Grant } from '#contract/contacts';
import type { NotificationType } from '#contract/notification-words';
import type { PaymentState } from '#contract/payment-words';
import type { Session } from '#contract/portal';
import type { Section } from '#contract/sections';
import type { ClientError } from './client-error.ts';
import type { Language } from './i18n.ts';
import type { PlaceFilter } from './places.ts';

/** States an element can be in, reflected as `data-state`. */
export type PortalState =
  | 'loading'
  | 'ready'
  | 'empty'
  | 'error'
  | 'forbidden'
  | 'signed-out'
  | 'stale';

/** What each event carries. */
export type PortalEventDetails = {
  /** Once, when the element shows itself for the first time, in whatever state. */
  'portal-ready': { state: PortalState };
  /** The element changed its state. */
  'portal-state': { state: PortalState; before: PortalState | undefined };
  /** A call failed, or the element is not configured. */
  'portal-error': { error: ClientError };
  /** Filters, sort, tab, page or the open record have changed: what the page's address would hold. */
  'portal-change': { open: string | null; params: Readonly<Record<string, string>> };
  /** Somebody is about to open or close something; `preventDefault()` leaves it to the page. */
  'portal-navigate': {
    to:
      | Section
      | 'order'
      | 'invoice'
      | 'shipment'
      | 'quote'
      | 'contact'
      | 'document'
      | 'payment'
      | 'thread'
      | 'audit-entry'
      | 'settings-card'
      | 'staff-person'
      | 'home'
      | 'account';
    id: string | null;
    href: string | null;
    /**
     * What `<portal-orders>` or `<portal-stock>` is to find there, whose statement `<portal-statement>` is to show, which
     * run `<portal-mass-send>`, or what the figure of a section counts, by the attributes of its element.
     */
    filter?: PlaceFilter;
  };
  /** `<portal-app>` is at another place. */
  'portal-navigated': { to: Section | 'home' | 'account'; id: string | null; href: string | null };
  /** The reader chose a language in `<portal-app>`; `preventDefault()` leaves it to the page. */
  'portal-locale-change': { locale: Language };
  /** Somebody is about to sign in; `preventDefault()` stops it. */
  'portal-before-sign-in': { login: string };
  /** Somebody is about to sign out; `preventDefault()` stops it. */
  'portal-before-sign-out': { session: Session };
  /** Somebody is about to change the permissions of a contact; `preventDefault()` stops it. */
  'portal-before-access-change': { contact: string; grants: readonly Grant[] };
  /** A contact has other permissions now. */
  'portal-branding-published': Record<never, never>;
  'portal-access-changed': { contact: string; grants: readonly Grant[] };
  /** A notification was opened. */
  'portal-notification-opened': { id: string; type: NotificationType };
  'portal-signed-in': { session: Session };
  'portal-signed-out': Record<never, never>;
  /** The person chose a new password; every session of the person is over. */
  'portal-password-changed': Record<never, never>;
  /** The person works for another customer from here on. */
  'portal-customer-changed': { session: Session };
  'portal-order-opened': { id: string; number: string };
  /** A request is about to be sent; `preventDefault()` stops it. */
  'portal-before-request': { category: string; subject: string };
  'portal-request-created': { id: string; number: string };
  /** An order is about to be sent; `preventDefault()` stops it. */
  'portal-before-order-submit': { lines: number; total: string | null };
  'portal-order-submitted': { captureNumber: string };
  /** The page of a provider is about to open; `preventDefault()` leaves it to the page. */
  'portal-before-payment': { id: string; href: string };
  /** A payment on screen has another state. */
  'portal-payment-changed': { id: string; state: PaymentState };
  /** A draft was saved; its total where the reader may see prices. */
  'portal-draft-changed': { lines: number; total: string | null };
  'portal-quote-opened': { id: string; number: string };
  /** A quote is about to be accepted or rejected; `preventDefault()` stops it. */
  'portal-before-quote-decision': {
    id: string;
    number: string;
    decision: 'accepted' | 'rejected';
    total: string | null;
  };
  'portal-quote-decided': { id: string; number: string; decision: 'accepted' | 'rejected' };
  'portal-invoice-opened': { id: string; number: string };
  'portal-shipment-opened': { id: string; number: string };
  'portal-share-created': { id: string; shipment: string; expiresAt: string };
  /** The stock of some materials was read; by their numbers. */
  'portal-stock-queried': { materials: string[]; erp: 'answered' | 'unavailable' | 'none' };
  /** A statement is on screen; `customer` is the customer's number. */
  'portal-statement-opened': { id: string; cutOff: string; customer: string };
};

export type PortalEventName = keyof PortalEventDetails;
export type PortalEvent<N extends PortalEventName> = CustomEvent<PortalEventDetails[N]>;
export type PortalEventMap = { [N in PortalEventName]: PortalEvent<N> };

const lifecycle: readonly PortalEventName[] = ['portal-ready', 'portal-state', 'portal-error'];
/** Of what a listener can keep from happening; whatever begins with `portal-before-`, too. */
const intent: readonly PortalEventName[] = ['portal-navigate', 'portal-locale-change'];

/**
 * Sends an event. Lifecycle stays at the element; intent can be cancelled; intent and results bubble.
 * @returns false if a listener cancelled it
 */
export function emit<N extends PortalEventName>(
  target: EventTarget,
  name: N,
  detail: PortalEventDetails[N],
): boolean {
  const bubbles = !lifecycle.includes(name);
  const cancelable = intent.includes(name) || name.startsWith('portal-before-');
  return target.dispatchEvent(
    new CustomEvent(name, { detail, bubbles, composed: bubbles, cancelable }),
  );
}

/** What the document is told of. */
export type PortalDocumentEventMap = {
  /** Who is signed in, at first and whenever that changes; null for nobody. */
  'portal-session': CustomEvent<{ tenant: string; session: Session | null }>;
};

declare global {
  // What rises to it, and what is told to it alone.
  interface DocumentEventMap extends PortalEventMap, PortalDocumentEventMap {}
  // An interface, because it merges with the browser's.
  interface HTMLElementEventMap extends PortalEventMap {}
}
