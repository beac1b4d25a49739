import { Parser } from 'htmlparser2';
import { readPolicies, type Policy } from './doctor-policy.ts';

/** A page as it came: where from in the end, what it may, the script tag of the portal and the elements in it. */
export type FetchedPage = {
  url: URL;
  policies: Policy[];
  script: ScriptTag | undefined;
  /** Elements by their names without the prefix, each once. */
  elements: string[];
};
export type ScriptTag = {
  src: URL;
  module: boolean;
  nonce: string | undefined;
  /** What stands in `data-…`, by its name. */
  data: Record<string, string>;
};

/** Bytes of a page that are read. */
const longest = 5_000_000;

/** @param html of the page @param url it came from @param headers of policies */
export function readPage(html: string, url: URL, headers: readonly string[]): FetchedPage {
  const policies = [...headers];
  const tags = new Set<string>();
  const scripts: ScriptTag[] = [];
  let base = url;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      tags.add(name);
      if (name === 'base' && attributes.href) base = URL.parse(attributes.href, url) ?? url;
      if (name === 'meta' && /^content-security-policy$/i.test(attributes['http-equiv'] ?? ''))
        policies.push(attributes.content ?? '');
      const src = name === 'script' && attributes.src ? URL.parse(attributes.src, base) : null;
      if (src && isOurs(src, attributes)) scripts.push(tagOf(src, attributes));
    },
  });
  parser.write(html);
  parser.end();
  const [script] = scripts;
  const prefix = `${script?.data.prefix ?? 'portal'}-`;
  const elements = [...tags]
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length));
  return { url, policies: readPolicies(policies), script, elements };
}

/** The entry by its name, or a copy of it by what only it is told. */
const isOurs = ({ pathname }: URL, attributes: Record<string, string>): boolean =>
  pathname.endsWith('/embed.js') || 'data-tenant' in attributes;

const tagOf = (src: URL, attributes: Record<string, string>): ScriptTag => ({
  src,
  module: attributes.type?.trim().toLowerCase() === 'module',
  nonce: attributes.nonce,
  data: Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name.startsWith('data-'))
      .map(([name, value]) => [name.slice('data-'.length), value]),
  ),
});

/** The text of an answer, as far as it is read. */
export async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longest) break;
  }
  return text;
}
