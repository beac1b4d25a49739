import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';

export type Movements = CallResult<Endpoints['GET /movements']>;
export type Changes = CallResult<Endpoints['GET /statement-changes']>;
export type EarlierRow = CallResult<Endpoints['GET /statements']>['items'][number];
export type Period = { company: string; from: string; to: string };
