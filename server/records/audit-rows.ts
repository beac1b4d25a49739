import { actorKinds, type ActorKind } from '#contract/audit-events';
import type { AuditChange, AuditRow } from '#contract/audit';
import { shortAddress } from '../http/network.ts';
import { namesOf } from '../http/user-agent.ts';

/** Who did something, as a row of the audit log says it: a person whose membership was not known counts as a contact. */
export const actorKindOf = (kind: string): ActorKind =>
  actorKinds.find((one) => one === kind) ?? (kind === 'person' ? 'contact' : 'public');

/** Where something was done from, with no more of the address than tells networks apart. */
export const originOf = (
  ip: string | null,
  userAgent: string | null,
): Pick<AuditRow, 'browser' | 'system' | 'network'> => ({
  ...namesOf(userAgent ?? ''),
  network: ip === null ? null : shortAddress(ip),
});

type Values = Record<string, AuditChange['before']>;

/** What was changed by field; what is told without a value from before stands as what there is now. */
export function changesIn({ before, after, ...told }: Record<string, unknown>): AuditChange[] {
  const was = fieldsOf(before);
  const is = { ...(told as Values), ...fieldsOf(after) };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    field,
    before: was[field] ?? null,
    after: is[field] ?? null,
  }));
}

/** The fields of a state. A list, or a plain value, is the one field `value`. */
function fieldsOf(state: unknown): Values {
  if (state === null || state === undefined) return {};
  const isRecord = typeof state === 'object' && !Array.isArray(state);
  return isRecord ? (state as Values) : { value: state as Values[string] };
}
