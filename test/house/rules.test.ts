// Rules of the house that a reader would otherwise have to remember.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { pages } from '../../docs/generate.ts';
import { files, importsOf, read } from '../support/sources.ts';

const sources = (...patterns: string[]) =>
  files(...patterns).map((path) => ({ path, text: read(path) }));
const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** No file but the excepted ones holds the pattern. */
function nowhere(pattern: RegExp, patterns: string[], except: RegExp = /^$/): void {
  const found = sources(...patterns).filter(
    ({ path, text }) => !except.test(path) && pattern.test(text),
  );
  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  );
}

/** Words with many meanings: what each names here, and the one place that says so (`docs/words.md`). */
const oneMeaning: Record<string, RegExp> = {
  Desk: /^widgets\/portal-[\w-]+\/desk\.ts$/,
  Envelope: /^server\/features\/mass-send\/mass-send\.envelope\.ts$/,
  Gate: /^server\/http\/gate\.ts$/,
  Look: /^server\/(features\/tenants\/look|contract\/branding)\.ts$/,
  Room: /^widgets\/portal-app\/sources\.ts$/,
  Sheet: /^server\/output\/sheet\.ts$/,
  View: /^widgets\/records\/view\.ts$/,
};

describe('code', () => {
  test('gives a word with many meanings one of them', () => {
    for (const [word, place] of Object.entries(oneMeaning)) {
      const declared = new RegExp(
        `^\\s*(export )?(type|interface|class|const|enum) ${word}\\b(?!,)`,
        'm',
      );
      nowhere(declared, ['{server,widgets,demo,test}/**/*.ts'], place);
      const homes = sources('{server,widgets}/**/*.ts').filter(
        ({ path, text }) => place.test(path) && declared.test(text),
      );
      assert.ok(homes.length > 0, `nothing is a ${word} any more: free the word`);
    }
    // Names that say nothing.
    nowhere(
      /\b(type|interface|class|function|const) (Stuff|Thing|Things|Misc|Helper|Helpers|Util|Utils|Manager|Data|Info)\b/,
      ['{server,widgets,demo,docs}/**/*.ts'],
    );
  });

  test('reads the environment in one place', () =>
    nowhere(
      /process\.env/,
      ['server/**/*.ts'],
      /^server\/(config|main|cli\/(admin|inbound|key|migrate|import))\.ts$/,
    ));
  test('takes chance from the system, and starts no programs', () =>
    nowhere(/Math\.random|child_process/, ['server/**/*.ts']));
  test('builds no HTML from text and evaluates nothing', () =>
    nowhere(
      /innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|unsafeSVG|unsafeCSS|\beval\(|new Function|document\.write/,
      ['widgets/**/*.ts'],
      /^widgets\/(build|kit\/cards\.styles)/,
    ));
  test('stores nothing in the browser but how high elements are', () => {
    nowhere(/localStorage|indexedDB|document\.cookie/, ['widgets/**/*.ts']);
    nowhere(/sessionStorage/, ['widgets/**/*.ts'], /^widgets\/loader\.ts$/);
  });
  test('puts no style into attributes', () => nowhere(/style="|style=\$/, ['widgets/**/*.ts']));
  test('tells the time by the reader’s clock, but where the company’s is asked for, and on its documents', () =>
    nowhere(
      /formatInstant\([^()]*(\([^()]*\))?[^()]*,[^(),]*,[^)]/,
      ['widgets/**/*.ts'],
      /^widgets\/portal-(statement\/(statement-view|period\/history)|quotes\/quote-aside|branding\/publishing)\.ts$/,
    ));
  test('opens what is folded away by one sign', () =>
    nowhere(/<summary(?! class="button)[^>]*>(?!\s*\$\{icon\('chevron'\)\})/, [
      'widgets/portal-*/**/*.ts',
      'widgets/records/*.ts',
    ]));
  test('binds values to SQL, and names columns', () => {
    nowhere(/select \*/i, ['server/**/*.ts']);
    nowhere(/(raw|Raw)\(\s*`[^`]*'\$\{/, ['server/**/*.ts']);
  });
  test('reads rows of plain SQL in one way', () =>
    nowhere(/\braw<|as unknown as \{ rows/, ['server/**/*.ts'], /^server\/db\//));
  test('lets the permission say who the caller is', () =>
    nowhere(/caller\b[^,;\n]{0,40} as (unknown|\w*Caller)\b/, ['server/**/*.ts']));
  test('asks rules of its own about sound values only', () =>
    nowhere(/\.(refine|superRefine|check)\(/, ['server/contract/**/*.ts'], /primitives\.ts$/));
  test('tells the database how long a list of keys is', () =>
    nowhere(
      /any\(\s*(\?|array\(|\(\s*select)|jsonb_array_elements(_text)?\(\s*[?:]/,
      ['server/**/*.ts'],
      /^server\/db\/keys\.ts$/,
    ));
  test('says of each form what it is of, so that what is typed outlives whatever changes around it', () => {
    // Filters live in the address, passwords and codes are kept nowhere, and a dialog is given it.
    const elsewhere = /role="search"|class="filter (?!options)/;
    const apart = /^widgets\/(core\/(factor-setup|password-form)|portal-login\/|kit\/filter)/;
    const nameless = sources('widgets/**/*.ts')
      .filter(({ path }) => !apart.test(path))
      .flatMap(({ path, text }) =>
        Array.from(text.matchAll(/<form\b[\s\S]*?@submit/g), ([form]) => ({ path, form })),
      )
      .filter(({ form }) => !elsewhere.test(form) && !form.includes('data-of='));
    assert.deepEqual(nameless, []);
  });

  test('takes colours from the theme', () =>
    nowhere(/#[\da-f]{3,8}\b(?!')|rgba?\(|hsla?\(/i, [
      'widgets/portal-*/*.ts',
      'widgets/kit/*.ts',
    ]));
  test('gives a reason beside every silenced rule', () => {
    for (const { path, text } of sources(
      'server/**/*.ts',
      'widgets/**/*.ts',
      'demo/**/*.ts',
      'test/**/*.ts',
    )) {
      if (path === 'test/house/rules.test.ts') continue;
      for (const [line] of text.matchAll(
        /.*(oxlint-disable|eslint-disable|@ts-ignore|@ts-expect-error|(?:prettier|oxfmt)-ignore).*/g,
      )) {
        assert.match(line, /(-- |: )\S.{10,}/, `${path}: ${line.trim()}`);
      }
    }
  });
});

describe('the package', () => {
  test('has at most twelve scripts', () => assert.ok(Object.keys(manifest.scripts).length <= 12));

  test('pins exact versions', () => {
    for (const [name, version] of Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
    })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
    }
  });

  test('depends on what it imports, and says why of each', () => {
    const reasons = read('docs/dependencies.md');
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.ok(
        reasons.includes(`\`${name}\``),
        `docs/dependencies.md gives no reason for ${name}`,
      );
    }
    const used = new Set(
      files('server/**/*.ts')
        .flatMap(importsOf)
        .map(({ to }) => /^(@[\w-]+\/)?[\w.-]+/.exec(to)?.[0] ?? '')
        .filter((name) => !name.startsWith('node') && !['server', 'package'].includes(name)),
    );
    for (const name of used) assert.ok(manifest.dependencies[name], `the server imports ${name}`);
  });
});

describe('the documents', () => {
  test('that are made from the code are up to date', async () => {
    for (const [name, text] of Object.entries(await pages()))
      assert.equal(read(`docs/${name}`), text, `docs/${name}: npm run docs`);
  });

  test('begin with a short one', () => {
    const bytes = Buffer.byteLength(read('README.md'));
    assert.ok(bytes <= 12_000, `README.md has ${bytes} bytes`);
  });

  test('lead to files that are there', () => {
    for (const name of ['README.md', ...files('docs/**/*.md')])
      for (const [, link = ''] of read(name).matchAll(/\]\((?!https?:)([^)#\s]+)/g))
        assert.ok(existsSync(join(dirname(name), link)), `${name} leads to ${link}`);
  });
});
