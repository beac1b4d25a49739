import { bankData as endpoints } from '#contract/bank-data';
import { defineFeature } from '../feature.ts';
import { createBankDataMails, tellAdministrators } from './bank-data.mail.ts';
import { accountsFor, bankDataOf, setBankData } from './bank-data.service.ts';

/** Where customers pay a company to. */
export const bankData = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /bank-data': async ({ db, caller, query }) => ({
      accounts: await accountsFor(db, caller, query),
    }),
    'GET /settings/bank-data': async ({ db }) => ({ items: await bankDataOf(db) }),
    'PUT /settings/bank-data/:company': async ({ db, caller, params, body, audit }) => {
      const { tenant, personName } = caller;
      const { code, before, after } = await setBankData(db, tenant.id, params.company, body);
      await audit(db, { record: code, detail: { before, after } });
      const at = new Date().toISOString();
      const change = { by: personName, at, company: code, accounts: after };
      await tellAdministrators(db, tenant.id, change);
      return { items: await bankDataOf(db) };
    },
  }),
  composers: createBankDataMails,
});
