import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, minify, transformWithOxc, type InlineConfig, type Plugin } from 'vite';
import { locales } from '#contract/locales';
import { forgetOldVersions, versionsIn } from '../server/http/kept-assets.ts';
import { compressFolder } from './build-compress.ts';
import { buildMap } from './build-map.ts';
import { reserveSheet } from './build-elements-package.ts';
import { buildPasskeyPage } from './build-passkey.ts';
import { alone } from './build-lock.ts';
import { buildPlayground, writePlayground } from './build-playground.ts';
import { readWords } from '../server/output/words.ts';
import { version } from './core/version.ts';
import { writeDescriptions } from './custom-elements.ts';
import { catalogueSections, elementNames, lateTexts, loaderTable } from './elements.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stampFile = join(dist, 'widgets.stamp');
const widgets = elementNames.map((name) => `portal-${name}`);

const textsOf = (texts: object, wanted: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(texts).filter(([name]) => wanted(name)));

/** What a module asks for: `locales/es.json`, or a part of it as `locales/es.json?records`. */
const catalogueName = /locales[\\/](\w\w)\.json(?:\?(\w+))?$/;

/** Makes modules of the catalogues, each with the sections of its part. */
const catalogues: Plugin = {
  name: 'portico-catalogues',
  enforce: 'pre',
  // There is no such file: it is joined from those of the language's folder.
  resolveId: (id) => {
    const [name] = catalogueName.exec(id) ?? [];
    return name ? join(root, name) : null;
  },
  async load(id) {
    const [, language, part = ''] = catalogueName.exec(id) ?? [];
    const wanted = catalogueSections[part];
    if (!language || !wanted) return null;
    for (const section of wanted)
      this.addWatchFile(join(root, `locales/${language}/${section}.json`));
    const all: Record<string, object> = readWords(language);
    const used = Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
    for (const [section, names] of [
      ['error', 'codes'],
      ['rule', 'rules'],
    ] as const) {
      if (part === '')
        used[section] = textsOf(
          all[section]!,
          (name) => !lateTexts.some((late) => late[names].includes(name)),
        );
      for (const late of lateTexts)
        if (part === late.part && late[names].length > 0)
          used[section] = textsOf(all[section]!, (name) => late[names].includes(name));
    }
    return { code: `export default ${JSON.stringify(used)}`, moduleType: 'js' };
  },
};

const policyCall = /(\w+)\.createPolicy\("lit-html",\{createHTML:(\w+)=>\2\}\)/;

/**
 * Gives our copy of Lit its own Trusted Types policy. A page with a Lit of its own may allow each name
 * once; a second copy of ours finds the policy of the first.
 */
const trustedTypes: Plugin = {
  name: 'portico-trusted-types',
  transform(code, id) {
    if (!/lit-html[\\/]lit-html\.js/.test(id)) return null;
    if (!policyCall.test(code)) throw new Error('Lit no longer makes its policy as expected.');
    const policy = '$1.createPolicy("portal-html",{createHTML:html=>html})';
    const found = `(globalThis[Symbol.for("portal-html")]??=${policy})`;
    return { code: code.replace(policyCall, found), map: null };
  },
};

/**
 * Of i18next what fetches, formats, logs, nests and chooses a language or a namespace: our catalogues come by
 * themselves, one language and one namespace at a time, `Intl` formats, and no text names another. Each by what it
 * begins with, and what stands in its place.
 */
