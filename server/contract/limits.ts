/** Limits that server and widgets share. Plain constants: this file may travel to the browser. */
export const limits = {
  /** Characters of a login name, and of a password (the policy of a tenant asks for its own minimum). */
  loginName: 200,
  password: 128,
  /** Characters of the token in a mailed link, and of a JWT that a host signs. */
  token: 100,
  assertion: 4_000,
  /** Characters of an identifier that the ERP sends: document, material, customer numbers, codes. */
  identifier: 60,
  /** Of a fiscal document: a CUFE of Colombia has 96. */
  fiscalId: 120,
  name: 200,
  /** What a person calls a filter of its own. */
  filterName: 60,
  /** Fields of such a filter. */
  filterFields: 12,
  text: 500,
  /** Rows of one page of a list: what is sent unasked, and the most that may be asked for. */
  page: 25,
  pageMax: 100,
  search: 100,
  cursor: 800,
  /** Records and bytes of one synchronisation batch. */
  batchRecords: 500,
  batchBytes: 5_000_000,
  /** Bytes of every other request body. */
  bodyBytes: 100_000,
  /** Units of one material besides its own. */
  materialUnits: 20,
  /** Drafts of orders of one customer, and characters of what is typed as a quantity. */
  orderDrafts: 500,
  typedQuantity: 40,
  /** Materials of one question for stock. */
  stockMaterials: 25,
  /** Customers and groups of one price list, and prices of one material in it. */
  priceListAssignments: 10_000,
  pricesPerMaterial: 100,
  /** Characters of the mailboxes of one list, and of a sheet that is pasted or dropped; its rows. */
  mailboxText: 4_000,
  importText: 4_000_000,
  importRows: 20_000,
  /** Mailboxes of one list. */
  listMailboxes: 100,
  /** Rows of an import that are corrected at a time. */
  corrections: 500,
  /** Mailing lists that are picked or left out by hand. */
  selection: 20_000,
  /** Files of one ZIP, and bytes of one file that is attached to a fiscal document. */
  archiveFiles: 500,
  fiscalFileBytes: 3_000_000,
  /** Bytes of a document that the ERP sends within its record. */
  documentBytes: 3_000_000,
  /** Companies and ship-to addresses one permission of a contact is limited to, and rows of an import of contacts. */
  grantCompanies: 50,
  grantAddresses: 200,
  contactRows: 2_000,
  /** Customers that are given to a person of staff by hand. */
  portfolioCustomers: 500,
  /** Minutes that staff may look at the portal as a contact. */
  impersonationMinutes: 30,
  /** Times one document of the ledger is cleared in part. */
  clearings: 500,
  /** Lines of one document. */
  documentLines: 2_000,
  /** Characters of a text with a form, as the terms of use, and of an own text; bytes of a logo. */
  richText: 20_000,
  logoBytes: 5_000_000,
  /** Bytes of a look that is worked on: its tokens and texts. */
  brandBytes: 600_000,
  /** Characters of a file's name, and files of one person on their way in at a time. */
  fileName: 255,
  uploads: 40,
  /** Rows of one export file. */
  exportRows: 100_000,
} as const;

/** Where the API lives below the public address. */
export const apiBase = '/api/v1';
