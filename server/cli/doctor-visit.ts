import { setTimeout as sleep } from 'node:timers/promises';
import { apiBase } from '#contract/limits';
import {
  bad,
  diagnosisPath,
  doctorPatience,
  good,
  inOrder,
  judgeAddresses,
  judgeDiagnosis,
  judgePermissions,
  open,
  warn,
  type Diagnosis,
  type DoctorFinding,
} from '#contract/doctor-words';
import { readPage, textOf, type FetchedPage } from './doctor-page.ts';
import { allowsTypes, blockedBy } from './doctor-policy.ts';
import { reachable } from './local.ts';

/** What the command is told; server and tenant are read from the page's script tag unless given. */
export type DoctorOptions = {
  page: string;
  server?: string;
  tenant?: string;
  /** Somebody whose permissions are held against the elements of the page. */
  login?: string;
  password?: string;
  now?: () => number;
};

/** Seconds that a busy server may ask to wait before a sign-in is tried once more. */
const mostWaitSeconds = 5;

/** The server as the page names it: where it is, where its files are, and which tenant it is asked for. */
type Target = { api: string; files: string; tenant: string; bundled: boolean };

/** Reads a page as a stranger would, asks its server, and says what keeps the portal from working there. */
export async function examine(options: DoctorOptions): Promise<DoctorFinding[]> {
  const page = await fetchPage(options.page);
  if (!('url' in page)) return [page];
  const { script } = page;
  const findings: DoctorFinding[] = [good('page')];
  if (!script && !options.server) return [...findings, bad('script', 'script_missing')];
  const target = targetOf(page, options);
  findings.push(await judgeScript(page, target));
  findings.push(judgeAddresses(page.url, new URL(target.api)), ...judgePolicies(page, target));
  findings.push(...(await askServer(page, target, options)));
  return inOrder(findings);
}

const ask = (url: string | URL, init: RequestInit = {}): Promise<Response> =>
  fetch(reachable(url), { ...init, signal: AbortSignal.timeout(doctorPatience) });

async function fetchPage(address: string): Promise<FetchedPage | DoctorFinding> {
  try {
    const response = await ask(address, { headers: { Accept: 'text/html' } });
    if (!response.ok)
      return bad('page', 'page_away', { page: address, reason: `HTTP ${response.status}` });
    const policy = response.headers.get('Content-Security-Policy');
    const came = new URL(response.url);
    const asked = new URL(address);
    // The page goes by the name it was asked for by, which decides who may embed.
    if (came.origin === reachable(asked).origin) came.hostname = asked.hostname;
    return readPage(await textOf(response), came, policy ? [policy] : []);
  } catch (error) {
    return away('page', 'page_away', error, { page: address });
  }
}

/** Codes of Node for certificates that nobody vouches for, of another name or of another time. */
const certificate = /CERT|SIGNATURE|ALTNAME|SELF_SIGNED|UNABLE_TO_/;

/** Why there was no answer: a certificate, or whatever else. */
function away(
  check: 'page' | 'script' | 'server',
  code: 'page_away' | 'script_away' | 'server_away',
  error: unknown,
  params: Record<string, string>,
): DoctorFinding {
  const { cause, message } = error as Error & { cause?: { code?: string } };
  const reason = cause?.code ?? message;
  return certificate.test(reason)
    ? bad('secure', 'certificate', { ...params, reason, host: Object.values(params)[0] ?? '' })
    : bad(check, code, { ...params, reason });
}

const trimmed = (address: string): string => address.replace(/\/+$/, '');

function targetOf({ script, url }: FetchedPage, options: DoctorOptions): Target {
  // The entry of one version stands a folder lower than the one that moves.
  const files = script ? new URL('.', script.src).href.replace(/\/v\d[\w.-]*\/$/, '/') : '';
  const named = script?.data.api ? new URL(script.data.api, url).href : files;
  const api = trimmed(options.server ?? named);
  return {
    api,
    files: trimmed(files || api),
    tenant: options.tenant ?? script?.data.tenant ?? '',
    bundled: !script,
  };
}

