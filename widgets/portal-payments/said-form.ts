import type { TemplateResult } from 'lit';
import type { Portal } from '../core/index.ts';
import type { View } from '../records/view.ts';

/** What a form that says something needs of whoever shows it. */
export type SaidFormDesk = {
  view: () => View;
  /** Something else is typed now. */
  onType: () => void;
};

/** What a form says once it is whole, and what is told of it then; or what is missing. */
export type Saying =
  | { missing: string }
  | { say: (client: Portal['client'], once: string) => Promise<unknown>; done: string };

/** A form that says something of documents that are owed, in a dialog. */
export type SaidForm = {
  /** The documents, which what is written is kept with. */
  of: string;
  title: () => string;
  submit: () => string;
  /** @param tried whether it was sent before it was whole, so that it says what is missing */
  fields: (tried: boolean) => TemplateResult;
  saying: () => Saying;
};