const unusedOfI18next: readonly (readonly [head: string, members: string])[] = [
  ['class Connector extends EventEmitter', ''],
  ['class Formatter', 'init() {} format(value) { return value; }'],
  [
    'class Logger',
    'create() { return this; } clone() { return this; } init() {} log() {} warn() {} error() {} deprecate() {} once() {} debug() {}',
  ],
  [
    'class LanguageUtil',
    'getBestMatchFromCodes(codes) { return codes[0]; } getFallbackCodes() { return []; } getLanguagePartFromCode(code) { return code; } isSupportedCode() { return true; } toResolveHierarchy(code) { return [code]; }',
  ],
  ['  dir\\(lng\\)', "return 'ltr';"],
  ['  cloneInstance\\(options = {}, callback = noop\\)', 'return this;'],
  ['  hydrate\\(resources, lng\\)', 'return this;'],
  ['  use\\(module\\)', 'return this;'],
  ['  getFixedT\\(lng, ns, keyPrefix, fixedOpts\\)', 'return this.t;'],
  ['  hasLoadedNamespace\\(ns, options = {}\\)', 'return true;'],
  ['  loadResources\\(language, callback = noop\\)', 'callback(null);'],
  ['  reloadResources\\(lngs, ns, callback\\)', ''],
  ['  loadNamespaces\\(ns, callback\\)', ''],
  ['  loadLanguages\\(lngs, callback\\)', ''],
  [
    '  exists\\(key, o = {\n    interpolation: {}\n  }\\)',
    'return this.resolve(key, o).res !== undefined;',
  ],
  ['  extractFromKey\\(key, opt\\)', 'return { key, namespaces: this.options.defaultNS };'],
  ['  getUsedParamsDetails\\(options = {}\\)', 'return options;'],
  ['  nest\\(str, fc, options = {}\\)', 'return str;'],
  ['  getSuffixes\\(code, options = {}\\)', 'return [];'],
  ['  needsPlural\\(code, options = {}\\)', 'return true;'],
  [
    '  addResourceBundle\\(lng, ns, resources, deep, overwrite, options = {\n    silent: false,\n    skipCopy: false\n  }\\)',
    '',
  ],
  ['function keysFromSelector\\(selector, opts\\)', 'return String(selector);'],
  [
    '  extendTranslation\\(res, key, opt, resolved, lastKey\\)',
    'return this.interpolator.interpolate(res, opt, this.language, opt);',
  ],
  [
    '  changeLanguage\\(lng, callback\\)',
    'this.language = lng; this.languages = [lng]; this.translator.changeLanguage(lng); callback?.(null, this.t);',
  ],
  ['  setResolvedLanguage\\(l\\)', ''],
  ['  hasLanguageSomeTranslations\\(lng\\)', 'return true;'],
  [
    '  getRule\\(code, options = {}\\)',
    'return (this.pluralRulesCache[code] ??= new Intl.PluralRules(code));',
  ],
  ['  once\\(event, listener\\)', 'return this;'],
  ['  off\\(events, listener\\)', ''],
];

/** Leaves out of i18next what is never called here. */
const lean: Plugin = {
  name: 'portico-lean-i18next',
  transform(code, id) {
    if (!/i18next[\\/]dist[\\/]esm[\\/]i18next\.js$/.test(id)) return null;
    let rest = code;
    for (const [head, members] of unusedOfI18next) {
      const indent = /^ */.exec(head)![0];
      const whole = new RegExp(`\\n${head} \\{\\n[^]*?\\n${indent}\\}\\n`);
      if (!whole.test(rest)) throw new Error(`i18next no longer has "${head}" as expected.`);
      // As many lines as before: those below keep their numbers.
      rest = rest.replace(whole, (text) => {
        const lines = text.split('\n').length - head.split('\n').length - 1;
        return `\n${head.replaceAll('\\', '')} { ${members} }${'\n'.repeat(lines)}`;
      });
    }
    return { code: rest, map: null };
  },
};

/** Takes the indentation out of our templates and style sheets; each line stays the line it is. */
const templates: Plugin = {
  name: 'portico-templates',
  enforce: 'pre',
  transform: (code, id) =>
    /[\\/]widgets[\\/].*\.ts$/.test(id)
      ? { code: code.replace(/\n[^\S\n]+/g, '\n'), map: null }
      : null,
};

/** What sources need to run at all, built or as they are. */
export const sharedPlugins: Plugin[] = [catalogues, trustedTypes];

const squeezed = { module: true, compress: true, mangle: true } as const;

/**
 * Libraries keep their spaces, for the sake of later bundlers; there is none after us. The source maps go into
 * `dist/maps`, which nobody is served.
 */
async function squeezeFolder(folder: string): Promise<void> {
  const maps = join(dist, 'maps');
  await mkdir(maps, { recursive: true });
  for (const [name, content] of await filesOf(folder)) {
    const file = join(folder, name);
    const inputMap = JSON.parse(await readFile(`${file}.map`, 'utf8'));
    const options = { ...squeezed, sourcemap: true, inputMap };
    const { code, map } = await minify(name, content.toString(), options);
    await writeFile(file, code);
    await writeFile(join(maps, `${name}.map`), JSON.stringify(map));
    await rm(`${file}.map`);
  }
}

const shared = {
  root,
  configFile: false,
  logLevel: 'warn',
  mode: 'production',
} satisfies InlineConfig;
const common = { emptyOutDir: true, target: 'es2022', minify: false } as const;

