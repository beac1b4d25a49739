import type { TemplateResult } from 'lit';
import type { Session } from '#contract/portal';
import type {
  ClientError,
  FormatContext,
  Portal,
  PortalElement,
  Translate,
} from '../core/index.ts';
import type { Countdown } from '../kit/countdown.ts';

/** What these views need of the element they stand in. */
export type Desk = {
  host: PortalElement;
  portal: () => Portal;
  t: () => Translate;
  format: () => FormatContext;
  /** Counts down after too many attempts, whatever was attempted. */
  wait: Countdown;
  waitText: () => string;
  header: (title: string) => TemplateResult;
  fault: (error: ClientError) => TemplateResult;
  announce: (text: string) => void;
  focus: (selector: string) => Promise<void>;
  show: (view: 'forgot' | 'changed' | 'defined') => void;
  /** Back to the form that signs in, with the name and what went wrong before. */
  signIn: (login: string, error?: ClientError) => void;
  signOut: () => void;
  onError: (error: ClientError) => void;
  /** Fetches the words of the second factor, which `t` says from then on. */
  learn: () => Promise<void>;
  onEntered: (session: Session) => void;
  onPasswordChanged: () => void;
};
