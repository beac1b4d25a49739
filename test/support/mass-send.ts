import type { MassSend, MassSendRecipient } from '#contract/mass-send';
import type { RunState } from '#contract/mass-send-words';
import type { PersonPermission } from '#contract/permissions';
import { signIn, type Api } from './api.ts';
import { eventually } from './eventually.ts';
import { password } from './fixtures.ts';
import { openItem, send } from './ledger.ts';
import type { TestPortal } from './portal.ts';

type TestRuns = Pick<TestPortal, 'portal' | 'sql' | 'url'>;
type Page = { items: MassSendRecipient[]; nextCursor: string | null };

/** Numbers of customers of a mass send, as the ERP has them: with zeros in front. */
export const customerNumber = (n: number) => String(7_000_000 + n).padStart(10, '0');
export const mailboxOf = (n: number, part = 'pagos') => `${part}@cliente${n}.example`;

/** Customers 1 to `count` of SM01, each with a balance of its own: `n`.37 thousand, less what was paid of it. */
export async function addCustomers(desk: TestRuns, count: number, rows = 1): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  await send(
    desk,
    'customers',
    numbers.map((n) => ({
      number: customerNumber(n),
      name: `Cliente Número ${n}`,
      companies: [{ company: 'SM01', currency: 'MXN', creditBlocked: false }],
    })),
  );
  await send(
    desk,
    'open-items',
    numbers.flatMap((n) =>
      Array.from({ length: rows }, (_, row) =>
        openItem(`m${n}-${row}`, {
          customer: customerNumber(n),
          date: '2018-02-09',
          dueDate: '2018-03-09',
          amount: `${n}000.37`,
          clearings: [{ date: '2018-02-20', amount: '0.12' }],
        }),
      ),
    ),
  );
}

/** What a customer of `addCustomers` owes. */
export const owed = (n: number): string => `${n}000.25`;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Sets the mailing list of a customer as it stands in the table, checked by nobody; the first is To. */
export async function setList(
  desk: TestRuns,
  customer: string,
  mailboxes: string[],
  company = 'SM01',
): Promise<string> {
  const [list] = await desk.sql<{ id: string }>(
    `insert into mailing_lists (tenant_id, company_id, customer_id)
     select c.tenant_id, c.id, k.id from companies c
     join customers k on k.tenant_id = c.tenant_id and k.number = ${quoted(customer)}
     where c.code = ${quoted(company)} and c.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
     on conflict (tenant_id, company_id, customer_id) do update set updated_at = now() returning id`,
  );
  const id = list!.id;
  await desk.sql(`delete from mailing_list_mailboxes where list_id = '${id}'`);
  if (mailboxes.length > 0)
    await desk.sql(
      `insert into mailing_list_mailboxes (tenant_id, list_id, position, address, address_key, role)
       select l.tenant_id, l.id, x.position, x.address, lower(x.address), x.role
       from mailing_lists l, (values ${mailboxes
         .map((address, i) => `(${i + 1}, ${quoted(address)}, '${i === 0 ? 'to' : 'cc'}')`)
         .join(', ')}) as x(position, address, role)
       where l.id = '${id}'`,
    );
  return id;
}

/** Notes that a mailbox came back. */
export const bounce = (desk: TestRuns, address: string) =>
  desk.sql(
    `insert into bounced_mailboxes (tenant_id, address_key)
     values ((select nullif(current_setting('app.tenant_id', true), '')::uuid), ${quoted(address.toLowerCase())})`,
  );

/** A staff user who may send statements, signed in. */
export async function collector(
  desk: TestRuns,
  login: string,
  customers: string[] | 'all' = 'all',
): Promise<Api> {
  const permissions: PersonPermission[] = [
    'statement.mass_send',
    'statement.view',
    'statement.export',
  ];
  await desk.portal.admin.createStaff('norte', {
    name: `Cobranza ${login}`,
    logins: [login],
    email: `${login}@tanques.example`,
    password,
    permissions,
    customers,
  });
  return signIn(desk.url, login);
}

/** Prepares a run of SM01. @throws Error where it is refused */
export async function prepare(api: Api, body: object = {}): Promise<MassSend> {
  const answer = await api<MassSend>('POST /mass-sends', { body: { company: 'SM01', ...body } });
  if (answer.status !== 201) throw new Error(`Not prepared: ${answer.text}`);
  return answer.body;
}

export const act = (api: Api, id: string, what: string, body: object = {}) =>
  api<MassSend>(`POST /mass-sends/${id}/${what}`, { body });

export const look = async (api: Api, id: string): Promise<MassSend> =>
  (await api<MassSend>(`GET /mass-sends/${id}`)).body;

/** All recipients of a run, page by page. */
export async function recipientsOf(api: Api, id: string, query = ''): Promise<MassSendRecipient[]> {
  const all: MassSendRecipient[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor && `&cursor=${cursor}`;
    const answer = await api<Page>(`GET /mass-sends/${id}/recipients?limit=100${query}${more}`);
    if (answer.status !== 200) throw new Error(answer.text);
    all.push(...answer.body.items);
    cursor = answer.body.nextCursor;
  }
  return all;
}

/** Waits until a run looks so. @throws Error where it never does */
export async function until(
  api: Api,
  id: string,
  looks: RunState | ((run: MassSend) => boolean),
): Promise<MassSend> {
  let run: MassSend;
  await eventually(
    async () => {
      run = await look(api, id);
      return typeof looks === 'string' ? run.state === looks : looks(run);
    },
    () => `The run stays ${JSON.stringify(run)}`,
    30,
  );
  return run!;
}
