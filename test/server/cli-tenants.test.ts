// What the command line makes of its words: options of each command, help, and what it refuses.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Command, CommanderError } from 'commander';
import { createCommands } from '../../server/cli/commands.ts';
import { changesOf, withSettings, type Settings } from '../../server/cli/tenant-settings.ts';
import { capture, createCommandLine } from '../support/command-line.ts';

/** Runs words that end before any work: with help, or with a fault. */
async function parse(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const program = createCommands();
  capture(program, said);
  const error: unknown = await program.parseAsync(args, { from: 'user' }).then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CommanderError, args.join(' '));
  return { code: error.exitCode, ...said };
}

describe('portico', () => {
  test('tells what each command takes', async () => {
    const tell = async (command: Command, words: string[]): Promise<void> => {
      const { code, out } = await parse(...words, '--help');
      assert.equal(code, 0);
      assert.ok(out.startsWith(`Usage: ${['portico', ...words].join(' ')} `), out);
      for (const one of command.commands) await tell(one, [...words, one.name()]);
    };
    await tell(createCommands(), []);
  });

  test('refuses what it does not know and what stands in the wrong place, with a hint', async () => {
    const of = ['--tenant', 'taller'];
    const create = 'tenant create --slug n --name N --locale es --time-zone UTC'.split(' ');
    const faults: [string[], RegExp][] = [
      [[], /^Usage: portico/],
      [['nonsense'], /unknown command 'nonsense'\n\(portico --help/],
      [['tenant', 'creat'], /Did you mean create\?/],
      [['tenant', 'list', '--nmae', 'x'], /unknown option '--nmae'\n\(portico tenant list --help/],
      [['tenant', 'list', 'taller'], /too many arguments/],
      [['tenant', 'set', 'taller'], /nothing is named that is to change/],
      [['tenant', 'set', 'taller', '--slug', 'x'], /unknown option '--slug'/],
      [['tenant', 'set', 'taller', '--clear', 'name'], /Allowed are theme, strings/],
      [['tenant', 'set', 'taller', '--idle', 'soon'], /Not a whole number/],
      [['tenant', 'set', 'taller', '--manual', 'https://x.example'], /Write it as es=/],
      [['tenant', 'origin', 'add', 'taller', 'https://*.d.example'], /name each origin/],
      [[...create, '--origin', 'https://d.example/path'], /did you mean https:\/\/d\.example/],
      [[...create, '--company', 'SM01;Taller S.A.;pesos'], /currency/],
      [[...create, '--company', 'SM01;Taller S.A.;COP;Bogota'], /timeZone/],
      [[...create, '--department', 'kitchen;1'], /kind/],
      [[...create, '--terms-url', 'es=https://d.example'], /--terms-version is needed/],
      [['key', ...of, 'list'], /unknown option '--tenant'/],
      [['key', 'list', ...of, '--page', 'x'], /unknown option '--page'/],
      [['key', 'create', ...of, '--name', 'x', '--expires', 'soon'], /yyyy-mm-dd/],
      [['mail', 'list', ...of, '--state', 'lost'], /Allowed choices/],
      [['mail', 'again', ...of, '--id', '7'], /Not the id of a mail/],
      [['contact', 'list'], /'--tenant <slug>' not specified/],
      [['contact', 'invite', ...of], /--contact or --login is needed/],
      [['staff', 'create', ...of, '--name', 'x'], /--login or --email is needed/],
      [['staff', 'create', ...of, '--name', 'x', '--grant', 'all'], /orders\.view/],
      [['import', 'cats', 'file', ...of, '--url', 'x', '--key', 'x'], /Allowed choices/],
    ];
    for (const [args, expected] of faults) {
      const { code, err } = await parse(...args);
      assert.notEqual(code, 0, args.join(' '));
      assert.match(err, expected, args.join(' '));
    }
  });
});

test('the settings of a tenant are those that were named, and no others', () => {
  const read = (...args: string[]) =>
    changesOf(withSettings(new Command(), false).parse(args, { from: 'user' }).opts<Settings>());
  assert.deepEqual(read(), {});
  assert.deepEqual(read('--format', 'es=es-CO', '--format', 'en=en-GB', '--idle', '10'), {
    formats: { es: 'es-CO', en: 'en-GB' },
    sessionIdleMinutes: 10,
  });
  assert.deepEqual(read('--origin', 'https://A.example/', '--terms-version', '2'), {
    origins: ['https://a.example'],
    terms: { version: '2' },
  });
});

test('a tenant is made, changed and shown by the command line', async () => {
  const { folder, run, start } = await createCommandLine(undefined, { embedded: false });
  const ok = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(...args);
    assert.equal(code, 0, `${args.join(' ')}: ${err}`);
    return out;
  };
  const create = [
    ...'tenant create --slug taller --name Taller --locale es --time-zone UTC'.split(' '),
    ...'--origin https://taller.example --mail-from portal@taller.example'.split(' '),
    '--company',
    'SM01;Taller S.A.;COP',
    '--department',
    'logistics;601',
  ];
  await ok(...create);
  const again = await run(...create);
  assert.deepEqual([again.code, /already/.test(again.err)], [1, true], again.err);
  const misused = await start('tenant', 'list', '--nmae', 'x');
  assert.deepEqual([misused.code, /--nmae/.test(misused.err)], [2, true]);
  const texts = join(folder, 'texts.json');
  writeFileSync(texts, JSON.stringify({ es: { 'orders.title': 'Mis pedidos' } }));
  await ok('tenant', 'strings', 'set', 'taller', texts);
  await ok('tenant', 'origin', 'add', 'taller', 'http://localhost:5173');
  await ok('tenant', 'set', 'taller', '--mail-name', 'Taller', '--company', 'SM02;Export;USD');
  const shown = JSON.parse(await ok('tenant', 'show', 'taller', '--json'));
  assert.deepEqual(shown.mailFrom, { name: 'Taller', address: 'portal@taller.example' });
  assert.deepEqual(shown.companies, ['SM01', 'SM02']);
  assert.deepEqual(shown.strings, { es: { 'orders.title': 'Mis pedidos' } });
  const lines = await ok('tenant', 'show', 'taller');
  assert.match(lines, /^origin\thttp:\/\/localhost:5173\norigin\thttps:\/\/taller\.example$/m);
  assert.match(lines, /^department\tlogistics;601;;;$/m);
});
