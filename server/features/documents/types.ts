import type { DocumentType, documents } from '#contract/documents';
import { isStarterType } from '#contract/document-words';
import type { Body } from '#contract/endpoint';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { knownType } from '../../records/document-types.ts';

/** @throws AppError `document_type_unknown` where there is none, or it is no longer offered */
export async function findType(db: Db, code: string): Promise<DocumentType> {
  const found = await knownType(db, code);
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
