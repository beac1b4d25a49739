import type { Connection } from './db/connect.ts';
import type { InScope } from './db/scope.ts';
import { createAccounts } from './features/access/accounts.service.ts';
import type { Passwords } from './features/access/passwords.ts';
import { createBankDataAdmin } from './features/bank-data/bank-data.admin.ts';
import { createDocumentAdmin } from './features/documents/documents.admin.ts';
import { createMailingListAdmin } from './features/mailing-lists/lists.admin.ts';
import { createMessageAdmin } from './features/messages/messages.admin.ts';
import { createPaymentAdmin } from './features/payments/payments.admin.ts';
import { createSaidAdmin } from './features/payments/said.admin.ts';
import { createKeys } from './features/keys/keys.admin.ts';
import { createServiceAdmin } from './features/service/service.admin.ts';
import { createTenants } from './features/tenants/tenants.service.ts';

/** What the operator does from the command line, and a company's own program through `createPortal`. */
export function createAdmin(deps: {
  connection: Connection;
  inScope: InScope;
  passwords: Passwords;
}) {
  const tenants = createTenants(deps);
  const withTenant = { ...deps, findTenant: tenants.findTenant };
  return {
    ...tenants,
    ...createKeys(withTenant),
    ...createAccounts(withTenant),
    ...createDocumentAdmin(withTenant),
    ...createMailingListAdmin(withTenant),
    ...createMessageAdmin(withTenant),
    ...createServiceAdmin(withTenant),
    ...createPaymentAdmin(withTenant),
    ...createSaidAdmin(withTenant),
    ...createBankDataAdmin(withTenant),
  };
}

export type Admin = ReturnType<typeof createAdmin>;
