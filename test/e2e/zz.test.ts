import './impersonation.ts';
import './contacts.ts';
