import { contactPermissions } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import type { Portal } from '../../server/index.ts';
import type { RetailRecords } from './map.ts';

/** The tenant of the real file; its sign-ins are for trying out, as those of the demo. */
export const tenant = 'retail';
export const buyer = { login: 'buyer', password: 'lanterns-by-the-gross' };
/** A person of the company who may see every customer; the totals are read back as this one. */
export const auditor = { login: 'auditor', password: 'every-pound-twice' };

/** The file knows no people: one contact, at the customer with the most orders. */
export function buyerOf({ orders }: RetailRecords): SyncInput<'contacts'> {
  const counts = new Map<string, number>();
  for (const { customer } of orders) counts.set(customer, (counts.get(customer) ?? 0) + 1);
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
  const customer = most?.[0] ?? '';
  return { id: `${customer}-BUYER`, customer, name: 'Purchasing' };
}

/** Creates the sign-ins that are missing. */
export async function createSignIns({ admin }: Portal, contact: string): Promise<void> {
  if (!(await admin.hasLogin(tenant, buyer.login))) {
    await admin.createLogin(tenant, {
      contact,
      logins: [buyer.login],
      password: buyer.password,
      grants: contactPermissions.map((permission) => ({ permission, scope: 'customer' })),
    });
  }
  if (!(await admin.hasLogin(tenant, auditor.login))) {
    await admin.createStaff(tenant, {
      name: 'Auditor',
      logins: [auditor.login],
      password: auditor.password,
      permissions: ['orders.view', 'orders.amounts', 'invoices.view'],
      customers: 'all',
    });
  }
}
