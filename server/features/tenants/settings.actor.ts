import { writeAudit, type Actor, type Trace } from '../../http/caller.ts';
import type { AuditEvent } from '#contract/endpoint';
import type { Db } from '../../db/scope.ts';

/** Who changes a setting, for the audit log. */
export type SettingsActor = Actor & { trace: Trace | null };

/** The operator at the command line. */
export const operatorOf = (tenantId: string): SettingsActor => ({
  tenantId,
  kind: 'operator',
  id: null,
  trace: null,
});

/** Adds a row to the audit log. */
export const note = (
  db: Db,
  actor: SettingsActor,
  event: AuditEvent,
  record: string,
  detail?: Record<string, unknown>,
): Promise<void> => writeAudit(db, event, actor, actor.trace, { record, detail });
