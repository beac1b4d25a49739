import { compareDecimals, toMillionths, toText } from '#contract/decimal';
import { identifierKey } from '#contract/identifiers';
import type { LineFault, OrderLine } from '#contract/order-entry';
import { lineAmount, type Ratio } from '#contract/order-sums';
import type { Price, PriceList } from '#contract/prices';
import type { Db } from '../../db/scope.ts';
import {
  materialsById,
  materialsByNumber,
  stockOf,
  type OrderMaterial,
  type StockRecord,
} from './materials.queries.ts';
import { quantityFault } from './quantity-rules.ts';

/** A line as it is kept. */
export type TypedLine = {
  id: string;
  version: number;
  position: number;
  material: string;
  materialId: string | null;
  quantity: string;
  unit: string | null;
  requestedDate: string | null;
  note: string | null;
};

/** The prices that hold, as the feature of prices answers. */
export type PriceSource = (db: Db) => {
  lists(customerId: string | null, day: string): Promise<(PriceList & { id: string })[]>;
  prices(
    listIds: string[],
    materialIds: string[],
    day: string,
  ): Promise<(Price & { materialId: string })[]>;
};

/** For whom lines are worked out, and what they are shown. */
export type Buyer = {
  customerId: string;
  currency: string;
  /** The day prices are of, and the first that can be asked for. */
  day: string;
  prices: boolean;
  stock: 'exact' | 'level' | 'none';
  /** From which quantity on there is enough, for whoever sees no quantities. */
  threshold: string;
};

/** What a line comes to, and what of that is a person's to see. */
export type ResolvedLine = {
  line: OrderLine;
  /** Null while it cannot be ordered, or has no price. */
  priced: PricedLine | null;
};

/** What an order is made of, and what its prices are held against. */
export type PricedLine = {
  materialId: string;
  quantity: string;
  unit: string;
  price: string;
  priceUnit: string;
  list: string;
  from: string;
  amount: string;
  taxIncluded: boolean;
};

/** What lines name, and the price lists that count: all that can be known before the draft itself. */
export type LookedUp = {
  byNumber: ReadonlyMap<string, OrderMaterial[]>;
  byId: ReadonlyMap<string, OrderMaterial>;
  lists: (PriceList & { id: string })[];
};

/** Looks up what lines name, in statements of which none waits for another. */
export async function lookUp(
  db: Db,
  source: PriceSource,
  { customerId, day }: Pick<Buyer, 'customerId' | 'day'>,
  typed: readonly TypedLine[],
): Promise<LookedUp> {
  const [byNumber, byId, lists] = await Promise.all([
    materialsByNumber(
      db,
      customerId,
      typed.filter(({ materialId }) => materialId === null).map(({ material }) => material),
    ),
    materialsById(
      db,
      customerId,
      typed.flatMap(({ materialId }) => materialId ?? []),
    ),
    typed.length === 0 ? [] : source(db).lists(customerId, day),
  ]);
  return { byNumber, byId, lists };
}

/** Works lines out: materials, rules, prices and stock, in a number of statements that does not grow with them. */
export async function resolveLines(
  db: Db,
  source: PriceSource,
  buyer: Buyer,
  typed: readonly TypedLine[],
): Promise<ResolvedLine[]> {
  return workOut(db, source, buyer, typed, await lookUp(db, source, buyer, typed));
}

/** Works lines out of what was looked up for them. */
export async function workOut(
  db: Db,
  source: PriceSource,
  buyer: Buyer,
  typed: readonly TypedLine[],
  { byNumber, byId, lists }: LookedUp,
): Promise<ResolvedLine[]> {
  const chosen = typed.map((line) => chooseMaterial(line, byNumber, byId));
  const ids = [...new Set(chosen.flatMap(({ material }) => material?.id ?? []))];
  const listIds = lists.filter(({ currency }) => currency === buyer.currency).map(({ id }) => id);
  const [prices, stock] = await Promise.all([
    ids.length > 0 && listIds.length > 0 ? source(db).prices(listIds, ids, buyer.day) : [],
    ids.length > 0 && buyer.stock !== 'none' ? stockOf(db, ids) : [],
  ]);
  const pricesOf = Map.groupBy(prices, ({ materialId }) => materialId);
  const stocks = new Map(stock.map((row) => [row.materialId, row]));
  return typed.map((line, i) => {
    const { material, faults } = chosen[i]!;
    return resolveLine(line, buyer, {
      material,
      faults,
      prices: material ? (pricesOf.get(material.id) ?? []) : [],
      stock: material ? stocks.get(material.id) : undefined,
    });
  });
}

