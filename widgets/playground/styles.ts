/** The look of the page around the elements; theirs comes from their tokens. */
export const sheet = `
  :root { color-scheme: light dark; --line: light-dark(#c9d1da, #3b4653); --soft: light-dark(#f3f6f9, #1b222b); }
  * { box-sizing: border-box; }
  body {
    margin: 0; display: grid; grid-template-columns: 20rem minmax(0, 1fr); min-block-size: 100vh;
    font: 15px/1.5 system-ui, sans-serif; color: light-dark(#1b2430, #e6ebf1); background: light-dark(#fff, #11161c);
  }
  aside { padding: 1rem; border-inline-end: 1px solid var(--line); overflow: auto; max-block-size: 100vh; position: sticky; inset-block-start: 0; }
  main { padding: 1rem; min-inline-size: 0; }
  h1 { font-size: 1.15rem; margin: 0 0 .75rem; }
  h2 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
  label { display: block; margin: 0 0 .6rem; font-size: .875rem; }
  label small { display: block; color: light-dark(#566271, #a3aebb); }
  select, input { display: block; inline-size: 100%; font: inherit; padding: .35rem .5rem; min-block-size: 2.25rem;
    border: 1px solid var(--line); border-radius: 6px; background: light-dark(#fff, #1b222b); color: inherit; }
  input[type=checkbox] { display: inline-block; inline-size: auto; min-block-size: 0; }
  button { font: inherit; padding: .35rem .75rem; min-block-size: 2.25rem; border: 1px solid var(--line); border-radius: 6px;
    background: var(--soft); color: inherit; cursor: pointer; }
  :focus-visible { outline: 2px solid light-dark(#0b57d0, #8ab4f8); outline-offset: 2px; }
  details { border-block-start: 1px solid var(--line); padding-block: .5rem; }
  summary { cursor: pointer; font-weight: 600; padding-block: .25rem; }
  .glass { border: 1px dashed var(--line); overflow: auto; resize: inline; max-inline-size: 100%; }
  .glass.light { color-scheme: light; background: #fff; } .glass.dark { color-scheme: dark; background: #11161c; }
  pre { background: var(--soft); border-radius: 8px; padding: .75rem 1rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; }
  .events { max-block-size: 14rem; }
  .row { display: flex; gap: .5rem; align-items: center; justify-content: space-between; }
  @media (max-width: 50rem) { body { grid-template-columns: minmax(0, 1fr); } aside { position: static; max-block-size: none; border-inline-end: 0; border-block-end: 1px solid var(--line); } }
`;
