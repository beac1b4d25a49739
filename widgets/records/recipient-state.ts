import type { TemplateResult } from 'lit';
import type { RecipientState } from '#contract/mass-send-words';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import type { View } from './view.ts';

/** How it stands with a customer of a mass send, in the order in which states are offered as filters. */
export const recipientLooks: Record<RecipientState, [Tone, IconName]> = {
  waiting: ['neutral', 'clock'],
  sent: ['success', 'check'],
  failed: ['danger', 'cross'],
  unknown: ['warning', 'alert'],
  skipped: ['neutral', 'info'],
  cancelled: ['neutral', 'cross'],
};

export const recipientBadge = (state: RecipientState, { t }: View): TemplateResult =>
  badge(...recipientLooks[state], t(`mass_send.state_${state}`), `badge-${state}`);
