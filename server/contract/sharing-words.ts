/** Words of links to shipments. Plain constants: this file may travel to the browser. */

/** Days that a link works. */
export const shareDays = { least: 1, usual: 7, most: 30 } as const;
/** Days that are offered. */
export const shareDaysOffered = [1, 7, 14, 30] as const;
/** Links to one shipment that work at a time. */
export const mostShares = 20;