/** What login needs as well, and everything from outside that it uses. */
const coreModules =
  /widgets[\\/]core[\\/](?!changes|customer-switch|factor|http|linked-place|logo|once|overlay|password|places|re-sign-in|sections|sign-in|terms|unsent|viewing-bar)|widgets[\\/]kit[\\/](button|field|icon|notice|skeleton)\.|server[\\/]contract[\\/](?![\w-]+-words|audit-events|cargo-numbers|colour|csv|decimal|order-entry|order-quantity|order-sums|permissions|quote-sums|sections)|oxc|node_modules[\\/](?!@lit[\\/]task|ky[\\/]|lit-html[\\/]directives[\\/]repeat|lit[\\/]directives(?![\\/]live))/;

/** What every element with data needs: lists, their paging, and loading them. */
const kitModules =
  /widgets[\\/](records[\\/](?!approval|audit-words|base64|calendar|chips|copier|customer-(?:field|picker)|drafts|file-picker|notice|paying|person|preview|recipient|row-fix|row-values|saved|sheet|thumbnails|time|uploads|messages-tab)|(core[\\/](linked-place|places|sections)|kit[\\/](badge|day-(field|text)|(cards|disclosure|edges)\.styles|filter|icons|menu|nav|outlines|pager|table|tabs))\.)|server[\\/]contract[\\/](order-words|sections|zone-words)\.|node_modules[\\/](@lit[\\/]task|lit-html[\\/]directives[\\/]repeat|lit[\\/]directives(?![\\/]live))/;

/** The form that signs in: of the element for it, and of the dialog once a session has ended. */
const signInModules = /widgets[\\/](core[\\/]sign-in-form|kit[\\/](countdown|password))\./;

/** The form that sets a password, which comes when somebody sets one. */
const passwordModules = /widgets[\\/](core[\\/]password-|kit[\\/]checklist\.)/;

/** Parts of the catalogues, named so that the script tag can ask for them ahead. */
const catalogueParts = locales.flatMap((language) =>
  Object.keys(catalogueSections)
    .filter(Boolean)
    .map((part) => [`${language}-${part}`, `/locales/${language}.json?${part}`] as const),
);

/** Modules of the catalogues by the name of their file, from the root of the project. */
export const catalogueModules: Readonly<Record<string, string>> = Object.fromEntries([
  ...locales.map((language) => [language, `/locales/${language}.json`] as const),
  ...catalogueParts,
]);

/** Modules that begin a file of their own, by its name, from the root of the project. */
export const elementModules: Readonly<Record<string, string>> = Object.fromEntries([
  ['core', '/widgets/core/index.ts'],
  ['password', '/widgets/core/password-form.ts'],
  ['sign-in', '/widgets/core/sign-in-form.ts'],
  ['re-sign-in', '/widgets/core/re-sign-in.ts'],
  ['viewing-bar', '/widgets/core/viewing-bar.ts'],
  ['customers', '/widgets/core/customer-switch.ts'],
  ['http', '/widgets/core/http.ts'],
  ['unsent', '/widgets/core/unsent.ts'],
  ['factor', '/widgets/core/factor.ts'],
  ['doctor', '/widgets/doctor/index.ts'],
  ...widgets.map((name) => [name, `/widgets/${name}/embed.ts`] as const),
]);

