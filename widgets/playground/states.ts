/** States that the playground puts an element into. */
export const states = ['ready', 'loading', 'empty', 'error', 'forbidden', 'signed-out'] as const;
export type Shown = (typeof states)[number];
