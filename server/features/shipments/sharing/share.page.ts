import type { Context, Middleware } from 'koa';
import { defaultRegions, formatDate, formatInstant, type FormatContext } from '#contract/format';
import { placeText, type NamedPlace } from '#contract/place-words';
import { locale as localeNames, type Locale } from '#contract/primitives';
import { isKnownCode } from '#contract/shipment-words';
import type { ShipmentMap } from '#contract/shipment-map';
import type { Milestone, Moment, ShipmentDetail } from '#contract/shipments';
import { zoneShort } from '#contract/zone-words';
import { rowsOf } from '../../../db/rows.ts';
import type { Db, InScope } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { Trace } from '../../../http/caller.ts';
import type { Throttle } from '../../../http/throttle.ts';
import { drawPage, type PagePart, type PageStep } from '../../../output/page.ts';
import type { Texts, Translate } from '../../../output/texts.ts';
import type { Branding } from '../../../records/branding.ts';
import { mapFor } from '../map/map.service.ts';
import { detailFor } from '../shipments.service.ts';
import { drawingStyle, drawMap, landOf } from './drawing.ts';
import { openShare } from './shares.service.ts';

type Deps = {
  inScope: InScope;
  throttle: Throttle;
  texts: Texts;
  version: string;
  assets?: string | undefined;
};
type Owner = Omit<Branding, 'slug'> & {
  locale: Locale;
  footer: Partial<Record<Locale, string>>;
  icon: boolean;
};
type Found = { owner: Owner; shown: { shipment: ShipmentDetail; map: ShipmentMap | null } | null };

const nobody: Owner = {
  name: '',
  locale: 'es',
  formats: {},
  theme: {},
  strings: {},
  footer: {},
  icon: false,
};
/** Points of the way on one page; of a shipment of many containers there are more. */
const mostSteps = 120;

/**
 * The page behind a link to one shipment: number, status, what happened and is expected, and the map. Whoever opens it
 * has no account; parties, goods, amounts, documents and messages are not asked for, so none can be shown.
 */
