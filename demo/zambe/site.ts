import type { Site } from '../pages.ts';

/** The web site of Zambé Distribuidora. */
export const zambeSite: Site = {
  folder: import.meta.dirname,
  name: 'Zambé Distribuidora',
  tenant: 'zambe',
  places: {
    home: '/inicio',
    orders: '/portal',
    'order-entry': '/digitacao',
    quotes: '/cotacoes',
    invoices: '/faturas',
    shipments: '/processos',
    stock: '/estoque',
    documents: '/documentos',
    messages: '/mensagens',
    service: '/atendimento',
    contracts: '/contratos',
    prices: '/precos',
    portfolio: '/carteira',
    statement: '/extrato',
    payments: '/pagamentos',
    'mass-send': '/envio-em-massa',
    contacts: '/contatos',
    audit: '/auditoria',
    settings: '/configuracao',
    branding: '/identidade',
    staff: '/equipe',
    account: '/conta',
  },
  records: {
    order: 'pedido',
    invoice: 'fatura',
    shipment: 'processo',
    thread: 'conversa',
    service: 'solicitacao',
    quote: 'cotacao',
    payment: 'pagamento',
  },
  others: ['/', '/termos', '/manual', '/clientes'],
  frame: ({ title, embed, link, main }) => `<!doctype html>
<html lang="pt-BR">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${title}
    <link rel="icon" href="/logo.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/places.css" />
    <link rel="stylesheet" href="/site.css" />
    <script type="module" src="/site.js"></script>
    ${embed}
  </head>
  <body>
    <a class="skip" href="#main" data-es="Ir al contenido" data-en="Skip to content">Ir para o conteúdo</a>
    <div class="languages" role="navigation" aria-label="Idioma">
      <button type="button" data-lang="pt">Português</button>
      <button type="button" data-lang="es">Español</button>
      <button type="button" data-lang="en">English</button>
    </div>
    <header>
      <a class="brand" href="/">
        <img src="/logo.svg" alt="" width="44" height="44" />
        <span>Zambé<small>Distribuidora</small></span>
      </a>
      <nav>
        <a ${link('/')} data-es="La casa" data-en="The house">A casa</a>
        <a ${link('/#range')} data-es="Lo que vendemos" data-en="What we sell">O que vendemos</a>
        <a ${link('/inicio')} data-es="Portal de Clientes" data-en="Customer portal">Portal do Cliente</a>
      </nav>
    </header>
    ${main}
    <footer>
      <p>© Zambé Distribuidora</p>
      <p data-es="Empresa inventada para la demostración de Pórtico." data-en="A company invented to show Pórtico.">
        Empresa inventada para a demonstração do Pórtico.
      </p>
    </footer>
  </body>
</html>
`,
  section: ({ nav, intro, content }) => `<main id="main" class="portal">
      ${nav}
      <aside>
        ${intro}
        <portal-login></portal-login>
      </aside>
      ${content}
    </main>`,
};
