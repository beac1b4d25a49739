// One process for all of them: what takes long is to set the stage.
import './journey.ts';
import './sessions.ts';
import './page.ts';
import './access.ts';
import './access-keys.ts';
import './account.ts';
import './vouched.ts';
import './app.ts';
import './statement.ts';
import './mass-send.ts';
import './stock.ts';
import './invoices.ts';
import './contacts.ts';
import './branding.ts';
import './secrets.ts';
