import { randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { apiBase } from '#contract/limits';

type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string };

const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');
const at = (path: string) => apiBase + path;
const json = { 'Content-Type': 'application/json' };

/** Every place a stranger can put a text of its own, with a random one each time: what is kept of it shows in the heap. */
export const strangers: Record<string, (tenant: string, bytes: number) => Sent> = {
  'Portal-Tenant, with a cookie': (_, bytes) => ({
    headers: { 'Portal-Tenant': noise(bytes), Cookie: 'a=b' },
  }),
  'Portal-Tenant of the right form': () => ({
    headers: { 'Portal-Tenant': `t${noise(30)}`, Cookie: 'a=b' },
  }),
  'Portal-Customer': (tenant, bytes) => ({
    headers: { 'Portal-Tenant': tenant, 'Portal-Customer': noise(bytes) },
  }),
  ...Object.fromEntries(
    [
      'Origin',
      'Cookie',
      'Authorization',
      'User-Agent',
      'Accept',
      'Accept-Language',
      'Accept-Encoding',
      'X-Forwarded-For',
      'X-Request-Id',
      'Portal-Request-Id',
      'Idempotency-Key',
      'Sec-Fetch-Site',
      'If-None-Match',
    ].map((name) => [
      name,
      (tenant: string, bytes: number) => ({
        headers: { 'Portal-Tenant': tenant, [name]: noise(bytes) },
      }),
    ]),
  ),
  'a bearer of the right form': (tenant) => ({
    headers: { 'Portal-Tenant': tenant, Authorization: `Bearer ${noise(44).slice(0, 43)}` },
  }),
  'an API key of the right form': (tenant) => ({
    headers: { 'Portal-Tenant': tenant, Authorization: `Bearer pk_${noise(12)}.${noise(40)}` },
  }),
  'a session cookie': (tenant) => ({
    headers: {
      'Portal-Tenant': tenant,
      Cookie: `__Host-portal-${tenant}=${noise(44).slice(0, 43)}`,
    },
  }),
  'the name of a cookie': (tenant, bytes) => ({
    headers: { 'Portal-Tenant': tenant, Cookie: `${noise(bytes)}=1` },
  }),
  'the name of a header': (tenant, bytes) => ({
    headers: { 'Portal-Tenant': tenant, [`X-${noise(bytes)}`]: '1' },
  }),
  Host: (_, bytes) => ({ headers: { Host: `${noise(Math.min(bytes, 200))}.example` } }),
  'the media type': (tenant, bytes) => ({
    method: 'POST',
    path: at('/sessions'),
    headers: { 'Portal-Tenant': tenant, 'Content-Type': `application/${noise(bytes)}` },
    body: '{}',
  }),
  'a path': (tenant, bytes) => ({
    path: `/${noise(bytes)}`,
    headers: { 'Portal-Tenant': tenant },
  }),
  'a path of the API': (tenant, bytes) => ({
    path: at(`/orders/${noise(bytes)}`),
    headers: { 'Portal-Tenant': tenant },
  }),
  'the name of a parameter': (tenant, bytes) => ({
    path: at(`/portal?${noise(bytes)}=1`),
    headers: { 'Portal-Tenant': tenant },
  }),
  'the value of a parameter': (tenant, bytes) => ({
    path: at(`/logo?id=${noise(bytes)}`),
    headers: { 'Portal-Tenant': tenant },
  }),
  'the tenant of a verification page': () => ({ path: `/v/t${noise(30)}/${noise(20)}` }),
  'the origin of a preflight': (_, bytes) => ({
    method: 'OPTIONS',
    path: at('/orders'),
    headers: { Origin: `https://${noise(Math.min(bytes, 200))}.example` },
  }),
  'the name of a field': (tenant, bytes) => ({
    method: 'POST',
    path: at('/sessions'),
    headers: { 'Portal-Tenant': tenant, ...json },
    body: JSON.stringify({ [noise(bytes)]: 1 }),
  }),
  'a login name': (tenant) => ({
    method: 'POST',
    path: at('/password-resets'),
    headers: { 'Portal-Tenant': tenant, ...json },
    body: JSON.stringify({ login: noise(100) }),
  }),
  'the token of a link': (tenant) => ({
    method: 'POST',
    path: at('/access-links/check'),
    headers: { 'Portal-Tenant': tenant, ...json },
    body: JSON.stringify({ token: noise(90) }),
  }),
};

/** Sends a request byte for byte. @returns the status */
function send(
  url: string,
  agent: Agent,
  { method = 'GET', path, headers, body }: Sent,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest(
      { hostname, port, agent, method, path: path ?? at('/portal'), headers },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed a connection that idled while this request was on its way: sent again, as browsers do.
      if (request.reusedSocket && error.code === 'ECONNRESET')
        resolve(send(url, agent, { method, path, headers, body }));
      else reject(error);
    });
    request.end(body);
  });
}

/**
 * Has strangers ask for all sorts of things, over a few connections.
 * @param each requests from each kind of stranger
 * @param after called after each kind, with the statuses it got
 */
export async function sendStrangers(
  url: string,
  tenant: string,
  { each, bytes = 6_000 }: { each: number; bytes?: number },
  after: (kind: string, statuses: number[]) => void = () => {},
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  try {
    for (const [kind, make] of Object.entries(strangers)) {
      const statuses: number[] = [];
      let left = each;
      const lane = async () => {
        while (left-- > 0) statuses.push(await send(url, agent, make(tenant, bytes)));
      };
      await Promise.all([lane(), lane(), lane(), lane()]);
      after(kind, statuses);
    }
  } finally {
    agent.destroy();
  }
}

/** Megabytes of objects in this process that something still refers to. */
export function heldMegabytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}
