import type { TemplateResult } from 'lit';
import type { RejectReason } from '#contract/quote-words';
import type { QuoteDetail } from '#contract/quotes';
import type { View } from '../records/view.ts';

/** What is being done with the open quote. */
export type Act = '' | 'accept' | 'reject' | 'ask' | 'record';

/** What was typed and ticked on the way to a decision. */
export type Typed = {
  /** The terms were read to their end, and accepted. */
  read: boolean;
  agreed: boolean;
  purchaseOrder: string;
  reason: RejectReason;
  text: string;
  /** What is missing was pointed out. */
  tried: boolean;
};
export const untyped: Typed = {
  read: false,
  agreed: false,
  purchaseOrder: '',
  reason: 'price',
  text: '',
  tried: false,
};

export type DecideOptions = {
  view: View;
  quote: QuoteDetail;
  chosen: readonly string[];
  typed: Typed;
  /** In whose name it is decided. */
  person: string;
  busy: boolean;
  /** Why it did not succeed. */
  fault: TemplateResult | undefined;
  onType: (change: Partial<Typed>) => void;
  onSubmit: () => void;
  onCancel: () => void;
};

/** Whether a box was scrolled to its end. */
export const isAtEnd = (box: HTMLElement): boolean =>
  box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