async function buildChunks(): Promise<void> {
  const outDir = join(dist, `embed/v${version}`);
  await build({
    ...shared,
    plugins: [...sharedPlugins, lean, templates],
    build: {
      ...common,
      sourcemap: 'hidden',
      outDir,
      lib: {
        entry: Object.fromEntries(
          [...catalogueParts, ...Object.entries(elementModules)].map(([name, path]) => [
            name,
            join(root, path),
          ]),
        ),
        formats: ['es'],
      },
      rolldownOptions: {
        preserveEntrySignatures: 'allow-extension',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [
              { name: 'core', test: coreModules },
              { name: 'kit', test: kitModules },
              { name: 'sign-in', test: signInModules },
              { name: 'password', test: passwordModules },
              { name: 'factor', test: /core[\\/]factor|contract[\\/]second-factor-words/ },
              {
                name: 'audit-words',
                test: /records[\\/]audit-words|contract[\\/]audit-events/,
              },
              { name: 'portal-login-access', test: /portal-login[\\/]access\./ },
              {
                name: 'portal-contacts-access',
                test: /portal-contacts[\\/](access[.-]|areas|grants|mirror|sentence)/,
              },
              {
                name: 'portal-contacts-card',
                test: /portal-contacts[\\/](contact-(?!bulk|state|import|profiles)|profiles)/,
              },
              {
                name: 'portal-staff-card',
                test: /portal-staff[\\/]staff-(?!data|list|words)/,
              },
              {
                name: 'notice-preferences',
                test: /records[\\/]notice-preferences|contract[\\/]notification-words/,
              },
              { name: 'person-state', test: /records[\\/]person-state\./ },
              { name: 'person', test: /records[\\/]person/ },
              { name: 'overlay', test: /core[\\/]overlay\./ },
              { name: 'http', test: /core[\\/]http\.|node_modules[\\/]ky[\\/]/ },
              {
                name: 'portal-settings-shared',
                test: /portal-settings[\\/]card\.|settings-words/,
              },
              {
                name: 'portal-settings-sites',
                test: /portal-settings[\\/](sites-card|page-check)/,
              },
              { name: 'portal-settings-keys', test: /portal-settings[\\/]key/ },
              {
                name: 'portal-settings-webhooks',
                test: /portal-settings[\\/]webhook|contract[\\/]webhook-words/,
              },
              { name: 'portal-settings-erp', test: /portal-settings[\\/]erp-card/ },
              { name: 'portal-settings-approvals', test: /portal-settings[\\/]approvals-card/ },
              { name: 'portal-settings-statuses', test: /portal-settings[\\/]statuses-card/ },
              {
                name: 'portal-settings-calendars',
                test: /portal-settings[\\/](calendars-card|days-off)/,
              },
              {
                name: 'portal-settings-departments',
                test: /portal-settings[\\/]department|contract[\\/]department-words/,
              },
              { name: 'portal-settings-access', test: /portal-settings[\\/]access-card/ },
              { name: 'portal-settings-payments', test: /portal-settings[\\/]payments-card/ },
              { name: 'portal-settings-fiscal', test: /portal-settings[\\/]fiscal-card/ },
              {
                name: 'portal-settings-bank',
                test: /portal-settings[\\/]bank-card|bank-data-words/,
              },
              { name: 'portal-settings-mail', test: /portal-settings[\\/]mail-card/ },
              {
                name: 'portal-mass-send-send',
                test: /portal-mass-send[\\/](send|run)[\\/]|kit[\\/]progress\.|contract[\\/]mass-send-words\./,
              },
              {
                name: 'portal-mass-send-import',
                test: /portal-mass-send[\\/]import[\\/]/,
              },
              { name: 'portal-mass-send-list', test: /portal-mass-send[\\/]lists[\\/]list[.-]/ },
              {
                name: 'portal-mass-send-shared',
                test: /portal-mass-send[\\/](lists[\\/]lists|parts)\./,
              },
              {
                name: 'portal-branding-stage',
                test: /portal-branding[\\/](stage|mail-sample)/,
              },
              {
                name: 'portal-branding-groups',
                test: /portal-branding[\\/](logos|shape|texts|pages|publishing)\./,
              },
              {
                name: 'portal-invoices-fiscal',
                test: /portal-invoices[\\/]fiscal-detail|contract[\\/]fiscal-words/,
              },
              { name: 'portal-invoices-pack', test: /portal-invoices[\\/]pack\./ },
              {
                name: 'portal-invoices-import',
                test: /portal-invoices[\\/]fiscal-(import|rows|send)/,
              },
              {
                name: 'portal-quotes-acting',
                test: /portal-quotes[\\/](acting|quote-(aside|decide|versions))\./,
                priority: 6,
              },
              {
                name: 'portal-quotes-requests',
                test: /portal-quotes[\\/](requests?|request-form|recording)\./,
                priority: 6,
              },
              {
                name: 'portal-shipments-sharing',
                test: /portal-shipments[\\/]sharing\.|sharing-words/,
              },
              {
                name: 'portal-order-entry-list',
                test: /portal-order-entry[\\/](conflict|drafts|drafts-list|approval-words)\./,
              },
              { name: 'portal-order-entry-send', test: /portal-order-entry[\\/](review|sending)/ },
              { name: 'portal-order-entry-pick', test: /portal-order-entry[\\/]picking/ },
              { name: 'portal-order-entry-approvals', test: /portal-order-entry[\\/]approvals/ },
              { name: 'portal-order-entry-quote', test: /portal-order-entry[\\/]quoting/ },
              { name: 'portal-order-entry-paste', test: /portal-order-entry[\\/]paste/ },
              { name: 'approval-rules', test: /records[\\/]approval-rules\./ },
              { name: 'portal-orders-changes', test: /portal-orders[\\/]changes\./ },
              { name: 'dialog', test: /kit[\\/]dialog\.|records[\\/]chips\./ },
              {
                name: 'portal-messages-talk',
                test: /portal-messages[\\/](talk|composer|conversation|thread-view)/,
              },
              {
                name: 'uploads',
                test: /records[\\/](file-picker|uploads|thumbnails)\.|portal-payments[\\/]file-words|contract[\\/]file-words/,
              },
              {
                name: 'portal-service-form',
                test: /portal-service[\\/]request-(form|maker)/,
              },
              { name: 'portal-service-desk', test: /portal-service[\\/]desk/ },
              { name: 'combobox', test: /kit[\\/]combobox\./ },
              { name: 'qr', test: /kit[\\/]qr\./ },
              {
                name: 'portal-payments-ways',
                test: /portal-payments[\\/](ways|voucher|slips|proof)\.|payment-code-words/,
              },
              {
                name: 'portal-payments-detail',
                test: /portal-payments[\\/](payment-detail|method-page|question)\./,
              },
              {
                name: 'portal-payments-pay',
                test: /portal-payments[\\/](pay-room|payable|on-account)\./,
              },
              {
                name: 'portal-payments-said',
                test: /portal-payments[\\/](said|dispute|promise)|promise-words/,
              },
              {
                name: 'portal-payments-desk',
                test: /portal-payments[\\/](desk|reconcil|refunding|statement-file)/,
              },
              { name: 'paying', test: /records[\\/]paying\./ },
              { name: 'copier', test: /records[\\/]copier\./ },
              { name: 'calendar-address', test: /records[\\/]calendar-address\./ },
              { name: 'recipient-state', test: /records[\\/]recipient-state\./ },
              { name: 'portal-contacts-import', test: /contact-import\./ },
              { name: 'portal-contacts-profiles', test: /contact-profiles\./ },
              { name: 'portal-contacts-bulk', test: /contact-bulk\./ },
              { name: 'sheet', test: /records[\\/](preview|row-fix|sheet)/ },
              {
                name: 'portal-statement-result',
                test: /portal-statement[\\/](statement[\\/]|(local-pages|statement-view)\.)|kit[\\/]donut\.|contract[\\/](decimal|ledger-words)\./,
              },
              {
                name: 'portal-statement-more',
                test: /portal-statement[\\/]period[\\/]/,
              },
              {
                name: 'customer-picker',
                test: /records[\\/]customer-(field|picker)\./,
              },
              {
                name: 'portal-statement-next',
                test: /portal-statement[\\/](next-payments|weeks)\./,
              },
            ],
          },
        },
      },
    },
  });
  await inlineRuntime(outDir);
  await buildPasskeyPage(root, outDir);
  await buildPlayground(root, outDir, sharedPlugins);
  await squeezeFolder(outDir);
}

