/** What draws the open conversation: it is fetched when one is opened first. */
export { composer } from './composer.ts';
export { beginFields, threadHead } from './conversation.ts';
export { talkStyles } from './talk.styles.ts';
export { threadMessages } from './thread-view.ts';
