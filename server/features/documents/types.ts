import type { DocumentType, documents } from '#contract/documents';
import {
  isStarterType,
  starterTypes,
  type DocumentGroup,
  type StarterTypeCode,
} from '#contract/document-words';
import type { Body } from '#contract/endpoint';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';

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

/** @throws AppError `document_type_unknown` where there is none, or it is no longer offered */
export async function findType(db: Db, code: string): Promise<DocumentType> {
  const stored = await db('document_types').where({ code }).first<StoredType | undefined>(columns);
  const found = stored ? read(stored) : isStarterType(code) ? starter(code) : undefined;
  if (!found || found.hidden) throw new AppError('document_type_unknown');
  return found;
}

/** Adds a type or changes one. @throws AppError `invalid_input` where one of the tenant's own has no name */
export async function saveType(
  db: Db,
  tenantId: string,
  code: string,
  type: Body<(typeof documents)['PUT /document-types/:code']>,
): Promise<DocumentType> {
  if (!isStarterType(code) && type.labels === null)
    throw new AppError('invalid_input', { errors: [{ path: 'body.labels', rule: 'required' }] });
  const row = {
    group_name: type.group,
    labels: type.labels && JSON.stringify(type.labels),
    from_customer: type.fromCustomer,
    keeps_expiry: type.keepsExpiry,
    required_for: [...new Set(type.requiredFor)],
    media_types: type.mediaTypes,
    bytes: type.bytes,
    hidden: type.hidden,
  };
  await db('document_types')
    .insert({ tenant_id: tenantId, code, ...row })
    .onConflict(['tenant_id', 'code'])
    .merge(Object.keys(row));
  return { ...type, code, own: true };
}
