import { contrastFaults, nearestPassing, sides } from '#contract/colour';
import type { BrandDraft, BrandLook, BrandVersion } from '#contract/branding';
import { mostScheduled, type LogoKind } from '#contract/branding-words';
import type { InputError } from '#contract/errors';
import type { Locale } from '#contract/locales';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { actorId, type StaffCaller } from '../../../http/caller.ts';
import type { Picture } from '../../../output/picture.ts';
import {
  changedParts,
  currentLook,
  keepPicture,
  publishLook,
  type Look,
  type Publisher,
  type WrittenText,
} from '../look.ts';
import { toRichText } from '../../../records/rich-text.ts';
import { faultsOfStrings } from '../strings.ts';
import { baseTheme, checkTokens, parseTheme, type TokenFault } from '../theme.ts';

type LookBody = Omit<BrandLook, 'logos'>;
type StoredDraft = { look: Look | null; base: number | null; version: number };

const publisherOf = (caller: StaffCaller): Publisher => ({
  kind: caller.kind,
  id: actorId(caller),
});

/** The draft of a tenant, kept from others until the transaction ends. */
async function lockDraft(db: Db, tenantId: string): Promise<StoredDraft> {
  await db('branding_drafts')
    .insert({ tenant_id: tenantId, look: null, base: null, version: 0 })
    .onConflict('tenant_id')
    .ignore();
  return db('branding_drafts')
    .where({ tenant_id: tenantId })
    .forUpdate()
    .first('look', 'base', 'version') as Promise<StoredDraft>;
}

/** The look that is worked on, and how it stands to what holds. */
export async function readDraft(db: Db, tenantId: string): Promise<BrandDraft> {
  const [stored, current] = [
    await db('branding_drafts')
      .where({ tenant_id: tenantId })
      .first<StoredDraft | undefined>('look', 'base', 'version'),
    await currentLook(db, tenantId),
  ];
  const look = stored?.look ?? current.look;
  return {
    version: stored?.version ?? 0,
    look: viewOf(look),
    changes: changedParts(current.look, look),
    overtaken: stored?.look != null && stored.base !== current.number,
    published: viewOf(current.look),
    trees: Object.fromEntries(
      Object.entries(look.welcome).map(([language, { tree }]) => [language, tree]),
    ),
    base: baseTheme(),
  };
}

const sourcesOf = (texts: Partial<Record<Locale, WrittenText>>) =>
  Object.fromEntries(Object.entries(texts).map(([language, { source }]) => [language, source]));

/** A look as its editor gets it: texts as they were written. */
const viewOf = ({ welcome, terms, ...look }: Look): BrandLook => ({
  ...look,
  welcome: sourcesOf(welcome),
  terms: terms && { ...terms, texts: sourcesOf(terms.texts) },
});

const written = (sources: Partial<Record<Locale, string>>) =>
  Object.fromEntries(
    Object.entries(sources)
      .filter(([, source]) => source.trim() !== '')
      .map(([language, source]) => [language, { source, tree: toRichText(source) }]),
  );

/**
 * What was typed in, as a version keeps it.
 * @throws AppError `invalid_input` that names each token and text that does not fit
 */
function lookOf(body: LookBody, logos: Look['logos']): Look {
  const { theme, faults } = checkTokens(body.theme);
  const errors = [
    ...faults.map((fault) => inputError('theme', fault)),
    ...faultsOfStrings(body.strings).map(({ language, key, rule, params }) => ({
      path: `strings.${language}.${key}`,
      rule,
      ...(params && { params }),
    })),
  ];
  if (errors.length > 0) throw new AppError('invalid_input', { errors });
  const { terms } = body;
  return {
    theme,
    strings: Object.fromEntries(
      Object.entries(body.strings).filter(([, own]) => Object.keys(own).length > 0),
    ),
    logos,
    welcome: written(body.welcome),
    footer: body.footer,
    terms: terms && { ...terms, texts: written(terms.texts) },
  };
}

const inputError = (below: string, { path, ...fault }: TokenFault): InputError => ({
  path: `${below}.${path}`,
  ...fault,
});

