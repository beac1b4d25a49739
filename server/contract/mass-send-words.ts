/** The words of mass sends and mailing lists. Plain constants: this file may travel to the browser. */

export const runStates = ['draft', 'running', 'paused', 'done', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

/** How it stands with one customer of a run. */
export const recipientStates = [
  'waiting',
  'sent',
  'failed',
  'unknown',
  'skipped',
  'cancelled',
] as const;
export type RecipientState = (typeof recipientStates)[number];

/** Why a customer gets nothing. */
export const skipReasons = [
  'not_selected',
  'no_balance',
  'no_mailbox',
  'bounced',
  'already_sent',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why a mail failed: the portal itself gave it up, or what the other side's refusal speaks of. */
export const mailFailures = [
  'too_late',
  'wrong_statement',
  'address',
  'full',
  'size',
  'policy',
  'other',
] as const;
export type MailFailure = (typeof mailFailures)[number];

/** What somebody should look at before it goes out. */
export const recipientWarnings = ['some_bounced', 'other_domain', 'sign_changed'] as const;
export type RecipientWarning = (typeof recipientWarnings)[number];

/** What was mended in a row that was pasted. Zeros in front of a number are no matter: it is found without. */
export const rowNotes = [
  'quotes',
  'spaces',
  'separators',
  'hyperlink',
  'names',
  'duplicate_mailbox',
  'joined',
] as const;
export type RowNote = (typeof rowNotes)[number];

/** Why a row cannot be saved. */
export const rowErrors = [
  'company_unknown',
  'customer_unknown',
  'number_format',
  'not_of_company',
  'no_mailbox',
  'mailbox_invalid',
  'too_many_mailboxes',
  'columns',
] as const;
export type RowError = (typeof rowErrors)[number];

/** Why a file cannot be read: what it is instead, or what is wrong with it. Each is a rule with its text at `mass_send.<rule>`. */
export const fileFaults = [
  'file_xls',
  'file_xlsb',
  'file_ods',
  'file_html',
  'file_pdf',
  'file_protected',
  'file_unknown',
  'file_damaged',
  'file_heavy',
  'file_empty',
  'file_hidden',
] as const;
export type FileFault = (typeof fileFaults)[number];
