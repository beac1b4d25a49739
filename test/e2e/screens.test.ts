// The other half of the walks; the first one is in portal.test.ts.
// Runs alone: it sets a stage of its own.
import './mass-send.ts';
import './stock.ts';
import './invoices.ts';
import './answers.ts';
import './contacts.ts';
import './settings.ts';
import './impersonation.ts';
import './factor.ts';
import './passkey.ts';
import './branding.ts';
import './hostile-brand.ts';
import './embedding.ts';
import './large-letters.ts';
import './leaks.ts';
