/** Places whose width comes from what is in them, as style of the box and of the elements. */
export const layouts: Record<string, [box: string, elements?: string]> = {
  'a row of flex': ['display: flex'],
  'a column of flex, centred': ['display: flex; flex-direction: column; align-items: center'],
  'a column of flex, at its start': [
    'display: flex; flex-direction: column; align-items: flex-start',
  ],
  'a grid, its items centred': ['display: grid; justify-items: center'],
  'a grid, its items placed in the middle': ['display: grid; place-items: center'],
  'a grid of auto and the rest': ['display: grid; grid-template-columns: auto 1fr'],
  'a float': ['', 'float: left'],
  'an inline block': ['', 'display: inline-block'],
  'an absolute place': ['position: relative', 'position: absolute'],
  'a cell of a table': ['display: table', 'display: table-cell'],
  'a box of its greatest width': ['', 'inline-size: max-content'],
  'a box that fits': ['', 'inline-size: fit-content'],
  'a box that is absolute itself': ['position: absolute; inline-size: auto; inset: 0 auto auto 0'],
};
