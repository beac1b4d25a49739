import type { OrderStatus } from '#contract/order-words';
import type { SyncEntity } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import type { Freight } from './freight.ts';

/** Every record of a tenant, by entity. */
export type TenantRecords = { [E in SyncEntity]: SyncInput<E>[] };

/** Materials that differ by size only. `{}` in a description stands for the size. */
export type Family = {
  code: string;
  group: string;
  unit: string;
  es: string;
  pt: string;
  /** How many units the price is for. */
  priceUnit?: number;
  /** Most units on one line. */
  most: number;
  /** It lies in no warehouse. */
  service?: true;
  /** Size and price in the tenant's main currency. */
  sizes: Readonly<Record<string, string>>;
};

/** A material with what the demo needs to sell it. */
export type Product = {
  record: SyncInput<'materials'>;
  price: string;
  priceUnit: number;
  most: number;
  service?: true;
};

/** A customer with its addresses and contacts. */
export type Buyer = {
  record: SyncInput<'customers'>;
  addresses: SyncInput<'addresses'>[];
  contacts: SyncInput<'contacts'>[];
};

/** A price list of a demo tenant; years count from this one. */
export type PricePlan = {
  /** Without its year: lists are made for a year, and stay when it is over. */
  code: string;
  name: string;
  year: -1 | 0 | 1;
  currency: string;
  taxIncluded: boolean;
  assignments: NonNullable<SyncInput<'price-lists'>['assignments']>;
  /** What it asks of a product's price, in per cent. */
  percent: bigint;
  /** Of how many products in a hundred it has a price. */
  share: number;
};

/** All that makes one tenant's data differ from the other's. */
export type Source = {
  slug: string;
  timeZone: string;
  companies: SyncInput<'companies'>[];
  buyers: Buyer[];
  products: Product[];
  /** The codes that the tenant's ERP uses, by the status they mean. */
  statusCodes: Record<OrderStatus, string>;
  /** Sales tax in per cent. */
  tax: bigint;
  /** What one unit of a currency costs in the tenant's main one. */
  rates: Record<string, bigint>;
  orderNumber: (index: number) => string;
  invoiceNumber: (index: number) => string;
  purchaseOrder: (index: number) => string;
  freight: { es: string; pt: string };
  /** How many orders there are, and of how many days, where that is not as usual. */
  volume?: { count: number; days: number };
  /** What of it is shipped across borders. */
  shipping: Freight;
  plants: SyncInput<'plants'>[];
  priceLists: PricePlan[];
  executives: SyncInput<'executives'>[];
  receivables: Receivables;
};

/** How customers of a tenant owe and pay. */
export type Receivables = {
  /** Days until an invoice is due, on the next of these days of the week (0 is Sunday). */
  days: number;
  weekdays: readonly number[];
  /** What a payment is called. */
  transfer: string;
  /** Which number a company's documents have of the tax authority: a CFDI's, or an NF-e's of this state. */
  fiscal: Readonly<Record<string, string>>;
  /** Customers who owe nothing, and those who pay late. */
  prompt: readonly string[];
  late: readonly string[];
  /** Who buys much and little at a time over the counter; `most` in whole units of the currency. */
  counter: {
    customer: string;
    company: string;
    count: number;
    most: number;
    numberOf: (index: number) => string;
  };
  /** Who owes in a second currency too. */
  foreign: { customer: string; company: string; currency: string };
};

/** Expands families into materials, numbered one after the other. */
export function productsOf(
  families: readonly Family[],
  numberOf: (family: string, index: number) => string,
): Product[] {
  return families.flatMap((family) =>
    Object.entries(family.sizes).map(([size, price], index) => ({
      record: {
        number: numberOf(family.code, index + 1),
        descriptions: { es: family.es.replace('{}', size), pt: family.pt.replace('{}', size) },
        unit: family.unit,
        group: family.group,
        active: true,
      },
      price,
      priceUnit: family.priceUnit ?? 1,
      most: family.most,
      service: family.service,
    })),
  );
}

/** A place goods are sent to: code, name of who receives, street, postal code, city, district, state. */
export type Place = readonly [string, string | null, string, string, string, string, string];

/** What a customer is made of, in short. */
export type BuyerSketch = {
  number: string;
  name: string;
  /** Domain of its mailboxes, without `.example`. */
  domain: string;
  parent?: string;
  group?: string;
  taxId?: string;
  /** Company code and credit limit. */
  companies: readonly (readonly [string, string | null])[];
  blocked?: boolean;
  /** Code of who looks after it. */
  executive?: string;
  places: readonly Place[];
  /** Short code, name, role and mailbox of each contact. */
  contacts: readonly (readonly [string, string, string, string])[];
};

/** Turns sketches into records; telephone numbers are zeros but for a counter, so that nobody has them. */
export function buyersOf(
  sketches: readonly BuyerSketch[],
  country: { code: string; phone: string; terms: string },
): Buyer[] {
  return sketches.map((sketch, index) => {
    const phone = (line: number) =>
      `${country.phone} 0000 ${String(index * 10 + line).padStart(4, '0')}`;
    return {
      record: {
        number: sketch.number,
        name: sketch.name,
        taxId: sketch.taxId ?? null,
        phone: phone(0),
        email: `contacto@${sketch.domain}.example`,
        group: sketch.group ?? null,
        parent: sketch.parent ?? null,
        executive: sketch.executive ?? null,
        companies: sketch.companies.map(([company, creditLimit]) => ({
          company,
          creditLimit,
          paymentTerms: country.terms,
          creditBlocked: sketch.blocked ?? false,
        })),
      },
      addresses: sketch.places.map(([code, name, street, postalCode, city, district, state]) => ({
        customer: sketch.number,
        code,
        name,
        street,
        postalCode,
        city,
        district,
        state,
        country: country.code,
      })),
      contacts: sketch.contacts.map(([code, name, role, mailbox], line) => ({
        id: contactId(sketch.number, code),
        customer: sketch.number,
        name,
        email: `${mailbox}@${sketch.domain}.example`,
        phone: phone(line + 1),
        role,
      })),
    };
  });
}

/** The ERP's id of a contact. */
export const contactId = (customer: string, code: string): string => `${customer}-${code}`;
