// Half of the walks, in one process: what takes long is to set the stage. The others are in screens.test.ts.
// Runs alone: it sets a stage of its own.
import './journey.ts';
import './sessions.ts';
import './page.ts';
import './access.ts';
import './access-keys.ts';
import './account.ts';
import './vouched.ts';
import './app.ts';
import './statement.ts';
import './cards.ts';
import './manual.ts';
import './portfolio.ts';
import './saved-filters.ts';
import './secrets.ts';
import './leaks.ts';