type Chosen = { material: OrderMaterial | null; faults: LineFault[] };

function chooseMaterial(
  line: TypedLine,
  byNumber: ReadonlyMap<string, OrderMaterial[]>,
  byId: ReadonlyMap<string, OrderMaterial>,
): Chosen {
  const fault = (code: LineFault['code'], values: string[] = []): LineFault => ({ code, values });
  const found = line.materialId
    ? [byId.get(line.materialId)].filter((one) => one !== undefined)
    : (byNumber.get(identifierKey(line.material)) ?? []);
  const [material = null, ...others] = found;
  if (others.length > 0)
    return {
      material: null,
      faults: [
        fault(
          'material_ambiguous',
          found.map(({ number }) => number),
        ),
      ],
    };
  if (!material)
    return {
      material,
      faults: [fault(line.material.trim() ? 'material_unknown' : 'material_missing')],
    };
  const next = material.successor === null ? [] : [material.successor];
  if (!material.active) return { material, faults: [fault('material_inactive', next)] };
  if (!material.orderable) return { material, faults: [fault('material_blocked', next)] };
  return { material, faults: [] };
}

type Findings = {
  material: OrderMaterial | null;
  faults: LineFault[];
  prices: readonly Price[];
  stock: StockRecord | undefined;
};

const sound = /^\d{1,12}(\.\d{1,6})?$/;

function resolveLine(typed: TypedLine, buyer: Buyer, found: Findings): ResolvedLine {
  const { material } = found;
  const faults = [...found.faults];
  const unit = material && unitOf(material, typed.unit);
  const text = typed.quantity.trim();
  const quantity = sound.test(text) && toMillionths(text) > 0n ? text : null;
  if (text === '') faults.push({ code: 'quantity_missing', values: [] });
  else if (quantity === null) faults.push({ code: 'quantity_invalid', values: [] });
  if (material && !unit) faults.push({ code: 'unit_unknown', values: unitsOf(material) });
  if (material && unit && quantity !== null) {
    const wrong = quantityFault(quantity, unit.ratio, material);
    if (wrong) faults.push(wrong);
  }
  if (typed.requestedDate !== null && typed.requestedDate < buyer.day)
    faults.push({ code: 'date_past', values: [buyer.day] });
  const price =
    material && unit && quantity !== null ? priceOf(found.prices, material, unit, quantity) : null;
  const amount =
    price && quantity !== null
      ? lineAmount(quantity, price.row, buyer.currency, price.ratio)
      : null;
  const priced =
    price && material && unit && quantity !== null && amount !== null
      ? pricedOf(material, unit.name, quantity, price.row, amount)
      : null;
  return {
    line: {
      ...lineOf(typed),
      found: material && shownMaterial(material),
      price: price && buyer.prices ? shownPrice(price) : null,
      amount: buyer.prices ? amount : null,
      stock: material ? stockHint(buyer, found.stock, unit, quantity) : null,
      faults,
    },
    priced,
  };
}

const lineOf = (typed: TypedLine) => ({
  id: typed.id,
  version: typed.version,
  position: typed.position,
  material: typed.material,
  quantity: typed.quantity,
  unit: typed.unit,
  requestedDate: typed.requestedDate,
  note: typed.note,
});

const pricedOf = (
  { id }: OrderMaterial,
  unit: string,
  quantity: string,
  { price, priceUnit, list, minQuantity, taxIncluded }: Price,
  amount: string,
): PricedLine => ({
  materialId: id,
  quantity,
  unit,
  price,
  priceUnit,
  list,
  from: minQuantity,
  amount,
  taxIncluded,
});

