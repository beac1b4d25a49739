/** Of the manifest, what no test of the elements exercises yet. It may only get shorter. */
export const unexercised: readonly string[] = [
  'portal-app parts logo',
  'portal-contracts parts notice',
  'portal-documents events portal-navigate',
  'portal-documents parts dialog',
  'portal-home parts rich-text',
  'portal-login slots error',
  'portal-messages parts file',
  'portal-payments parts search',
  'portal-search parts icon',
  'portal-statement events portal-navigate',
  'portal-statement slots empty',
];
