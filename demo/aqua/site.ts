import type { Site } from '../pages.ts';

/** The web site of Aquavelia. */
export const aquaSite: Site = {
  folder: import.meta.dirname,
  name: 'Aquavelia',
  tenant: 'aqua',
  places: {
    home: '/inicio',
    orders: '/portal',
    'order-entry': '/captura',
    quotes: '/cotizaciones',
    invoices: '/facturas',
    shipments: '/expedientes',
    stock: '/existencias',
    documents: '/documentos',
    messages: '/mensajes',
    service: '/servicio',
    contracts: '/contratos',
    prices: '/precios',
    portfolio: '/cartera',
    statement: '/estado-de-cuenta',
    payments: '/pagos',
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
    <header class="bar">
      <a class="brand" href="/"><img src="/logo.svg" alt="" width="32" height="32" />Aquavelia</a>
      <nav>
        <a ${link('/')} data-pt="Início" data-en="Home">Inicio</a>
        <a ${link('/#products')} data-pt="Produtos" data-en="Products">Productos</a>
        <a class="pill" ${link('/inicio')} data-pt="Portal do Cliente" data-en="Customer portal">Portal de Clientes</a>
      </nav>
      <div class="languages" role="group" aria-label="Idioma">
        <button type="button" data-lang="es">Español</button>
        <button type="button" data-lang="pt">Português</button>
        <button type="button" data-lang="en">English</button>
      </div>
    </header>
    ${main}
    <footer>
      <p>© Aquavelia</p>
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
