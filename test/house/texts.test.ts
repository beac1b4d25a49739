// Every code has its words, in every language, with the same blanks to fill.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { areaOf, auditEvents } from '#contract/audit-events';
import { errorStatus } from '#contract/errors';
import { orderStatuses } from '#contract/order-words';
import { personPermissions, staffProfiles, syncEntities } from '#contract/permissions';
import { readWords } from '../../server/output/words.ts';
import { files, read } from '../support/sources.ts';

type Tree = { [key: string]: string | Tree };
const languages = ['es', 'pt', 'en'] as const;
const flat = Object.fromEntries(
  languages.map((language) => [language, new Map(leaves(readWords(language)))]),
) as Record<(typeof languages)[number], Map<string, string>>;

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );
}

// Plural forms differ between languages: `found_one`, `found_many`, `found_other` are one key.
const stem = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const blanks = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)/g)]
    .map(([, name]) => name)
    .toSorted()
    .join();

describe('locales', () => {
  test('have the same keys and no empty text', () => {
    const keys = languages.map((language) =>
      [...new Set([...flat[language].keys()].map(stem))].toSorted(),
    );
    assert.deepEqual(keys[1], keys[0]);
    assert.deepEqual(keys[2], keys[0]);
    assert.ok(keys[0]!.length > 150);
    for (const language of languages)
      for (const [key, text] of flat[language]) assert.ok(text.trim(), `${language} ${key}`);
  });

  // Of two texts under one key the later is said, and nobody misses the other.
  test('have each key once', () => {
    for (const path of files('locales/*/*.json')) {
      const keys = [...read(path).matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key!);
      assert.ok(keys.length > 0, path);
      assert.deepEqual(
        keys.filter((key, at) => keys.indexOf(key) !== at),
        [],
        path,
      );
    }
  });

  test('have the same blanks', () => {
    for (const [key, text] of flat.es) {
      for (const language of ['pt', 'en'] as const) {
        const other = flat[language].get(key);
        if (other !== undefined) assert.equal(blanks(other), blanks(text), `${language} ${key}`);
      }
    }
  });

  test('have plural forms of each language that counts', () => {
    for (const language of languages) {
      const counted = [...flat[language].keys()].filter((key) => key.endsWith('_other')).map(stem);
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const key of counted) {
        for (const category of pluralCategories)
          assert.ok(flat[language].has(`${key}_${category}`), `${language} ${key}_${category}`);
      }
    }
  });

  test('have a text for every code the server answers with', () => {
    for (const code of Object.keys(errorStatus))
      assert.ok(flat.es.has(`error.${code}`), `error.${code}`);
    for (const status of orderStatuses)
      assert.ok(flat.es.has(`status.${status}`), `status.${status}`);
    for (const event of auditEvents) {
      assert.ok(flat.es.has(`audit.event_${event.replace('.', '_')}`), `audit.event of ${event}`);
      assert.ok(flat.es.has(`audit.area_${areaOf(event)}`), `audit.area of ${event}`);
    }
    for (const rule of rules()) assert.ok(flat.es.has(`rule.${rule}`), `rule.${rule}`);
  });

  test('hold no word of another language that was left behind', () => {
    for (const [key, text] of flat.pt) {
      assert.doesNotMatch(
        text,
        /[ñ¿¡]|\b(pedido de compra del|contraseña|usuario y|está vacío)\b/i,
        `pt ${key}`,
      );
      assert.doesNotMatch(flat.es.get(key) ?? '', /[ãõç]/i, `es ${key}`);
    }
  });
});

/** Every rule the server names, from where it names them. */
function rules(): Set<string> {
  const source = files('server/**/*.ts').map(read).join('\n');
  const named = [...source.matchAll(/(?:rule: |error: |sizeRule\()((?:'\w+'(?:, )?)+)/g)].flatMap(
    ([, list]) => [...list!.matchAll(/'(\w+)'/g)].map(([, name]) => name!),
  );
  const found = new Set([...named, 'required', 'not_allowed', 'invalid', 'format']);
  assert.ok(found.has('decimal') && found.has('unknown_reference') && found.has('too_long'));
  // Rules of the operator's own input, which the command line says in words.
  for (const rule of ['origin', 'password_policy', 'encoding']) found.delete(rule);
  return found;
}

test('every right and every role of staff has its words', () => {
  for (const language of languages) {
    for (const permission of personPermissions) {
      const name = `right_${permission.replaceAll('.', '_')}`;
      assert.ok(
        ['staff', 'contacts'].some((section) => flat[language].has(`${section}.${name}`)),
        `${language}: ${name}`,
      );
    }
    for (const role of Object.keys(staffProfiles))
      assert.ok(flat[language].has(`staff.role_${role}`), `${language}: role_${role}`);
  }
});

test('all that the ERP sends has its words', () => {
  for (const language of languages)
    for (const entity of syncEntities)
      assert.ok(flat[language].has(`settings.entity_${entity}`), `${language}: ${entity}`);
});

describe('files of the locales', () => {
  test('are the same sections in every language, and the types name each', () => {
    const typed = [
      ...read('widgets/core/catalogue.ts').matchAll(/'\.\.\/\.\.\/locales\/es\/(\w+)\.json'/g),
    ];
    for (const language of languages)
      assert.deepEqual(
        Object.keys(readWords(language)).toSorted(),
        typed.map(([, section]) => section).toSorted(),
        language,
      );
  });
});
