/**
 * Whether more is asked than `npm test` has time for: every combination where it takes those that hold each choice at
 * least once, and more rounds of what is killed or drawn at random. THOROUGH=yes sets it, for a run or for one file.
 */
export const thorough = process.env['THOROUGH'] === 'yes';

/** How often something is tried. */
export const rounds = (usual: number, many: number): number => (thorough ? many : usual);
