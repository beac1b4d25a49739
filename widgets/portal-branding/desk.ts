import type { Session } from '#contract/portal';
import type { ClientError, Portal, PortalElement } from '../core/index.ts';
import type { View } from '../records/view.ts';
import type { Editor } from './editor.ts';

/** What the parts of the element need of it. */
export type Desk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  session: () => Session | null;
  editor: Editor;
  announce: (text: string) => void;
  onFault: (fault: ClientError) => void;
  /** The draft was published, or a publication taken back. */
  onPublished: () => void;
};
