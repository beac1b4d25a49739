/**
 * What is kept free for each element until it is there, as style declarations. The elements' own
 * style sheets hold the same heights.
 */
export const reservedHeights: Record<string, string> = {
  account: 'min-height:52em',
  app: 'min-height:48em',
  config: 'display:contents',
  home: 'min-height:27em',
  login: 'max-width:26em;min-height:23em',
  'mass-send': 'min-height:41em',
  nav: 'min-height:2.6em',
  orders: 'min-height:32em',
  prices: 'min-height:41em',
  statement: 'min-height:41em',
  stock: 'min-height:41em',
};