export const shownMaterial = (material: OrderMaterial) => ({
  id: material.id,
  number: material.number,
  customerNumber: material.customerNumber,
  descriptions: material.descriptions,
  units: unitsOf(material),
  leadDays: material.leadDays,
});

const unitsOf = ({ unit, units }: OrderMaterial): string[] => [
  unit,
  ...units.map((one) => one.unit).filter((name) => name !== unit),
];

type Unit = { name: string; ratio: Ratio };
const own: Ratio = { numerator: 1n, denominator: 1n };

/** A unit of a material; null where it has none of that name. */
function unitOf(material: OrderMaterial, asked: string | null): Unit | null {
  const key = asked === null ? null : identifierKey(asked);
  if (key === null || key === identifierKey(material.unit))
    return { name: material.unit, ratio: own };
  const found = material.units.find(({ unit }) => identifierKey(unit) === key);
  if (!found) return null;
  const { unit, numerator, denominator } = found;
  return { name: unit, ratio: { numerator: BigInt(numerator), denominator: BigInt(denominator) } };
}

type FoundPrice = { row: Price; next: Price | null; ratio: Ratio };

/** The price of a quantity: in the ordered unit where there is one, else in the material's own. */
function priceOf(
  prices: readonly Price[],
  material: OrderMaterial,
  unit: Unit,
  quantity: string,
): FoundPrice | null {
  for (const [name, ratio] of [
    [unit.name, own],
    [material.unit, unit.ratio],
  ] as const) {
    const rows = prices.filter((row) => identifierKey(row.unit) === identifierKey(name));
    if (rows.length === 0) continue;
    const amount = toMillionths(quantity) * ratio.numerator;
    const reached = (row: Price) => toMillionths(row.minQuantity) * ratio.denominator <= amount;
    const row = rows.findLast(reached);
    const next = rows.find((one) => !reached(one)) ?? null;
    if (row) return { row, next, ratio };
  }
  return null;
}

const shownPrice = ({ row, next }: FoundPrice) => ({
  price: row.price,
  priceUnit: row.priceUnit,
  unit: row.unit,
  list: row.list,
  validTo: row.validTo,
  taxIncluded: row.taxIncluded,
  from: row.minQuantity,
  next: next && { from: next.minQuantity, price: next.price },
});

/** How much there is, as far as the buyer may see it; it keeps nothing from being ordered. */
function stockHint(
  { stock, threshold }: Buyer,
  found: StockRecord | undefined,
  unit: Unit | null,
  quantity: string | null,
): OrderLine['stock'] {
  if (stock === 'none') return null;
  const nothing = { quantity: null, unit: null, plant: null };
  if (!found) return { level: 'unknown', ...nothing, readAt: null };
  const { readAt } = found;
  if (compareDecimals(found.total, '0') <= 0) return { level: 'none', ...nothing, readAt };
  if (stock === 'level') {
    // By a threshold of the company's: held against what is typed, it would tell how much there is.
    const level = compareDecimals(found.total, threshold) >= 0 ? 'enough' : 'partial';
    return { level, ...nothing, readAt };
  }
  const { numerator, denominator } = unit?.ratio ?? own;
  const wanted = quantity === null ? 0n : toMillionths(quantity) * numerator;
  const enough = toMillionths(found.total) * denominator >= wanted;
  return {
    level: enough ? 'enough' : 'partial',
    quantity: found.quantity,
    unit: found.unit,
    plant: found.plant,
    readAt,
  };
}

/** The sum of the amounts of lines, and what of them has none. */
export function sumsOf(
  lines: readonly { priced: PricedLine | null; faulty: boolean }[],
  prices: boolean,
) {
  const priced = lines.flatMap((line) => line.priced ?? []);
  const total = priced.reduce((sum, { amount }) => sum + toMillionths(amount), 0n);
  return {
    total: prices ? toText(total) : null,
    taxIncluded: priced.some(({ taxIncluded }) => taxIncluded),
    unpriced: lines.length - priced.length,
    faulty: lines.filter(({ faulty }) => faulty).length,
    count: lines.length,
  };
}
