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

/** What the script tag was told, and its version. */
export type Patient = {
  /** Address of the server, with a slash at the end. */
  api: string;
  /** Where the files are, with a slash at the end. */
  home: string;
  tenant: string | undefined;
  prefix: string;
  version: string;
};

/** Milliseconds that a block may be told after the request has failed. */
const told = 50;

/** Tries on the page itself what the portal does there, and says what keeps it from working. */
export async function examine(patient: Patient): Promise<DoctorFinding[]> {
  const blocks = listenToBlocks(patient);
  try {
    const findings = [
      good('script'),
      judgeAddresses(new URL(location.href), new URL(patient.api)),
      judgeTypes(),
    ];
    await loadImage(`${patient.home}embed.js?image`);
    const asked = await askServer(patient, blocks);
    return inOrder([...findings, ...judgeBlocks(patient, blocks.directives), ...asked]);
  } finally {
    blocks.stop();
  }
}

type Blocks = { directives: Set<string>; stop(): void };

/** Hears what a policy of the page keeps from the server; one that only reports lets everything pass. */
function listenToBlocks({ api, home }: Patient): Blocks {
  const directives = new Set<string>();
  const origins = [new URL(api).origin, new URL(home).origin];
  const hear = ({ effectiveDirective, blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    if (disposition === 'enforce' && origins.some((origin) => blockedURI.startsWith(origin)))
      directives.add(effectiveDirective.replace(/-elem$/, ''));
  };
  document.addEventListener('securitypolicyviolation', hear);
  return {
    directives,
    stop: () => document.removeEventListener('securitypolicyviolation', hear),
  };
}

function judgeBlocks({ api, home }: Patient, directives: ReadonlySet<string>): DoctorFinding[] {
  const server = new URL(api).origin;
  const findings: DoctorFinding[] = [];
  if (directives.has('connect-src'))
    findings.push(bad('policy', 'policy_connect', { directive: 'connect-src', server }));
  if (directives.has('script-src'))
    findings.push(
      bad('policy', 'policy_script', { directive: 'script-src', server: new URL(home).origin }),
    );
  if (directives.has('img-src'))
    findings.push(warn('policy', 'policy_image', { directive: 'img-src', server }));
  return findings.length > 0 ? findings : [good('policy')];
}

type Types = {
  createPolicy(name: string, rules: { createHTML: (html: string) => string }): unknown;
};

/** Makes the policy that the elements need, where nobody made it yet: they find it, as a name serves once. */
function judgeTypes(): DoctorFinding {
  const page = globalThis as typeof globalThis & { trustedTypes?: Types } & Record<symbol, unknown>;
  const mark = Symbol.for('portal-html');
  try {
    page[mark] ??= page.trustedTypes?.createPolicy('portal-html', { createHTML: (html) => html });
    return good('trusted_types');
  } catch {
    return bad('trusted_types', 'policy_name', { name: 'portal-html' });
  }
}

const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { cache: 'no-store', ...init, signal: AbortSignal.timeout(doctorPatience) });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fetched as an image would be; that it is none does not matter. */
const loadImage = (src: string): Promise<void> =>
  new Promise((resolve) => {
    const image = new Image();
    const end = () => setTimeout(resolve, told);
    image.onload = image.onerror = end;
    setTimeout(resolve, doctorPatience);
    image.src = src;
  });

async function askServer(patient: Patient, blocks: Blocks): Promise<DoctorFinding[]> {
  const { api, tenant = '', version } = patient;
  // A page in a sandbox has none.
  const { origin } = globalThis;
  const credentials = origin === 'null' ? 'omit' : 'include';
  const url = `${api.replace(/\/$/, '')}${diagnosisPath}?tenant=${encodeURIComponent(tenant)}`;
  const asked = Date.now();
  let diagnosis: Diagnosis;
  try {
    diagnosis = (await (await ask(url, { credentials })).json()) as Diagnosis;
  } catch {
    return judgeSilence(patient, url, blocks);
  }
  const reading = { origin, tenant, asked, answered: Date.now() };
  const lets = diagnosis.tenant === 'known' && diagnosis.origin !== 'unlisted' && origin !== 'null';
  const answer = lets ? await askPortal(patient) : null;
  const names = elementsOf(patient);
  return [
    good('server'),
    ...judgeDiagnosis(diagnosis, reading),
    lets
      ? answer
        ? good('cors')
        : bad('cors', 'cors_blocked', { request: 'OPTIONS', server: diagnosis.address })
      : open('cors'),
    await judgeCookie(url, credentials),
    diagnosis.version === version
      ? good('version')
      : warn('version', 'version_differs', { page: version, server: diagnosis.version }),
    await judgeElements(patient, names),
    judgePermissions(diagnosis, names, answer?.session?.permissions ?? null),
  ];
}

/** Why nothing was heard: the page's policy, an answer the page may not read, or a server that is away. */
async function judgeSilence(
  { api }: Patient,
  url: string,
  { directives }: Blocks,
): Promise<DoctorFinding[]> {
  await pause(told);
  if (directives.has('connect-src')) return [open('server')];
  const heard = await ask(url, { mode: 'no-cors' }).catch(() => null);
  return heard
    ? [good('server'), bad('cors', 'cors_blocked', { request: 'GET', server: api })]
    : [bad('server', 'server_away', { server: api, reason: 'fetch' })];
}

type Answer = { session: { permissions: string[] } | null };

/** Asks as every element does; null where the page may not read the answer. */
const askPortal = ({ api, tenant = '' }: Patient): Promise<Answer | null> =>
  ask(`${api}api/v1/portal`, {
    credentials: 'include',
    headers: tenant ? { 'Portal-Tenant': tenant } : {},
  }).then(
    (response) => response.json() as Promise<Answer>,
    () => null,
  );

/** Whether the cookie comes back that the first answer set: without it a session lives in the page's memory alone. */
async function judgeCookie(url: string, credentials: RequestCredentials): Promise<DoctorFinding> {
  const again = await ask(url, { credentials }).then(
    (response) => response.json() as Promise<Diagnosis>,
    () => null,
  );
  return again?.cookie ? good('cookie') : warn('cookie', 'cookie_memory');
}

/** Elements of the page by their names without the prefix, each once. */
function elementsOf({ prefix }: Patient): string[] {
  const begin = `${prefix}-`;
  const tags = [...document.querySelectorAll('*')].map(({ localName }) => localName);
  const found = tags.filter((tag) => tag.startsWith(begin)).map((tag) => tag.slice(begin.length));
  return [...new Set(found)];
}

/** Tags that no element has: there is no file of the name. */
async function judgeElements(
  { home, version, prefix }: Patient,
  names: readonly string[],
): Promise<DoctorFinding> {
  const bare = names.filter((name) => !customElements.get(`${prefix}-${name}`));
  const there = await Promise.all(
    bare.map((name) => isScript(`${home}v${version}/portal-${name}.js`)),
  );
  const unknown = bare.filter((_, index) => !there[index]);
  return unknown.length > 0
    ? bad('elements', 'tag_unknown', { tags: unknown.join(', ') })
    : good('elements');
}

/** Whether there is a script at an address; it is fetched, and not run. */
const isScript = (href: string): Promise<boolean> =>
  new Promise((resolve) => {
    const hint = document.createElement('link');
    hint.rel = 'modulepreload';
    hint.href = href;
    const end = (good: boolean) => () => {
      hint.remove();
      resolve(good);
    };
    hint.onload = end(true);
    hint.onerror = end(false);
    setTimeout(end(true), doctorPatience);
    document.head.append(hint);
  });
