import { password } from './fixtures.ts';
import type { TestPortal } from './portal.ts';

export type Contact = {
  id: string;
  customer: string;
  name: string;
  email: string;
  /** A second login name, beside the e-mail. */
  login: string;
};

let count = 0;

/**
 * A contact of the ERP of its own for each test, whose account has the password of the fixtures and may
 * see its customer's orders.
 * @param account false: nobody's yet
 */
export async function newContact(
  { portal: { admin, sync } }: TestPortal,
  { customer = '1002945', account = true }: { customer?: string; account?: boolean } = {},
): Promise<Contact> {
  const number = ++count;
  const one = {
    id: `P-${number}`,
    customer,
    name: `Persona ${number}`,
    email: `persona${number}@cliente.example`,
    login: `persona-${number}`,
  };
  const { login, ...record } = one;
  await sync('norte', 'contacts', [record]);
  if (account)
    await admin.createLogin('norte', {
      contact: one.id,
      logins: [one.email, login],
      password,
      grants: [{ permission: 'orders.view', scope: 'customer' }],
    });
  return one;
}