/**
 * Changes the draft, if it is still the one that was seen.
 * @throws AppError `record_changed`
 */
async function change(
  db: Db,
  tenantId: string,
  version: number,
  changed: (look: Look) => Look | null,
): Promise<BrandDraft> {
  const stored = await lockDraft(db, tenantId);
  if (stored.version !== version)
    throw new AppError('record_changed', { current: await readDraft(db, tenantId) });
  const current = await currentLook(db, tenantId);
  const look = changed(stored.look ?? current.look);
  const follows = !look || changedParts(current.look, look).length === 0;
  await db('branding_drafts')
    .where({ tenant_id: tenantId })
    .update({
      look: follows ? null : JSON.stringify(look),
      base: follows ? null : stored.look ? stored.base : current.number,
      version: version + 1,
    });
  return readDraft(db, tenantId);
}

/** @throws AppError `record_changed`, `invalid_input` */
export const saveDraft = (
  db: Db,
  tenantId: string,
  { version, ...body }: LookBody & { version: number },
): Promise<BrandDraft> => change(db, tenantId, version, ({ logos }) => lookOf(body, logos));

/** Throws the draft away, whoever changed it. */
export async function dropDraft(db: Db, tenantId: string): Promise<BrandDraft> {
  const { version } = await lockDraft(db, tenantId);
  return change(db, tenantId, version, () => null);
}

/** @throws AppError `record_changed`, `invalid_input` that names what of the file is no token */
export const takeTokens = (
  db: Db,
  tenantId: string,
  { version, tokens }: { version: number; tokens: unknown },
): Promise<BrandDraft> =>
  change(db, tenantId, version, (look) => {
    const { theme, faults } = parseTheme(tokens);
    if (faults.length > 0)
      throw new AppError('invalid_input', {
        errors: faults.map((fault) => inputError('tokens', fault)),
      });
    return { ...look, theme };
  });

/** Puts a picture into the draft. @throws AppError `record_changed` */
export async function takePicture(
  db: Db,
  tenantId: string,
  { version, kind, picture }: { version: number; kind: LogoKind; picture: Picture },
): Promise<BrandDraft> {
  const kept = await keepPicture(db, tenantId, picture);
  return change(db, tenantId, version, (look) => ({
    ...look,
    logos: { ...look.logos, [kind]: kept },
  }));
}

/** Takes a picture out of the draft. @throws AppError `record_changed` */
export const dropPicture = (
  db: Db,
  tenantId: string,
  { version, kind }: { version: number; kind: LogoKind },
): Promise<BrandDraft> =>
  change(db, tenantId, version, (look) => {
    const { [kind]: _, ...logos } = look.logos;
    return { ...look, logos };
  });

/**
 * Has the draft hold.
 * @param at day and time on the tenant's clock; null is now
 * @throws AppError `record_changed`, `theme_contrast`, `too_many_scheduled`, `invalid_input`
 */
export async function publish(
  db: Db,
  caller: StaffCaller,
  { version, at }: { version: number; at: string | null },
): Promise<BrandVersion> {
  const tenantId = caller.tenant.id;
  const stored = await lockDraft(db, tenantId);
  if (stored.version !== version)
    throw new AppError('record_changed', { current: await readDraft(db, tenantId) });
  const look = stored.look ?? (await currentLook(db, tenantId)).look;
  const errors = contrastErrors(look);
  if (errors.length > 0) throw new AppError('theme_contrast', { errors });
  if (at) await checkTime(db, tenantId, at);
  const id = await publishLook(db, tenantId, look, {
    by: publisherOf(caller),
    at: at ?? undefined,
  });
  await db('branding_drafts')
    .where({ tenant_id: tenantId })
    .update({ look: null, base: null, version: version + 1 });
  return (await versions(db)).find((one) => one.id === id)!;
}

/** Every pair that is too much alike, at the colour that is to change. */
const contrastErrors = ({ theme }: Look): InputError[] => {
  const tokens = { ...baseTheme(), ...theme };
  return contrastFaults(tokens).map(({ front, back, side, ratio, least }) => {
    const nearest = nearestPassing(tokens, front, side);
    return {
      path: `theme.${front}.${sides[side]}`,
      rule: 'contrast',
      params: { against: back, ratio: ratio.toFixed(2), least, ...(nearest && { nearest }) },
    };
  });
};

