import type { TemplateResult } from 'lit';
import type { PaymentState } from '#contract/payment-words';
import type { Translate } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';

const looks: Record<PaymentState, readonly [Tone, IconName]> = {
  created: ['info', 'clock'],
  started: ['info', 'arrow'],
  pending: ['info', 'progress'],
  unknown: ['warning', 'progress'],
  paid: ['success', 'check'],
  partly_paid: ['warning', 'check'],
  failed: ['danger', 'cross'],
  expired: ['neutral', 'clock'],
  cancelled: ['neutral', 'cross'],
  refunded: ['neutral', 'back'],
  partly_refunded: ['neutral', 'back'],
  charged_back: ['danger', 'back'],
  mismatch: ['warning', 'alert'],
  late: ['warning', 'alert'],
};

export const toneOf = (state: PaymentState): Tone => looks[state][0];
export const stateBadge = (state: PaymentState, t: Translate): TemplateResult =>
  badge(...looks[state], t(`payments.state_${state}`), `badge-${state}`);
