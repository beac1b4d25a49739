import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { ContactPermission } from '#contract/permissions';
import { factOf, type ReadMail } from '../support/mailbox.ts';
import { Acts } from './acts.ts';
import { visit, type Visit } from './browser.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

type Slug = 'aqua' | 'zambe';

/** One portal in a page, and what its reader does to get in. */
export class AccessActs extends Acts {
  get currentField(): Locator {
    return this.login.getByLabel(this.word('password', 'current'), { exact: true });
  }
  get newField(): Locator {
    return this.login.getByLabel(this.word('password', 'new'), { exact: true });
  }
  get confirmField(): Locator {
    return this.login.getByLabel(this.word('password', 'confirm'), { exact: true });
  }

  /** Waits for a text of the sign-in, which is not only announced. */
  reads(section: 'login' | 'error', key: string): Promise<void> {
    const seen = this.login.page().locator(':not([role="status"])');
    return this.login.getByText(this.word(section, key)).and(seen).waitFor();
  }

  /** Signs in with a temporary password, which opens its own change and nothing else. */
  async enterFirst(login: string, temporary: string): Promise<void> {
    await this.signIn(login, ledger.secret('temporary password', temporary));
    await this.currentField.waitFor();
    await this.state('signed-out');
  }

  /** Changes a temporary password, which ends the session. */
  async change(current: string, password: string): Promise<void> {
    await this.currentField.fill(current);
    await this.write(password);
    await this.press('password', 'submit');
    await this.changed();
  }

  async changed(): Promise<void> {
    await this.reads('login', 'changed');
    await this.reads('login', 'signed_out');
    await this.state('signed-out');
  }

  /** Writes a new password twice. */
  async write(password: string): Promise<void> {
    await this.newField.fill(ledger.secret('password', password));
    await this.confirmField.fill(password);
  }

  /** Goes back to the form that signs in, which knows who it was. */
  async startAgain(login: string): Promise<void> {
    await this.press('login', 'start_again');
    await this.loginField.waitFor();
    assert.equal(await this.loginField.inputValue(), login);
  }

  /** Asks for a new password. */
  async forget(login: string): Promise<void> {
    await this.press('login', 'forgot');
    await this.reads('login', 'forgot_text');
    await this.loginField.fill(login);
    await this.press('login', 'send');
    await this.reads('login', 'sent');
    assert.equal(await this.loginField.inputValue(), login, 'the form stays');
  }

  /** Sets the password that a mailed link asks for. */
  async define(password: string): Promise<void> {
    await this.write(password);
    await this.press('login', 'define');
    await this.reads('login', 'defined');
  }
}

/** A tab with the portal of a demo site. */
export async function openPortal(
  slug: Slug,
  language: 'es' | 'pt',
  options: { context?: BrowserContext; path?: string } = {},
): Promise<Visit & { acts: AccessActs }> {
  const { context = theatre.context, path = '/portal' } = options;
  const visited = await visit(context, `${theatre.stage.sites[slug]}${path}`);
  return { ...visited, acts: new AccessActs(visited.page, language) };
}

/** Follows a mailed link, as a press in the mail does. */
export async function follow(
  link: string,
  language: 'es' | 'pt',
  context = theatre.context,
): Promise<Visit & { acts: AccessActs }> {
  const visited = await visit(context, link);
  return { ...visited, acts: new AccessActs(visited.page, language) };
}

/** The link of a mail, which leads to the page of the tenant's site. */
export function linkOf({ link, token }: ReadMail, slug: Slug): string {
  ledger.secret('token of a link', token);
  assert.ok(link.startsWith(`${theatre.stage.sites[slug]}/portal#portal-access=${slug}.`), link);
  return link;
}

/** The temporary password of a mail. */
export const temporaryOf = (mail: ReadMail): string =>
  ledger.secret('temporary password', factOf(mail, /^(Clave de acceso|Senha de acesso) tempor/));

let count = 0;

/** Somebody new at a customer of the demo, whom nobody has let in yet. */
export async function person(
  slug: Slug,
  permissions: readonly ContactPermission[] = ['orders.view'],
): Promise<{ contact: string; login: string }> {
  const { admin } = theatre.stage;
  count += 1;
  const login = `persona${count}@cliente.example`;
  const contact = await admin.addContact(slug, {
    customer: slug === 'aqua' ? '0001002945' : '000411',
    name: `Persona ${count}`,
    email: login,
  });
  const grants = permissions.map((permission) => ({ permission, scope: 'customer' as const }));
  await admin.openAccount(slug, { contact, grants });
  return { contact, login };
}

/** The same with a temporary password in hand. */
export async function personWithTemporary(slug: Slug, permissions?: readonly ContactPermission[]) {
  const one = await person(slug, permissions);
  const made = await theatre.stage.admin.assignTemporary(slug, one, { mailed: false });
  return { ...one, temporary: ledger.secret('temporary password', made ?? '') };
}

/** The same with a password of the own choice. */
export async function personWithPassword(slug: Slug, password: string) {
  const one = await person(slug);
  await theatre.stage.admin.createLogin(slug, {
    contact: one.contact,
    logins: [one.login],
    password: ledger.secret('password', password),
    grants: [{ permission: 'orders.view', scope: 'customer' }],
  });
  return one;
}

/** Whether the address of a page, and what going back would show, still hold the token of a link. */
export async function holdsToken(page: Page): Promise<boolean> {
  const addresses = await page.evaluate(() => navigation.entries().map(({ url }) => url));
  return [page.url(), ...addresses].some((address) => address?.includes('portal-access'));
}
