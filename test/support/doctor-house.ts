import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page that a site serves: its body, and the policy it is under. */
export type SitePage = { body: string; policy?: string };

/** What a bad proxy makes of an answer on its way: other headers, another body. */
export type Spoil = {
  /** Answers such a request itself. */
  answers?: (asked: IncomingMessage) => boolean;
  headers?: (headers: Record<string, string | string[] | undefined>) => void;
  body?: (text: string, path: string) => string;
};

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

const closing = (server: Server) => async (): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

/** A web site whose pages are by their paths. */
export async function openSite(pages: Record<string, SitePage>) {
  const server = createServer((asked, answer) => {
    const page = pages[asked.url ?? ''];
    answer.writeHead(page ? 200 : 404, {
      'Content-Type': 'text/html; charset=utf-8',
      ...(page?.policy && { 'Content-Security-Policy': page.policy }),
    });
    answer.end(page ? `<!doctype html><html lang="es"><body>${page.body}</body></html>` : '');
  });
  return { port: await listening(server), close: closing(server) };
}

/** A proxy in front of a server that spoils what comes back. */
export async function openProxy(target: string, spoil: Spoil) {
  const { port: targetPort } = new URL(target);
  const server = createServer((asked, answer) => {
    if (spoil.answers?.(asked)) {
      answer.writeHead(204).end();
      return;
    }
    const { method, url: path = '', headers } = asked;
    // As it is: what is compressed cannot be spoiled by its text.
    const passed = { ...headers, 'accept-encoding': 'identity' };
    const onward = request({ host: '127.0.0.1', port: targetPort, method, path, headers: passed });
    onward.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const given: Record<string, string | string[] | undefined> = { ...response.headers };
        spoil.headers?.(given);
        const whole = Buffer.concat(parts);
        const body = spoil.body ? Buffer.from(spoil.body(whole.toString(), path)) : whole;
        given['content-length'] = String(body.length);
        delete given['transfer-encoding'];
        answer.writeHead(response.statusCode ?? 502, given).end(method === 'HEAD' ? '' : body);
      });
    });
    onward.on('error', () => answer.writeHead(502).end());
    asked.pipe(onward);
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, close: closing(server) };
}
