import type { FileFault } from '#contract/mass-send-words';

/** A file that cannot be read, and why, in words its owner can do something about. */
export class ForeignFileError extends Error {
  readonly fault: FileFault;
  constructor(fault: FileFault) {
    super(fault);
    this.name = 'ForeignFileError';
    this.fault = fault;
  }
}
