// The pages of the demo's sites: complete, in every language, and each leads to all places.
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { sections } from '#contract/sections';
import { brands } from '../../demo/brands.ts';
import { createHost } from '../../demo/host.ts';
import { hostOf, pageOf, pathsOf } from '../../demo/pages.ts';
import { close, listen } from '../../demo/servers.ts';
import { files } from '../support/sources.ts';

const nameOf = (path: string) => (path === '/' ? '/index' : path);

for (const { slug, site } of brands) {
  describe(`the site of ${slug}`, () => {
    const paths = pathsOf(site);

    test('lists each of its pages once, and has no other', async () => {
      const own = files(`demo/${slug}/pages/*.html`).map((file) => `/${basename(file, '.html')}`);
      assert.deepEqual(paths.map(nameOf).toSorted(), own.toSorted());
      for (const name of ['/site', '/pages/index', '/none'])
        assert.equal(await pageOf(site, name), null, name);
    });

    test('gives every section a page, whose element is the section’s', async () => {
      for (const section of sections) {
        const page = await pageOf(site, site.places[section]);
        assert.match(page ?? '', new RegExp(`<portal-${section}[\\s>]`), section);
      }
    });

    test('serves whole pages, with nothing left to fill in', async () => {
      for (const path of paths) {
        const page = (await pageOf(site, nameOf(path)))!;
        assert.match(page, /^<!doctype html>\n<html lang="[a-zA-Z-]+">[^]*<\/html>\n$/, path);
        assert.doesNotMatch(page, /\{\{|\$\{|undefined|\bnull\b/, path);
        for (const tag of ['title', 'h1', 'main']) {
          // The portal in one tag brings its heading.
          const least = tag === 'h1' && page.includes('<portal-app') ? 0 : 1;
          assert.equal(page.split(`<${tag}`).length - 1, least, `${path}: ${tag}`);
        }
        assert.equal(page.includes('/embed.js'), /<portal-/.test(page), `${path}: script`);
      }
    });

    test('leads from each place to all of them', async () => {
      for (const path of Object.values(site.places)) {
        const page = (await pageOf(site, path))!;
        const links = [...page.matchAll(/<portal-(?:nav|home) links='([^']*)'/g)];
        assert.equal(links.length, path === site.places.home ? 2 : 1, path);
        for (const [, json] of links) assert.deepEqual(JSON.parse(json!), site.places, path);
      }
    });

    test('says each text in every language', async () => {
      for (const path of paths) {
        const page = (await pageOf(site, nameOf(path)))!;
        const own = /<html lang="(\w\w)/.exec(page)![1]!;
        const others = ['es', 'pt', 'en'].filter((language) => language !== own);
        const texts = [...page.matchAll(/<\w+[^>]* data-[a-z]{2}="[^>]*>[^<]+/g)];
        assert.ok(texts.length > 4, path);
        for (const [text] of texts) {
          const said = [...text.matchAll(/ data-([a-z]{2})="[^"]+"/g)].map(([, name]) => name);
          assert.deepEqual(said, others, `${path}: ${text}`);
        }
        // The company's name is the same everywhere.
        for (const [text] of page.matchAll(/<(?:h1|h2|title|p)\b[^>]*>\s*[^<\s][^<]*/g))
          assert.match(text, / data-en=|>© |^<title>/, `${path}: ${text}`);
      }
    });

    test('is served with its files under the policy of a careful host, and nothing else', async () => {
      const host = createHost({ ...hostOf(site), portal: 'https://portal.example' });
      await listen(host, 0);
      try {
        const origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
        const pages = ['/', '/index.html', '/portal', ...Object.keys(site.routed ?? {})];
        const below = Object.keys(site.routed ?? {}).map((path) => `${path}/a/b`);
        for (const path of [...pages, ...below, '/site.js', '/site.css', '/logo.svg']) {
          const response = await fetch(origin + path);
          assert.equal(response.status, 200, path);
          assert.match(response.headers.get('content-security-policy')!, /^default-src 'none'; /);
          const whole = (await response.text()).startsWith('<!doctype html>');
          assert.equal(whole, [...pages, ...below].includes(path), path);
        }
        for (const path of [
          '/none',
          '/site.ts',
          '/pages/portal',
          '/portal/a',
          '/%2e%2e%2fpages',
          '/%00',
        ])
          assert.equal((await fetch(origin + path)).status, 404, path);
        assert.equal((await fetch(origin, { method: 'POST' })).status, 405);
      } finally {
        await close(host);
      }
    });
  });
}
