import { auditEvents } from '#contract/audit-events';
import type { TextKey, Translate } from '../core/index.ts';

const known: ReadonlySet<string> = new Set(auditEvents);

/** What was done, in words; an event of a newer server is another action. */
export const eventText = (event: string, t: Translate): string =>
  t(
    (known.has(event)
      ? `audit.event_${event.replace('.', '_')}`
      : 'audit.event_unknown') as TextKey,
  );
