import { access } from './access.ts';
import { account } from './account.ts';
import { audit } from './audit.ts';
import { brandPreviews } from './brand-previews.ts';
import { bankData } from './bank-data.ts';
import { branding } from './branding.ts';
import { carriers } from './carriers.ts';
import { contacts } from './contacts.ts';
import { contracts } from './contracts.ts';
import { documents } from './documents.ts';
import { erpDesk } from './erp-desk.ts';
import { erpData } from './erp-data.ts';
import { factors } from './factors.ts';
import { files } from './files.ts';
import { fiscal } from './fiscal.ts';
import { fiscalImports } from './fiscal-imports.ts';
import { fiscalPacks } from './fiscal-packs.ts';
import { fiscalSettings } from './fiscal-settings.ts';
import { paymentFiles } from './payment-files.ts';
import { home } from './home.ts';
import { impersonation } from './impersonation.ts';
import { inbound } from './inbound.ts';
import { invoices } from './invoices.ts';
import { keys } from './keys.ts';
import { webhooks } from './webhooks.ts';
import { mailingLists } from './mailing-lists.ts';
import { massSend } from './mass-send.ts';
import { messages } from './messages.ts';
import { notifications } from './notifications.ts';
import { orderApprovals } from './order-approvals.ts';
import { orderChanges } from './order-changes.ts';
import { orderEntry } from './order-entry.ts';
import { orders } from './orders.ts';
import { paymentDesk } from './payment-desk.ts';
import { paymentSettings } from './payment-settings.ts';
import { payments } from './payments.ts';
import { promises } from './promises.ts';
import { portal } from './portal.ts';
import { portfolio } from './portfolio.ts';
import { quoteRequests } from './quote-requests.ts';
import { quotes } from './quotes.ts';
import { prices } from './prices.ts';
import { calendars } from './calendars.ts';
import { savedFilters } from './saved-filters.ts';
import { departments } from './departments.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { service } from './service.ts';
import { shipmentSharing } from './shipment-sharing.ts';
import { shipments } from './shipments.ts';
import { stock } from './stock.ts';
import { statement } from './statement.ts';
import { shipmentMap } from './shipment-map.ts';
import { staff } from './staff.ts';
import { sync } from './sync.ts';

/** Every endpoint of the API, by method and path. Types of this reach the browser, values never. */
export const endpoints = {
  ...portal,
  ...access,
  ...account,
  ...audit,
  ...contacts,
  ...branding,
  ...brandPreviews,
  ...staff,
  ...impersonation,
  ...factors,
  ...home,
  ...orders,
  ...orderChanges,
  ...orderEntry,
  ...quotes,
  ...quoteRequests,
  ...orderApprovals,
  ...invoices,
  ...shipments,
  ...service,
  ...contracts,
  ...shipmentSharing,
  ...stock,
  ...prices,
  ...bankData,
  ...portfolio,
  ...search,
  ...savedFilters,
  ...statement,
  ...payments,
  ...paymentDesk,
  ...paymentSettings,
  ...promises,
  ...fiscal,
  ...fiscalImports,
  ...fiscalPacks,
  ...fiscalSettings,
  ...paymentFiles,
  ...files,
  ...documents,
  ...mailingLists,
  ...inbound,
  ...massSend,
  ...messages,
  ...notifications,
  ...calendars,
  ...departments,
  ...settings,
  ...keys,
  ...webhooks,
  ...erpData,
  ...erpDesk,
  ...shipmentMap,
  ...sync,
  ...carriers,
};
export type Endpoints = typeof endpoints;
