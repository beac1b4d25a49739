// The arrows of the house: who may import whom. README draws the same picture.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { files, importsOf, type Import } from '../support/sources.ts';

const all = files('server/**/*.ts', 'widgets/**/*.ts').flatMap(importsOf);

/** Rooms, most particular first, and where their doors lead. A pattern of packages stands for itself. */
const rooms: [room: RegExp, may: RegExp[]][] = [
  [/^server\/contract\//, [/^server\/contract\//, /^zod$/]],
  [
    /^server\/work\//,
    [/^server\/(work|contract)\//, /^server\/http\/app-error\.ts$/, /^node:/, /^piscina$/],
  ],
  [
    /^server\/db\//,
    [/^server\/(db|work)\//, /^node:/, /^(knex|knex-pglite|pg|@electric-sql\/pglite)$/],
  ],
  [
    /^server\/output\//,
    [
      /^server\/(output|contract|work)\//,
      /^server\/http\/app-error\.ts$/,
      /^node:/,
      /^(i18next|nodemailer|pdfkit|fontkit|uqr|exceljs|sharp|yazl|yauzl|saxes|csv-parse\/sync|postal-mime|email-reply-parser|html-to-text|mdast-util-from-markdown|smtp-server|stripe|file-type|ical-generator|ipaddr\.js)$/,
    ],
  ],
  [
    /^server\/http\//,
    [
      /^server\/(http|contract|db|work)\//,
      /^node:/,
      /^(koa|@koa\/.*|zod|pino|prom-client|rate-limiter-flexible|bowser|ipaddr\.js)$/,
    ],
  ],
  [
    /^server\/records\//,
    [
      /^server\/(records|http|contract|db|work)\//,
      /^node:/,
      /^(zod|knex|mdast-util-from-markdown)$/,
    ],
  ],
  [
    /^server\/features\/feature\.ts$/,
    [/^server\/(http|contract|db|output)\//, /^(@koa\/router|koa)$/],
  ],
  [
    /^server\/features\/([\w-]+)\//,
    [
      /^server\/(records|http|contract|db|output|work)\//,
      /^server\/features\/feature\.ts$/,
      /^node:/,
      /^(zod|@koa\/router|koa|knex|pino|jose|d3-geo|@node-rs\/argon2|@simplewebauthn\/server|@zxcvbn-ts\/.*)$/,
    ],
  ],
  [
    /^server\/(app|admin|index|features|housekeeping|config|listen|main|cli)\.ts$|^server\/cli\//,
    [/^server\//, /^package\.json$/, /^[^.]/],
  ],
  [/^widgets\/kit\//, [/^widgets\/kit\//, /^lit(\/|$)/]],
  [
    /^widgets\/core\//,
    [/^widgets\/(core|kit)\//, /^locales\//, /^(lit|@lit\/[\w-]+|ky|i18next)(\/|$)/],
  ],
  [/^widgets\/records\//, [/^widgets\/(records|core|kit)\//, /^(lit|@lit\/[\w-]+)(\/|$)/]],
  [/^widgets\/(portal-[\w-]+)\//, [/^widgets\/(records|core|kit)\//, /^(lit|@lit\/[\w-]+)(\/|$)/]],
  [/^widgets\/(index|loader|elements)\.ts$/, [/^widgets\//]],
  [/^widgets\/playground\//, [/^widgets\/(playground|core)\//, /^locales\//, /^lit$/]],
  [/^widgets\/package\//, [/^react$/]],
  [/^widgets\/doctor\//, [/^widgets\/doctor\//, /^locales\//]],
  [/^widgets\/passkey-page\//, [/^@simplewebauthn\/browser$/]],
  [/^widgets\/custom-elements/, [/^node:/, /^custom-element-(jsx|vuejs|vs-code)-integration$/]],
  [
    /^widgets\/build/,
    [
      /^widgets\//,
      /^server\/contract\/locales\.ts$/,
      // What the folder of a version is called, and how many stay.
      /^server\/http\/kept-assets\.ts$/,
      // The words of a language from its files.
      /^server\/output\/words\.ts$/,
      // The sea's graph is made for the server, and on its mask.
      /^server\/features\/shipments\/map\//,
      /^node:/,
      /^(vite|d3-geo|topojson-client|topojson-specification)$/,
      /^package\.json$/,
      /^locales\//,
    ],
  ],
];

// What of the contract may travel to the browser as values: constants without a schema.
const constants =
  /^server\/contract\/([\w-]+-words|audit-events|colour|csv|currencies|days|decimal|format|limits|locales|errors|permissions|order-quantity|quote-sums|entered-access|sections|cargo-numbers|tokens)\.ts$/;

function verdict({ from, to, typesOnly }: Import): string | null {
  const [room, may] = rooms.find(([pattern]) => pattern.test(from)) ?? [];
  if (!room || !may) return `${from} stands in no room`;
  const own = /^(server\/features\/[\w-]+|widgets\/portal-[\w-]+)\//.exec(from)?.[0];
  if (own && to.startsWith(own)) return null;
  // The one element that is made of the others, each fetched when it is needed.
  if (own === 'widgets/portal-app/' && /^widgets\/portal-[\w-]+\/embed\.ts$/.test(to)) return null;
  // And the one that sends what is chosen in it.
  if (own === 'widgets/portal-portfolio/' && to === 'widgets/portal-mass-send/embed.ts')
    return null;
  // And the one that shows how another would look to somebody else.
  if (own === 'widgets/portal-contacts/' && to === 'widgets/portal-home/embed.ts') return null;
  // An order is ordered again where it is shown.
  if (own === 'widgets/portal-orders/' && to === 'widgets/portal-order-entry/embed.ts') return null;
  // And the one whose records have a map.
  if (
    own === 'widgets/portal-shipments/' &&
    /^widgets\/portal-(shipment-map|documents)\/embed\.ts$/.test(to)
  )
    return null;
  // And the one whose records have documents.
  if (own === 'widgets/portal-quotes/' && to === 'widgets/portal-documents/embed.ts') return null;
  // And the tab of a record that has conversations.
  const shown = /^widgets\/records\/(messages|requests)-tab\.ts$/.exec(from)?.[1];
  const element = shown === 'requests' ? 'service' : shown;
  if (element && to === `widgets/portal-${element}/embed.ts`) return null;
  // And the one that shows what a look makes of them.
  if (own === 'widgets/portal-branding/' && /^widgets\/portal-[\w-]+\/embed\.ts$/.test(to))
    return null;
  if (from.startsWith('widgets/') && to.startsWith('server/contract/')) {
    return typesOnly || constants.test(to)
      ? null
      : `${from} takes a schema into the browser: ${to}`;
  }
  return may.some((pattern) => pattern.test(to)) ? null : `${from} must not import ${to}`;
}

/** Circles of imports, each as the files it leads through. */
function circlesIn(imports: Import[]): string[] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    else if (!done.has(file)) {
      for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    }
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}

describe('imports', () => {
  test('follow the arrows', () => assert.deepEqual(all.map(verdict).filter(Boolean), []));

  test('are seen at all, and bad ones are found', () => {
    assert.ok(all.length > 200);
    const bad: [string, string][] = [
      ['server/contract/orders.ts', 'server/http/mount.ts'],
      ['server/features/orders/orders.service.ts', 'server/features/sync/sync.service.ts'],
      ['server/http/mount.ts', 'server/features/orders/index.ts'],
      ['server/db/scope.ts', 'koa'],
      ['widgets/portal-orders/portal-orders.ts', 'widgets/portal-login/portal-login.ts'],
      ['widgets/portal-orders/portal-orders.ts', 'server/contract/orders.ts'],
      ['widgets/core/client.ts', 'server/http/mount.ts'],
      ['widgets/kit/button.ts', 'widgets/core/i18n.ts'],
      ['widgets/core/element.ts', 'widgets/records/resource.ts'],
    ];
    for (const [from, to] of bad)
      assert.ok(verdict({ from, to, typesOnly: false, late: false }), `${from} -> ${to}`);
  });

  test('make no circle, types, tests and demo included', () => {
    const demo = files('demo/**/*.ts', 'test/**/*.ts').flatMap(importsOf);
    assert.deepEqual(circlesIn([...all, ...demo]), []);
  });

  test('that make a circle are found, whether of values or of types', () => {
    const bad = (from: string, to: string, typesOnly: boolean): Import => ({
      from,
      to,
      typesOnly,
      late: false,
    });
    assert.deepEqual(circlesIn([bad('a', 'b', false), bad('b', 'c', true), bad('c', 'a', false)]), [
      'a -> b -> c -> a',
    ]);
    assert.deepEqual(circlesIn([bad('a', 'b', false), bad('b', 'c', true)]), []);
  });
});