/** The tag itself, and what it names. */
async function judgeScript({ script }: FetchedPage, { bundled }: Target): Promise<DoctorFinding> {
  if (bundled || !script) return open('script');
  if (!script.module) return bad('script', 'script_classic');
  const src = script.src.href;
  try {
    const { ok, status, headers } = await ask(src);
    if (ok && /javascript/.test(headers.get('Content-Type') ?? '')) return good('script');
    return bad('script', 'script_away', { src, reason: `HTTP ${status}` });
  } catch (error) {
    return away('script', 'script_away', error, { src });
  }
}

function judgePolicies(
  { policies, url: page, script }: FetchedPage,
  { api, files, bundled }: Target,
): DoctorFinding[] {
  const server = new URL(api);
  const blocked = (purpose: 'connect' | 'image' | 'script', url: string) =>
    blockedBy(policies, purpose, { url: new URL(url), page, nonce: script?.nonce });
  const scripts = bundled
    ? undefined
    : (blocked('script', script!.src.href) ?? blocked('script', `${files}/v0/core.js`));
  const connect = blocked('connect', `${api}${apiBase}/portal`);
  const image = blocked('image', `${api}${apiBase}/logo`);
  const findings: DoctorFinding[] = [];
  if (scripts)
    findings.push(
      bad('policy', 'policy_script', { directive: scripts, server: new URL(files).origin }),
    );
  if (connect)
    findings.push(bad('policy', 'policy_connect', { directive: connect, server: server.origin }));
  if (image)
    findings.push(warn('policy', 'policy_image', { directive: image, server: server.origin }));
  const name = bundled ? 'lit-html' : 'portal-html';
  return [
    ...(findings.length > 0 ? findings : [good('policy')]),
    allowsTypes(policies, name)
      ? good('trusted_types')
      : bad('trusted_types', 'policy_name', { name }),
  ];
}

async function askServer(
  page: FetchedPage,
  target: Target,
  options: DoctorOptions,
): Promise<DoctorFinding[]> {
  const { api, tenant } = target;
  const now = options.now ?? Date.now;
  const { origin } = page.url;
  const asked = now();
  const address = `${api}${diagnosisPath}?tenant=${encodeURIComponent(tenant)}`;
  let response: Response;
  let diagnosis: Diagnosis;
  try {
    response = await ask(address, { headers: { Origin: origin } });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    diagnosis = (await response.json()) as Diagnosis;
  } catch (error) {
    return [away('server', 'server_away', error, { server: api })];
  }
  const reading = { origin, tenant, asked, answered: now() };
  const told = judgeDiagnosis(diagnosis, reading);
  const version = await judgeVersion(page, target, diagnosis);
  const lets = diagnosis.tenant === 'known' && diagnosis.origin !== 'unlisted';
  return [
    good('server'),
    ...told,
    lets ? await judgeCors(api, tenant, origin) : open('cors'),
    judgeCookie(response, page.url, new URL(api)),
    version,
    // Of another version there is no telling which it has.
    version.state === 'bad' ? open('elements') : await judgeElements(page, target, diagnosis),
    await judgeRights(page, target, diagnosis, options),
  ];
}

/** Asks as a browser does: first whether it may, then for the answer, which the page must be let read. */
async function judgeCors(api: string, tenant: string, origin: string): Promise<DoctorFinding> {
  const url = `${api}${apiBase}/portal`;
  const lets = ({ headers }: Response) =>
    headers.get('Access-Control-Allow-Origin') === origin &&
    headers.get('Access-Control-Allow-Credentials') === 'true';
  try {
    const [preflight, answer] = await Promise.all([
      ask(url, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'content-type,portal-tenant',
        },
      }),
      ask(url, { headers: { Origin: origin, 'Portal-Tenant': tenant } }),
    ]);
    const names = (preflight.headers.get('Access-Control-Allow-Headers') ?? '').toLowerCase();
    const missing = !lets(preflight) || !preflight.ok || !names.includes('portal-tenant');
    if (!missing && lets(answer)) return good('cors');
    return bad('cors', 'cors_blocked', { request: missing ? 'OPTIONS' : 'GET', server: api });
  } catch {
    return bad('cors', 'cors_blocked', { request: 'OPTIONS', server: api });
  }
}

