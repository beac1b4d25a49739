import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { Draft } from '#contract/order-entry';
import type { PersonPermission } from '#contract/permissions';
import type { ClientError, Portal } from '../core/index.ts';
import type { View } from '../records/view.ts';
import type { DraftStore } from './draft-store.ts';
import type { Form } from './side.ts';

/** What a view of the element may use of it. */
export type Desk = {
  host: ReactiveControllerHost & HTMLElement & { renderRoot: HTMLElement | DocumentFragment };
  store: DraftStore;
  portal: () => Portal;
  words: () => View;
  /** The day it is for the tenant. */
  today: () => string;
  allows: (permission: PersonPermission) => boolean;
  announce: (text: string) => void;
  isReadonly: () => boolean;
  isBusy: () => boolean;
  /** Does something of the server's, one at a time for the reader to see; what it refuses is said above everything. */
  call: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  refuse: (fault: ClientError | undefined) => void;
  show: (view: string) => void;
  /** Begins an order. */
  begin: () => Promise<void>;
  /** Goes to a draft: one that was just made, or one by its id. */
  go: (draft: Draft | string) => void;
  /** The lines as a table. */
  sheet: (form: Form, readonly: boolean) => TemplateResult;
};

/** What is fetched when it is first shown. */
export type Late = {
  render: (form: Form) => TemplateResult;
  /** Forgets what was asked and typed. */
  clear: () => void;
  reload: () => void;
};
