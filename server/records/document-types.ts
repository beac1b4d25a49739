import type { DocumentType } from '#contract/documents';
import {
  isStarterType,
  starterTypes,
  type DocumentGroup,
  type StarterTypeCode,
} from '#contract/document-words';
import { fileTypes, type MediaType } from '#contract/file-words';
import { indexWords } from '#contract/identifiers';
import type { Db } from '../db/scope.ts';

type StoredType = Omit<DocumentType, 'own' | 'bytes'> & { bytes: string | null };

const columns = {
  code: 'code',
  group: 'group_name',
  labels: 'labels',
  fromCustomer: 'from_customer',
  keepsExpiry: 'keeps_expiry',
  requiredFor: 'required_for',
  mediaTypes: 'media_types',
  bytes: 'bytes',
  hidden: 'hidden',
};

const read = ({ bytes, ...type }: StoredType): DocumentType => ({
  ...type,
  own: true,
  bytes: bytes === null ? null : Number(bytes),
});

const starter = (code: StarterTypeCode): DocumentType => {
  const { group, ...more }: { group: DocumentGroup; keepsExpiry?: true } = starterTypes[code];
  return {
    code,
    group,
    labels: null,
    own: false,
    fromCustomer: true,
    keepsExpiry: more.keepsExpiry ?? false,
    requiredFor: [],
    mediaTypes: null,
    bytes: null,
    hidden: false,
  };
};

/** Starter types in their order, as the tenant changed them, then its own. */
export async function allTypes(db: Db): Promise<DocumentType[]> {
  const stored = (
    await db('document_types').orderBy(['created_at', 'code']).select<StoredType[]>(columns)
  ).map(read);
  const starters = (Object.keys(starterTypes) as StarterTypeCode[]).map(
    (code) => stored.find((one) => one.code === code) ?? starter(code),
  );
  return [...starters, ...stored.filter(({ code }) => !isStarterType(code))];
}

/** The type of a code, whether it is offered or not; undefined where there is none. */
export async function knownType(db: Db, code: string): Promise<DocumentType | undefined> {
  const stored = await db('document_types').where({ code }).first<StoredType | undefined>(columns);
  return stored ? read(stored) : isStarterType(code) ? starter(code) : undefined;
}

/** Why a type of document does not take a file; undefined where it does. */
export function mediaFault(
  { mediaType, bytes }: { mediaType: MediaType; bytes: number },
  type: { mediaTypes: readonly string[] | null; bytes: number | null },
): 'media_not_allowed' | 'file_too_large' | undefined {
  if (type.mediaTypes && !type.mediaTypes.includes(mediaType)) return 'media_not_allowed';
  return bytes > (type.bytes ?? fileTypes[mediaType].bytes) ? 'file_too_large' : undefined;
}

/** A name of a file without its ending. */
export const titleOf = (name: string | undefined): string | undefined =>
  name?.replace(/\.\w{1,8}$/, '').trim() || undefined;

/** The words a document is found by, of its title, its file, its record and its tags. */
export const documentSearchText = (texts: readonly string[]): string =>
  indexWords(texts.join(' '))
    .map((word) => ` ${word}`)
    .join('');
