/** Words of mails that come in. Plain constants: this file may travel to the browser. */

/** Why a mail waits for people, each with its words in the locales, `unmatched.reason_…`. */
export const holdReasons = [
  /** Nothing in it names a conversation. */
  'unknown_address',
  /** It answers a conversation that its sender has no part in. */
  'not_a_member',
  /** It came by an address of somebody of the company, and from somebody else. */
  'sender_mismatch',
  /** Who it would be of was disabled, or may not write any more. */
  'author_refused',
  /** Its sender's domain says that it is forged. */
  'disowned',
  /** More came from one person than anybody writes. */
  'too_often',
  /** Another mail of its name is in the conversation. */
  'name_taken',
  /** A notice of a mail server that says nothing of a mailbox of ours. */
  'delivery_report',
  /** It could not be taken apart. */
  'unreadable',
  /** Nobody but its reader can open it; the conversation has a line of it. */
  'encrypted',
  /** It came from an address for answers, or went through us more than once. */
  'loop',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/** What became of a mail that came in. */
export const inboundResults = [
  'posted',
  'automatic',
  'held',
  'repeated',
  'report',
  'dropped',
  'refused',
] as const;
export type InboundResult = (typeof inboundResults)[number];

/** How addresses for answers look: with a plus, or for relays that know none. */
export const replyForms = ['plus', 'plain'] as const;

/** Bytes of a mail that is taken. */
export const inboundBytes = 36_700_160;
/** Days that mails nobody could be found for are kept. */
export const unmatchedDays = 30;
