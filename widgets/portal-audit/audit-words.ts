import type { AuditRow } from '#contract/audit';
import type { Translate } from '../core/index.ts';

/** Who did it. */
export const actorText = ({ kind, name }: AuditRow['by'], t: Translate): string =>
  name ?? t(`audit.by_${kind}`);

/** Where it was done from; null where that is not known. */
export function originText({ browser, system, network }: AuditRow, t: Translate): string | null {
  const device =
    browser && system ? t('audit.from_device', { browser, system }) : (browser ?? system);
  return [device, network].filter(Boolean).join(' · ') || null;
}
