/** Types of files that people hand over, and how large each may be. Plain constants: this file may travel to the browser. */

const mega = 1_048_576;
const office = 'application/vnd.openxmlformats-officedocument';

type FileType = {
  /** Endings of names, the usual one first, without the dot. */
  endings: readonly [string, ...string[]];
  bytes: number;
};

/** By media type. What is not here is refused. */
export const fileTypes = {
  'application/pdf': { endings: ['pdf'], bytes: 25 * mega },
  'image/jpeg': { endings: ['jpg', 'jpeg'], bytes: 10 * mega },
  'image/png': { endings: ['png'], bytes: 10 * mega },
  'image/gif': { endings: ['gif'], bytes: 10 * mega },
  'image/webp': { endings: ['webp'], bytes: 10 * mega },
  [`${office}.wordprocessingml.document`]: { endings: ['docx'], bytes: 15 * mega },
  [`${office}.spreadsheetml.sheet`]: { endings: ['xlsx'], bytes: 15 * mega },
  'application/msword': { endings: ['doc'], bytes: 15 * mega },
  'application/vnd.ms-excel': { endings: ['xls'], bytes: 15 * mega },
  'text/plain': { endings: ['txt'], bytes: 5 * mega },
  'text/csv': { endings: ['csv'], bytes: 5 * mega },
  'application/xml': { endings: ['xml'], bytes: 3 * mega },
} as const satisfies Record<string, FileType>;
export type MediaType = keyof typeof fileTypes;
export const mediaTypes = Object.keys(fileTypes) as MediaType[];

/** Endings of all names that may be chosen, with their dots. */
export const fileEndings: readonly string[] = Object.values<FileType>(fileTypes).flatMap(
  ({ endings }) => endings.map((ending) => `.${ending}`),
);
/** Bytes of the largest file of any type. */
export const mostFileBytes = Math.max(...Object.values(fileTypes).map(({ bytes }) => bytes));

/** The type that a name promises; what the bytes are, the server looks at itself. */
export function typeOfName(name: string): MediaType | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  return mediaTypes.find((type) =>
    (fileTypes[type].endings as readonly string[]).includes(ending ?? ''),
  );
}

/** Bytes of one part of an upload; the last has what is left. Proxies let no more than a megabyte through unasked. */
export const partBytes = 524_288;

export const uploadStates = ['receiving', 'ready', 'refused'] as const;
/** What the scanner for malware said: `off` where there is none. Only `off` and `clean` are handed out. */
export const scanStates = ['off', 'pending', 'clean', 'infected', 'failed'] as const;
export type ScanState = (typeof scanStates)[number];
export const isHandedOut = (scan: ScanState): boolean => scan === 'off' || scan === 'clean';

/** What files are handed over for. */
export const uploadPurposes = ['document', 'message', 'quote', 'proof', 'dispute'] as const;
export type UploadPurpose = (typeof uploadPurposes)[number];

/** Why a file is not taken, as codes of errors. */
export const fileRefusals = [
  'file_empty',
  'file_type',
  'file_html',
  'file_svg',
  'file_polyglot',
  'file_macro',
  'file_heavy',
  'file_protected',
  'file_damaged',
  'file_too_large',
] as const;
export type FileRefusal = (typeof fileRefusals)[number];