const runtimeFile = 'rolldown-runtime.js';
const runtimeImport = /import \{ \w+ as (\w+) \} from "\.\/rolldown-runtime\.js";\n/;

/**
 * Puts the bundler's helper into the chunks that use it. It is a line, and on its own it would be one more
 * request, which a chunk that comes late waits for.
 */
async function inlineRuntime(folder: string): Promise<void> {
  const runtime = await readFile(join(folder, runtimeFile), 'utf8');
  // On one line, as the import it stands for: those below keep their numbers.
  const lines = runtime.replace(/^export \{.*\};?\n?/m, '').split('\n');
  const code = lines.filter((line) => !line.startsWith('//')).join(' ');
  for (const [name, content] of await filesOf(folder)) {
    const text = content.toString();
    const [line, helper] = runtimeImport.exec(text) ?? [];
    if (!line) continue;
    if (!code.includes(`var ${helper} =`)) throw new Error('The bundler writes its helper anew.');
    await writeFile(join(folder, name), text.replace(line, `${code}\n`));
  }
  await rm(join(folder, runtimeFile));
  await rm(join(folder, `${runtimeFile}.map`), { force: true });
}

/** The script tag with what it knows of this version. */
export async function loaderCode(): Promise<string> {
  const source = await readFile(join(root, 'widgets/loader.ts'), 'utf8');
  const { code } = await transformWithOxc(source, 'loader.ts', { target: 'es2022' });
  return code
    .replaceAll('VERSION', JSON.stringify(version))
    .replaceAll('ELEMENTS', JSON.stringify(loaderTable));
}

