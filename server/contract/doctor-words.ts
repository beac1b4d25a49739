/**
 * What is looked at where a page takes the elements: by `portico doctor` from outside, by `data-doctor` on the script
 * tag from inside. Plain constants and functions without a schema: this file may travel to the browser.
 */
export const doctorChecks = [
  'page',
  'script',
  'secure',
  'server',
  'policy',
  'trusted_types',
  'tenant',
  'origin',
  'cors',
  'cookie',
  'clock',
  'version',
  'elements',
  'permissions',
] as const;
export type DoctorCheck = (typeof doctorChecks)[number];

/** What can be wrong; `doctor.<code>` says it, and `doctor.<code>_cure` what to do. */
export type DoctorCode =
  | 'page_away'
  | 'script_missing'
  | 'script_classic'
  | 'script_away'
  | 'page_plain'
  | 'server_plain'
  | 'certificate'
  | 'server_away'
  | 'policy_connect'
  | 'policy_script'
  | 'policy_image'
  | 'policy_name'
  | 'tenant_missing'
  | 'tenant_unknown'
  | 'origin_unlisted'
  | 'origin_opaque'
  | 'cors_blocked'
  | 'cookie_memory'
  | 'cookie_cross_site'
  | 'cookie_changed'
  | 'clock_off'
  | 'version_differs'
  | 'tag_unknown'
  | 'permission_missing'
  | 'sign_in_failed'
  | 'signed_out';

/** `good`, something to know, something that keeps the portal from working, or not looked at. */
export type DoctorState = 'good' | 'warn' | 'bad' | 'open';
export type DoctorFinding = {
  check: DoctorCheck;
  state: DoctorState;
  /** Missing where all is well, and where nothing could be looked at. */
  code?: DoctorCode;
  params?: Record<string, string>;
};

/** What the server says of itself and of whoever asks: `GET /diagnosis.json`. */
export type Diagnosis = {
  version: string;
  /** Its public address, without a slash at the end. */
  address: string;
  /** Its clock, in ISO. */
  time: string;
  tenant: 'known' | 'unknown' | 'missing';
  /** Of the page that asks, in the tenant's list; `none` where the request names no origin. */
  origin: 'listed' | 'unlisted' | 'none';
  /** Whether the cookie came back that an earlier answer set. */
  cookie: boolean;
  /** Permissions each of which opens a section, by the section. */
  sections: Record<string, readonly string[]>;
};

/** Where the server tells that, below its address. */
export const diagnosisPath = '/diagnosis.json';
/** Milliseconds that a clock may be off: less than that can be the way of the answer. */
export const clockPatience = 60_000;
/** Milliseconds that one question may take. */
export const doctorPatience = 8_000;

const isOwnMachine = (host: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);

/** Whether an address keeps what travels to it to itself: by TLS, or as it never leaves the machine. */
export const isGuarded = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || isOwnMachine(hostname);

export const good = (check: DoctorCheck): DoctorFinding => ({ check, state: 'good' });
export const open = (check: DoctorCheck): DoctorFinding => ({ check, state: 'open' });
export const bad = (
  check: DoctorCheck,
  code: DoctorCode,
  params?: Record<string, string>,
): DoctorFinding => ({ check, state: 'bad', code, params });
export const warn = (
  check: DoctorCheck,
  code: DoctorCode,
  params?: Record<string, string>,
): DoctorFinding => ({ check, state: 'warn', code, params });

/** Whether what is sent between a page and its server is safe on its way. */
export function judgeAddresses(page: URL, server: URL): DoctorFinding {
  if (!isGuarded(server)) return bad('secure', 'server_plain', { server: server.origin });
  if (!isGuarded(page)) return bad('secure', 'page_plain', { origin: page.origin });
  return good('secure');
}

/** What a page knows when it reads a diagnosis. */
export type Reading = {
  /** Origin of the page, as a browser sends it. */
  origin: string;
  tenant: string;
  /** Instants in ms: before the question left, and after the answer came. */
  asked: number;
  answered: number;
};

/** What the server's own word says of tenant, origin and clock. */
export function judgeDiagnosis(
  { tenant, origin, time, address }: Diagnosis,
  page: Reading,
): DoctorFinding[] {
  const names = { tenant: page.tenant, origin: page.origin, server: address };
  const off = Date.parse(time) - (page.asked + page.answered) / 2;
  return [
    tenant === 'known' ? good('tenant') : bad('tenant', `tenant_${tenant}`, names),
    judgeOrigin({ tenant, origin }, names),
    Math.abs(off) <= clockPatience
      ? good('clock')
      : bad('clock', 'clock_off', { minutes: String(Math.round(Math.abs(off) / 60_000)) }),
  ];
}

function judgeOrigin(
  { tenant, origin }: Pick<Diagnosis, 'tenant' | 'origin'>,
  names: { tenant: string; origin: string; server: string },
): DoctorFinding {
  if (names.origin === 'null') return bad('origin', 'origin_opaque');
  if (tenant !== 'known') return open('origin');
  return origin === 'unlisted' ? bad('origin', 'origin_unlisted', names) : good('origin');
}

/**
 * Which elements of a page do not open to somebody.
 * @param names of elements, without their prefix
 * @param permissions of whoever is signed in; null where nobody is
 */
export function judgePermissions(
  { sections }: Diagnosis,
  names: readonly string[],
  permissions: readonly string[] | null,
): DoctorFinding {
  if (!permissions) return { check: 'permissions', state: 'open', code: 'signed_out' };
  const closed = names.filter((name) => {
    const wanted = sections[name];
    return wanted !== undefined && !wanted.some((one) => permissions.includes(one));
  });
  if (closed.length === 0) return good('permissions');
  return warn('permissions', 'permission_missing', {
    elements: closed.join(', '),
    permissions: closed.map((name) => sections[name]!.join(' / ')).join(', '),
  });
}

/** Findings in the order of the checks, those that keep the portal from working first. */
export function inOrder(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const rank: readonly DoctorState[] = ['bad', 'warn', 'good', 'open'];
  return findings.toSorted(
    (a, b) =>
      rank.indexOf(a.state) - rank.indexOf(b.state) ||
      doctorChecks.indexOf(a.check) - doctorChecks.indexOf(b.check),
  );
}
