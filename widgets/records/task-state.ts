import { TaskStatus } from '@lit/task';
import { toClientError, type ClientError, type PortalState } from '../core/index.ts';

type AnyTask = { readonly status: TaskStatus; readonly error: unknown };

/** Why a task failed, if it did. */
export const faultOf = ({ status, error }: AnyTask): ClientError | undefined =>
  status === TaskStatus.ERROR ? toClientError(error) : undefined;

/** The state of the value a task loads. */
export function stateOf({ status }: AnyTask, value: unknown, empty: boolean): PortalState {
  if (status === TaskStatus.ERROR) return 'error';
  if (value === undefined) return 'loading';
  if (status === TaskStatus.PENDING) return 'stale';
  return empty ? 'empty' : 'ready';
}
