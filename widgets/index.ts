// Made from the manifest of the elements, `elements.ts`: `npm run docs`.
import { define } from './core/index.ts';
import { PortalAccount } from './portal-account/portal-account.ts';
import { PortalAudit } from './portal-audit/portal-audit.ts';
import { PortalApp } from './portal-app/portal-app.ts';
import { PortalBranding } from './portal-branding/portal-branding.ts';
import { PortalConfigElement } from './portal-config/portal-config.ts';
import { PortalContacts } from './portal-contacts/portal-contacts.ts';
import { PortalDocuments } from './portal-documents/portal-documents.ts';
import { PortalHome } from './portal-home/portal-home.ts';
import { PortalInbox } from './portal-inbox/portal-inbox.ts';
import { PortalInvoices } from './portal-invoices/portal-invoices.ts';
import { PortalLogin } from './portal-login/portal-login.ts';
import { PortalMassSend } from './portal-mass-send/portal-mass-send.ts';
import { PortalMessages } from './portal-messages/portal-messages.ts';
import { PortalService } from './portal-service/portal-service.ts';
import { PortalContracts } from './portal-contracts/portal-contracts.ts';
import { PortalNav } from './portal-nav/portal-nav.ts';
import { PortalSettings } from './portal-settings/portal-settings.ts';
import { PortalOrders } from './portal-orders/portal-orders.ts';
import { PortalOrderEntry } from './portal-order-entry/portal-order-entry.ts';
import { PortalQuotes } from './portal-quotes/portal-quotes.ts';
import { PortalPayments } from './portal-payments/portal-payments.ts';
import { PortalPortfolio } from './portal-portfolio/portal-portfolio.ts';
import { PortalSearch } from './portal-search/portal-search.ts';
import { PortalPrices } from './portal-prices/portal-prices.ts';
import { PortalShipmentMap } from './portal-shipment-map/portal-shipment-map.ts';
import { PortalShipments } from './portal-shipments/portal-shipments.ts';
import { PortalStaff } from './portal-staff/portal-staff.ts';
import { PortalStatement } from './portal-statement/portal-statement.ts';
import { PortalStock } from './portal-stock/portal-stock.ts';

const elements = [
  PortalConfigElement,
  PortalAccount,
  PortalAudit,
  PortalApp,
  PortalBranding,
  PortalContacts,
  PortalDocuments,
  PortalHome,
  PortalInbox,
  PortalInvoices,
  PortalLogin,
  PortalMassSend,
  PortalMessages,
  PortalService,
  PortalContracts,
  PortalNav,
  PortalSettings,
  PortalOrders,
  PortalOrderEntry,
  PortalQuotes,
  PortalPayments,
  PortalPortfolio,
  PortalSearch,
  PortalPrices,
  PortalShipmentMap,
  PortalShipments,
  PortalStaff,
  PortalStatement,
  PortalStock,
];

/** Registers every element, as `<portal-login>` or under a prefix of the page's own. */
export function definePortal({ prefix = 'portal' }: { prefix?: string } = {}): void {
  for (const element of elements) define(element, prefix);
}

export {
  PortalAccount,
  PortalAudit,
  PortalApp,
  PortalBranding,
  PortalConfigElement,
  PortalContacts,
  PortalDocuments,
  PortalHome,
  PortalInbox,
  PortalInvoices,
  PortalLogin,
  PortalMassSend,
  PortalMessages,
  PortalService,
  PortalContracts,
  PortalNav,
  PortalSettings,
  PortalOrders,
  PortalOrderEntry,
  PortalQuotes,
  PortalPayments,
  PortalPortfolio,
  PortalSearch,
  PortalPrices,
  PortalShipmentMap,
  PortalShipments,
  PortalStaff,
  PortalStatement,
  PortalStock,
};
export * from './core/index.ts';
