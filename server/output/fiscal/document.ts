import type { FiscalDocument, FiscalFault } from '#contract/fiscal-document';
import type { FiscalFaultCode } from '#contract/fiscal-words';

export class FiscalFileError extends Error {
  readonly fault: FiscalFault;
  constructor(code: FiscalFaultCode, at = '') {
    super(`${code} ${at}`);
    this.name = 'FiscalFileError';
    this.fault = { code, at };
  }
}

/** What every kind of document leaves out unless it says otherwise. */
export const blank = {
  series: null,
  number: null,
  issuedIn: null,
  leavesAt: null,
  exchangeRate: null,
  subtotal: '0.00',
  discount: '0.00',
  transferred: '0.00',
  withheld: '0.00',
  total: '0.00',
  method: null,
  form: null,
  nature: null,
  isGlobal: false,
  stamp: null,
  lines: [],
  lineCount: 0,
  instalments: [],
} satisfies Partial<FiscalDocument>;