export function sharePage(deps: Deps): Middleware {
  const land = landOf(deps.assets, deps.version);
  return async (ctx, next) => {
    const [, slug, code] = /^\/s\/([a-z0-9-]{1,40})\/([\w-]{10,60})$/.exec(ctx.path) ?? [];
    if (!slug || !code || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.state.endpoint = 'GET /s/:tenant/:code';
    const refused = await deps.throttle
      .request('verify', '', ctx.state.trace as Trace)
      .then(() => null, waitOf);
    const found = refused
      ? null
      : await deps.inScope({ slug }, (db) =>
          look(db, slug, code, ctx.method === 'GET', deps.version),
        );
    const owner = found?.owner ?? nobody;
    const locale = localeOf(ctx, owner.locale);
    const t = deps.texts(locale, owner.strings[locale]);
    if (refused) ctx.set('Retry-After', String(refused.retryAfter));
    const format = { language: locale, region: owner.formats[locale] ?? defaultRegions[locale] };
    const shown = found?.shown;
    const { html, policy } = drawPage(
      {
        ...owner,
        foot: owner.footer[locale] ?? owner.footer[owner.locale],
        icon: owner.icon ? `/v/${slug}/icon.png` : undefined,
      },
      {
        locale,
        title: shown
          ? t('shipments.shipment', { number: shown.shipment.number })
          : t('share.title'),
        parts: shown
          ? partsOf(shown, land, t, format)
          : [paragraph(t(refused ? 'error.too_many_attempts' : 'error.share_gone'))],
      },
    );
    ctx.status = refused ? 429 : shown ? 200 : 410;
    ctx.type = 'text/html; charset=utf-8';
    ctx.set('Content-Security-Policy', policy);
    ctx.set('X-Robots-Tag', 'noindex, nofollow');
    ctx.body = html;
  };
}

/** @returns how long to wait @throws whatever is no refusal */
function waitOf(error: unknown): { retryAfter: number } {
  if (error instanceof AppError && error.code === 'too_many_attempts')
    return { retryAfter: error.retryAfter ?? 60 };
  throw error;
}

/** The first language of the reader there is; else the tenant's. */
function localeOf(ctx: Context, own: Locale): Locale {
  if (!ctx.get('Accept-Language')) return own;
  const others = localeNames.options.filter((name) => name !== own);
  return (ctx.acceptsLanguages([own, ...others]) || own) as Locale;
}

async function look(
  db: Db,
  slug: string,
  code: string,
  counted: boolean,
  version: string,
): Promise<Found | null> {
  const [owner] = await rowsOf<Owner>(
    db,
    `select name, locale, formats, theme, strings, footer, logos -> 'favicon' is not null as icon
     from tenants where slug = ?`,
    [slug],
  );
  if (!owner) return null;
  const share = await openShare(db, code, counted);
  if (!share) return { owner, shown: null };
  const shipment = await detailFor(db, share.holder, share.shipment);
  const map = share.holder.grants.has('shipments.map')
    ? await mapFor(db, share.holder, share.shipment, version).catch(noMap)
    : null;
  return { owner, shown: { shipment, map } };
}

function noMap(error: unknown): null {
  if (error instanceof AppError && ['no_map', 'not_found'].includes(error.code)) return null;
  throw error;
}

const paragraph = (text: string): PagePart => ({ kind: 'paragraph', text });
const placeIn = (place: NamedPlace | null, { language }: FormatContext): string =>
  place ? placeText(place, language) : '–';

function partsOf(
  { shipment, map }: NonNullable<Found['shown']>,
  land: string,
  t: Translate,
  format: FormatContext,
): PagePart[] {
  const { status, origin, destination, changedAt, containers } = shipment;
  const way = t('shipments.route_text', {
    from: placeIn(origin, format),
    to: placeIn(destination, format),
  });
  const some = containers.delivered > 0 && containers.delivered < containers.count;
  const state = [
    t(`shipments.status_${status}`),
    some &&
      t('shipments.delivered_of', { delivered: containers.delivered, count: containers.count }),
  ];
  // By the clock of where it goes; nobody knows whose the reader has.
  const zone = shipment.arrival?.zone ?? 'UTC';
  const when = [formatInstant(changedAt, format, zone), zoneShort(changedAt, zone, format)].join(
    ' ',
  );
  return [
    paragraph(state.filter(Boolean).join(' · ')),
    paragraph(`${way}. ${t('share.as_of', { when })}`),
    ...(map
      ? ([
          { kind: 'drawing', svg: drawMap(map, land, way), style: drawingStyle },
          ...(map.schematic ? [paragraph(t('shipment_map.schematic'))] : []),
          { kind: 'heading', text: t('shipment_map.stops') },
          { kind: 'steps', steps: map.stops.map((stop) => stopStep(stop, t, format)) },
        ] satisfies PagePart[])
      : []),
    { kind: 'heading', text: t('shipments.tab_events') },
    shipment.milestones.length > 0
      ? { kind: 'steps', steps: stepsOf(shipment.milestones, t, format) }
      : paragraph(t('shipments.events_none')),
  ];
}

const stopStep = (
  { passed, at, ...place }: ShipmentMap['stops'][number],
  t: Translate,
  { language }: FormatContext,
): PageStep => ({
  text: placeText(place, language),
  note: [
    t(passed ? 'shipment_map.passed' : 'shipment_map.coming'),
    at ? '' : t('shipment_map.unknown'),
  ]
    .filter(Boolean)
    .join(' · '),
  done: passed,
});

const momentOf = ({ actual, estimated, planned }: Milestone): Moment | null =>
  actual ?? estimated ?? planned;

const momentText = ({ at, local, zone, precision }: Moment, format: FormatContext): string =>
  [
    formatDate(local.slice(0, 10), format),
    // By the clock of the place, which is said: whoever reads it may be anywhere.
    ...(precision === 'day' ? [] : [local.slice(11), zoneShort(at, zone, format)]),
  ]
    .filter(Boolean)
    .join(' ');

/** What happened and is expected, that of several containers once, without their numbers. */
function stepsOf(
  milestones: readonly Milestone[],
  t: Translate,
  format: FormatContext,
): PageStep[] {
  const steps = new Map<string, PageStep>();
  for (const one of milestones) {
    const moment = momentOf(one);
    if (!moment) continue;
    const { code, empty, place, state } = one;
    const key = JSON.stringify([code, empty, place?.code, state, moment.local]);
    if (steps.has(key)) continue;
    const word = isKnownCode(code) ? t(`shipments.event_${code}`) : code;
    steps.set(key, {
      text: empty ? `${word} (${t('shipments.empty_box')})` : word,
      note: [placeIn(place, format), state === 'actual' ? '' : t(`shipments.state_${state}`)]
        .filter(Boolean)
        .join(' · '),
      when: momentText(moment, format),
      done: state === 'actual',
    });
  }
  return [...steps.values()].slice(-mostSteps);
}