/** What the cookie of a session will meet: what a proxy makes of it, and whether the sites are the same. */
function judgeCookie(response: Response, page: URL, server: URL): DoctorFinding {
  const [cookie = ''] = response.headers.getSetCookie();
  const missing = ['Secure', 'HttpOnly', 'SameSite=None', 'Partitioned', 'Path=/'].filter(
    (name) => !cookie.toLowerCase().includes(name.toLowerCase()),
  );
  if (missing.length > 0 || /;\s*domain=/i.test(cookie))
    return bad('cookie', 'cookie_changed', { missing: missing.join(', ') || 'Domain' });
  return siteOf(page) === siteOf(server)
    ? good('cookie')
    : warn('cookie', 'cookie_cross_site', { page: siteOf(page), server: siteOf(server) });
}

/** Two-letter countries that sell names below a label such as `com` or `gob`. */
const countrywide = /^(\w{2,3}|gob|info|name)\.\w{2}$/;

/** The site of an address as browsers count it: scheme, and the name somebody registered. */
export function siteOf({ protocol, hostname }: URL): string {
  if (/^[\d.]+$|^\[/.test(hostname)) return `${protocol}//${hostname}`;
  const labels = hostname.split('.');
  const count = countrywide.test(labels.slice(-2).join('.')) ? 3 : 2;
  return `${protocol}//${labels.slice(-count).join('.')}`;
}

/** A page that pins another version, or takes the files from a copy that is older than the server. */
async function judgeVersion(
  { script }: FetchedPage,
  { files, bundled }: Target,
  { version }: Diagnosis,
): Promise<DoctorFinding> {
  if (bundled) return open('version');
  const [, pinned] = /\/v(\d[\w.-]*)\/[^/]*$/.exec(script!.src.pathname) ?? [];
  if (pinned && pinned !== version)
    return warn('version', 'version_differs', { page: pinned, server: version });
  const there = await exists(`${files}/v${version}/core.js`);
  return there === false
    ? bad('version', 'version_differs', { page: '?', server: version })
    : good('version');
}

/** Whether there is a file; undefined where nobody answers. */
const exists = (url: string): Promise<boolean | undefined> =>
  ask(url, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => undefined,
  );

async function judgeElements(
  { elements }: FetchedPage,
  { files, bundled }: Target,
  { version }: Diagnosis,
): Promise<DoctorFinding> {
  if (bundled || elements.length === 0) return open('elements');
  const known = await Promise.all(
    elements.map((name) => exists(`${files}/v${version}/portal-${name}.js`)),
  );
  const unknown = elements.filter((_, index) => known[index] === false);
  return unknown.length > 0
    ? bad('elements', 'tag_unknown', { tags: unknown.join(', ') })
    : good('elements');
}

/** Signs in for as long as it takes to read what the person may. */
async function judgeRights(
  { elements, url }: FetchedPage,
  { api, tenant }: Target,
  diagnosis: Diagnosis,
  { login, password }: DoctorOptions,
): Promise<DoctorFinding> {
  if (!login || !password) return judgePermissions(diagnosis, elements, null);
  const headers = {
    Origin: url.origin,
    'Portal-Tenant': tenant,
    'Content-Type': 'application/json',
  };
  const body = JSON.stringify({ login, password, delivery: 'bearer' });
  try {
    const signIn = () => ask(`${api}${apiBase}/sessions`, { method: 'POST', headers, body });
    let response = await signIn();
    // A server with many sign-ins at the moment asks to come back.
    const wait = Number(response.headers.get('retry-after'));
    if (response.status === 503 && wait <= mostWaitSeconds) {
      await sleep(Math.max(wait, 1) * 1_000);
      response = await signIn();
    }
    type SignedIn = { session: { permissions: string[] }; token: string; code?: string };
    const { session, token, code } = (await response.json()) as SignedIn;
    if (!response.ok)
      return warn('permissions', 'sign_in_failed', { reason: code ?? String(response.status) });
    await ask(`${api}${apiBase}/session`, {
      method: 'DELETE',
      headers: { ...headers, Authorization: `Bearer ${token}` },
    });
    return judgePermissions(diagnosis, elements, session.permissions);
  } catch (error) {
    return warn('permissions', 'sign_in_failed', { reason: (error as Error).message });
  }
}
