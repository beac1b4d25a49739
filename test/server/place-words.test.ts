// Places as their readers call them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countryName, placeShort, placeText } from '#contract/place-words';
import { locale } from '#contract/primitives';

const languages = locale.options;
const inEach = (code: string) => languages.map((language) => countryName(code, language));
const place = (name: string | null, country: string | null, code = 'XXLOM') => ({
  code,
  name,
  country,
});

describe('a country', () => {
  test('has its name in the language of the reader', () => {
    assert.deepEqual(languages, ['es', 'pt', 'en']);
    assert.deepEqual(inEach('MX'), ['México', 'México', 'Mexico']);
    assert.deepEqual(inEach('DE'), ['Alemania', 'Alemanha', 'Germany']);
    assert.deepEqual(inEach('US'), ['Estados Unidos', 'Estados Unidos', 'United States']);
    assert.deepEqual(inEach('HK'), ['Hong Kong', 'Hong Kong', 'Hong Kong']);
  });

  test('stays as it is where the code is that of none, or of several', () => {
    for (const code of ['ZZ', 'XX', 'XZ', 'AN', 'SU', 'mx', 'MEX', '484', 'M1', '', '<b>', 'M'])
      assert.deepEqual(inEach(code), [code, code, code]);
  });
});

describe('a place', () => {
  test('has its country after it, and its code where nobody knows its name', () => {
    assert.equal(placeText(place('Manzanillo', 'MX'), 'es'), 'Manzanillo, México');
    assert.equal(placeText(place('Manzanillo', 'PA'), 'pt'), 'Manzanillo, Panamá');
    assert.equal(placeText(place(null, 'CN', 'CNXYZ'), 'en'), 'CNXYZ, China');
    assert.equal(placeText(place('', 'XX'), 'es'), 'XXLOM, XX');
    assert.equal(placeText(place('En altamar', null), 'es'), 'En altamar');
  });

  test('is not named twice where it is its country', () => {
    assert.equal(placeText(place('Panamá', 'PA'), 'es'), 'Panamá');
    assert.equal(placeText(place('Singapore', 'SG'), 'en'), 'Singapore');
    assert.equal(placeText(place('Singapore', 'SG'), 'es'), 'Singapore, Singapur');
  });

  test('has the letters of its country where there is little room', () => {
    assert.equal(placeShort(place('Manzanillo', 'MX')), 'Manzanillo MX');
    assert.equal(placeShort(place(null, null)), 'XXLOM');
  });
});
