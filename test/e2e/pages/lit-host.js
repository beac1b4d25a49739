import { html, render } from './lit-html.js';

// Claims the policy name `lit-html`, which a page may allow once.
render(html`Rendered by <b>the host</b>`, document.getElementById('own'));