/** @throws AppError `invalid_input` for an instant that is none or is past, `too_many_scheduled` */
async function checkTime(db: Db, tenantId: string, at: string): Promise<void> {
  const wrong = () =>
    new AppError('invalid_input', { errors: [{ path: 'at', rule: 'future_instant' }] });
  if (Number.isNaN(Date.parse(`${at}Z`)) || !new Date(`${at}Z`).toISOString().startsWith(at))
    throw wrong();
  const { future, waiting } = await rowOf<{ future: boolean; waiting: number }>(
    db,
    `select cast(:at as timestamp) at time zone t.time_zone > now()
         and cast(:at as timestamp) at time zone t.time_zone < now() + interval '2 years' as future,
       (select count(*)::int from branding_versions where holds_at > now()) as waiting
     from tenants t where t.id = :tenantId`,
    { tenantId, at },
  );
  if (!future) throw wrong();
  if (waiting >= mostScheduled) throw new AppError('too_many_scheduled');
}

/** Versions, those to come first, then the one that holds, then those before. */
export const versions = (db: Db): Promise<BrandVersion[]> =>
  rowsOf<BrandVersion>(
    db,
    `select v.id, v.number, v.holds_at as "holdsAt", v.created_at as "madeAt", v.changes,
       case when v.holds_at > now() then 'scheduled'
         when lag(v.holds_at > now(), 1, true) over newest then 'current' else 'past' end as state,
       jsonb_build_object('kind', v.actor_kind, 'name', i.name) as by
     from branding_versions v
     left join identities i on i.tenant_id = v.tenant_id and i.id = v.actor_id
     window newest as (order by v.holds_at desc, v.number desc)
     order by v.holds_at desc, v.number desc`,
  );

/** A version as it was kept. @throws AppError `not_found` */
async function versionOf(db: Db, id: string): Promise<{ look: Look; number: number }> {
  const found = await db('branding_versions')
    .where({ id })
    .first<{ look: Look; number: number } | undefined>('look', 'number');
  if (!found) throw new AppError('not_found');
  return found;
}

/** Takes a version into the draft. @throws AppError `not_found`, `record_changed` */
export async function restore(
  db: Db,
  tenantId: string,
  { id, version }: { id: string; version: number },
): Promise<BrandDraft> {
  const { look } = await versionOf(db, id);
  return change(db, tenantId, version, () => look);
}

/**
 * Takes a publication back. The version before is published anew, so that the history stays what happened.
 * @throws AppError `not_found`, `not_undoable` where it holds no longer, or nothing held before
 */
export async function undo(db: Db, caller: StaffCaller, id: string): Promise<BrandVersion[]> {
  await lockDraft(db, caller.tenant.id);
  const all = await versions(db);
  const at = all.findIndex((one) => one.id === id);
  const found = all[at];
  if (!found) throw new AppError('not_found');
  if (found.state === 'scheduled') {
    await db('branding_versions').where({ id }).delete();
    await db.raw('select portico_hold_look()');
    return versions(db);
  }
  const before = all[at + 1];
  if (found.state !== 'current' || !before) throw new AppError('not_undoable');
  const { look } = await versionOf(db, before.id);
  await publishLook(db, caller.tenant.id, look, { by: publisherOf(caller) });
  return versions(db);
}

/** Deletes pictures that neither a version nor the draft names, once they had their time to be named. */
export const sweepPictures = async (db: Db): Promise<void> => {
  await db.raw(`
    delete from brand_pictures p
    where created_at < now() - interval '1 day'
      and not exists (select from branding_versions v, jsonb_each(v.look -> 'logos') l where l.value ->> 'id' = p.sha256)
      and not exists (select from branding_drafts d, jsonb_each(d.look -> 'logos') l where l.value ->> 'id' = p.sha256)
      and not exists (select from tenants t, jsonb_each(t.logos) l where t.id = p.tenant_id and l.value ->> 'id' = p.sha256)`);
};
