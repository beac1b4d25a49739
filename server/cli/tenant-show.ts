import type { Admin } from '../admin.ts';

type Shown = Awaited<ReturnType<Admin['showTenant']>>;

/** A tenant as lines of name and value, parted by a tab. */
export function describeTenant(tenant: Shown): string {
  const { passwordPolicy: policy, mailFrom, terms, strings } = tenant;
  const texts = Object.entries(strings).map(
    ([language, own]) => `${language}: ${Object.keys(own).length}`,
  );
  const lines: [string, string | number | null | readonly string[]][] = [
    ['slug', tenant.slug],
    ['id', tenant.id],
    ['name', tenant.name],
    ['locale', tenant.locale],
    ['time-zone', tenant.timeZone],
    ['format', pairs(tenant.formats)],
    ['origin', tenant.origins],
    ['host', tenant.hosts],
    ['page', tenant.page],
    ['mail-from', mailFrom?.address ?? null],
    ['mail-name', mailFrom?.name ?? null],
    ['mail-reply-to', tenant.mailReplyTo],
    ['theme', `${Object.keys(tenant.theme).length} tokens`],
    ['strings', texts],
    ['manual', pairs(tenant.manuals)],
    ['terms-version', terms?.version ?? null],
    ['terms-url', pairs(terms?.urls ?? {})],
    ['password-policy', `${policy.minLength} to ${policy.maxLength}, ${policy.characters}`],
    ['reset-by', tenant.resetBy],
    ['second-factor', tenant.secondFactor],
    ['idle', `${tenant.sessionIdleMinutes} minutes`],
    ['life', `${tenant.sessionLifeMinutes} minutes`],
    ['mail-credit-limit', tenant.mailCreditLimit ? 'yes' : 'no'],
    ['invoices-from-files', tenant.invoicesFromFiles ? 'yes' : 'no'],
    ['company', tenant.companies],
    ['department', tenant.departments.map(departmentLine)],
    ['erp', tenant.erp],
  ];
  return lines
    .flatMap(([name, value]) => {
      const values = Array.isArray(value) ? value : [value];
      return (values.length > 0 ? values : [null]).map((one) => `${name}\t${one ?? '–'}`);
    })
    .join('\n');
}

const pairs = (texts: Record<string, string>): string[] =>
  Object.entries(texts).map(([language, text]) => `${language}=${text}`);

const departmentLine = ({
  kind,
  phone,
  extension,
  mailbox,
  company,
}: Shown['departments'][number]) =>
  [kind, phone, extension, mailbox, company].map((part) => part ?? '').join(';');
