// What comes once a quote is open: the forms that decide it, and what its versions change.
export { acceptForm, askForm, rejectForm } from './quote-decide.ts';
export { quoteVersions } from './quote-versions.ts';