/** The loader imports nothing but what it finds at run time, so it only has to be made small. */
async function buildLoader(): Promise<void> {
  const { code: loader } = await minify('embed.js', await loaderCode(), squeezed);
  // The one that moves, and the one that never does: for a page that pins what it loads.
  for (const folder of ['embed', `embed/v${version}`]) {
    await writeFile(join(dist, folder, 'embed.js'), loader);
    await writeFile(join(dist, folder, 'reserve.css'), reserveSheet());
  }
}

async function buildPackage(): Promise<void> {
  const entries = widgets.map((name) => [name, join(root, `widgets/${name}/index.ts`)] as const);
  await build({
    ...shared,
    plugins: [catalogues],
    build: {
      ...common,
      outDir: join(dist, 'npm'),
      lib: {
        entry: {
          index: join(root, 'widgets/index.ts'),
          core: join(root, 'widgets/core/index.ts'),
          'react/wrap': join(root, 'widgets/package/react.ts'),
          ...Object.fromEntries(entries),
        },
        formats: ['es'],
      },
      rolldownOptions: {
        external: [/^lit(\/|$)/, /^@lit\//, 'ky', 'i18next', 'react'],
        output: { entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
      },
    },
  });
}

/** Takes away all that was built, but for the elements of other versions: open pages may still ask for them. */
async function clear(): Promise<void> {
  await mkdir(join(dist, 'embed'), { recursive: true });
  const kept = ['embed', ...versionsIn(join(dist, 'embed'))].filter(
    (name) => name !== `v${version}`,
  );
  for (const folder of [dist, join(dist, 'embed')])
    for (const name of await readdir(folder))
      if (!kept.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Every file that ends up in the build, as one hash. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const folders = ['widgets', 'locales', 'server/contract'];
  for (const folder of folders) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((one) => /\.(ts|json)$/.test(one)).toSorted()) {
      hash.update(name).update(await readFile(join(root, folder, name)));
    }
  }
  return hash.update(await readFile(join(root, 'package-lock.json'))).digest('hex');
}

/** The files of a built folder with their contents, by path below it. */
async function filesOf(folder: string): Promise<[string, Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.js'));
  return Promise.all(
    files.map(async (file): Promise<[string, Buffer]> => {
      const path = join(file.parentPath, file.name);
      return [relative(folder, path).replaceAll('\\', '/'), await readFile(path)];
    }),
  );
}

/** What a page may load of this version. */
async function ownFiles(): Promise<[string, Buffer][]> {
  const files = await filesOf(join(dist, 'embed'));
  return files.filter(([name]) => !name.includes('/') || name.startsWith(`v${version}/`));
}

async function writeIntegrity(): Promise<void> {
  const files = await ownFiles();
  const hashes = files.map(([name, content]) => [
    name,
    `sha384-${createHash('sha384').update(content).digest('base64')}`,
  ]);
  const text = `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`;
  for (const folder of ['embed', `embed/v${version}`])
    await writeFile(join(dist, folder, 'integrity.json'), text);
}

/** Names and gzipped sizes of what a page may load. */
async function sizes(): Promise<[string, number][]> {
  const files = await ownFiles();
  return files
    .map(([name, content]): [string, number] => [name, gzipSync(content, { level: 9 }).length])
    .toSorted(([a], [b]) => a.localeCompare(b));
}

/**
 * Builds `dist/embed` (for the script tag) and `dist/npm` (for bundlers).
 * One process builds at a time; others wait for it and find what it built.
 * @returns false if everything was up to date and nothing was done
 */
export const buildWidgets = (): Promise<boolean> =>
  alone(join(root, 'node_modules/.cache/portico/build.lock'), buildAlone);

async function buildAlone(): Promise<boolean> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  if (manifest.version !== version) throw new Error('widgets/core/version.ts is out of step.');
  const stamp = await fingerprint();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return false;
  await clear();
  await buildChunks();
  await buildLoader();
  await buildMap(join(dist, 'embed', `v${version}`, 'map'));
  await buildPackage();
  await writeDescriptions(elementNames, join(dist, 'npm'));
  await writePlayground(join(dist, 'npm'), join(dist, 'embed', `v${version}`));
  await writeIntegrity();
  await compressFolder(join(dist, 'embed'));
  forgetOldVersions(join(dist, 'embed'), `v${version}`);
  await writeFile(stampFile, stamp);
  return true;
}

if (import.meta.main) {
  const built = await buildWidgets();
  console.log(
    built ? 'Widgets built (bytes, gzip -9):' : 'Widgets are up to date (bytes, gzip -9):',
  );
  for (const [name, size] of await sizes()) console.log(String(size).padStart(8), name);
}
