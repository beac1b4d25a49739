import type { TemplateResult } from 'lit';
import type { PersonPermission } from '#contract/permissions';
import type { ClientError, Portal, PortalElement, PortalState } from '../core/index.ts';
import type { ViewParams } from '../records/address.ts';
import type { View } from '../records/view.ts';

export type { View };

/** What a section needs of the element it stands in. */
export type Desk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  /** What is shown instead of a section that did not come. */
  fault: () => TemplateResult;
  may: (permission: PersonPermission) => boolean;
  announce: (text: string) => void;
  /** Tells screen readers and the page that something failed. */
  onFault: (fault: ClientError) => void;
  /** Id of the run on screen; empty is none. */
  run: () => string;
  onRun: (id: string) => void;
  /** Writes what is on screen into the address, as a new entry of the history. */
  onView: () => void;
  /** Puts the focus on something, once it is drawn. */
  focus: (selector: string) => Promise<void>;
  /**
   * Notes what has the focus. What it returns puts the focus on something else, once that is drawn, if what
   * had it is gone by then.
   */
  keepFocus: () => (selector: string) => Promise<void>;
};

/** One of the tabs. It lives as long as the element, so that nothing typed is lost. */
export type Section = {
  readonly state: PortalState;
  readonly fault: ClientError | undefined;
  render: () => TemplateResult;
  /** Asks again for what is on screen. */
  reload: () => void;
  /** Forgets what was typed and found: another person is here. */
  clear: () => void;
  /** What is on screen besides the open run, as the address keeps it. */
  readonly params: ViewParams;
  /** Shows what the address holds. */
  restore: (params: ViewParams) => void;
};
