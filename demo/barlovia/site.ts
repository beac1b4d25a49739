import type { Site } from '../pages.ts';

/** The web site of Barlovia. */
export const barloviaSite: Site = {
  folder: import.meta.dirname,
  name: 'Barlovia',
  tenant: 'barlovia',
  places: {
    home: '/inicio',
    shipments: '/portal',
    quotes: '/cotizaciones',
    documents: '/documentos',
    messages: '/mensajes',
    service: '/servicio',
    contracts: '/contratos',
    orders: '/pedidos',
    'order-entry': '/captura',
    invoices: '/facturas',
    portfolio: '/cartera',
    statement: '/estado-de-cuenta',
    payments: '/pagos',
    prices: '/tarifas',
    stock: '/almacen',
    'mass-send': '/envio-masivo',
    contacts: '/contactos',
    audit: '/bitacora',
    settings: '/configuracion',
    branding: '/imagen',
    staff: '/equipo',
    account: '/cuenta',
  },
  records: {
    order: 'pedido',
    invoice: 'factura',
    shipment: 'expediente',
    thread: 'conversacion',
    service: 'solicitud',
    quote: 'cotizacion',
    payment: 'pago',
  },
  others: ['/', '/terminos', '/manual', '/clientes'],
  routed: { '/clientes': 'clientes' },
  frame: ({ title, embed, link, main }) => `<!doctype html>
<html lang="es">
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
    <a class="skip" href="#main" data-pt="Ir para o conteúdo" data-en="Skip to content">Ir al contenido</a>
    <header>
      <a class="brand" href="/"><img src="/logo.svg" alt="" width="36" height="36" />Barlovia</a>
      <nav>
        <a ${link('/')} data-pt="A agência" data-en="The agency">La agencia</a>
        <a ${link('/#services')} data-pt="Serviços" data-en="Services">Servicios</a>
        <a ${link('/inicio')} data-pt="Portal do Cliente" data-en="Customer portal">Portal de Clientes</a>
      </nav>
      <div class="languages" role="group" aria-label="Idioma">
        <button type="button" data-lang="es">ES</button>
        <button type="button" data-lang="pt">PT</button>
        <button type="button" data-lang="en">EN</button>
      </div>
    </header>
    ${main}
    <footer>
      <p>© Barlovia</p>
      <p data-pt="Empresa inventada para a demonstração do Pórtico." data-en="A company invented to show Pórtico.">
        Empresa inventada para la demostración de Pórtico.
      </p>
    </footer>
  </body>
</html>
`,
  section: ({ nav, intro, content }) => `<main id="main" class="portal">
      ${nav}
      <div class="intro">
        ${intro}
      </div>
      <portal-login></portal-login>
      ${content}
    </main>`,
};
