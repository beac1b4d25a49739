/** Words of contracts. Plain constants: this file may travel to the browser. */

export const contractStates = ['active', 'suspended', 'ended', 'cancelled'] as const;
export type ContractState = (typeof contractStates)[number];
/** What follows an end: nothing, another term unless somebody gives notice, or one that is agreed. */
export const renewals = ['none', 'tacit', 'agreed'] as const;
export const contractPeriods = ['month', 'quarter', 'year', 'once'] as const;
export const allowanceKinds = ['visits', 'hours'] as const;
/** Days before a deadline on which customers are told of it. */
export const noticeDays = [60, 30, 7] as const;
/** Deadlines: the last day to give notice, and the end. */
export const deadlines = ['notice', 'end'] as const;
export type Deadline = (typeof deadlines)[number];
