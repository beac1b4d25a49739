/** The words of this site; the portal's elements bring their own and follow the page's language. */
const words = {
  pt: {
    skip: 'Ir para o conteúdo',
    home: 'A casa',
    range: 'O que vendemos',
    portal: 'Portal do Cliente',
    portalTitle: 'Portal do Cliente · Zambé Distribuidora',
    hero: 'Da roça à gôndola, sem perder o caminho',
    lead: 'Há cinquenta safras levamos café, grãos, castanhas e doces a quem abastece o bairro.',
    enter: 'Acompanhar meus pedidos',
    coffee: 'Cafés e farinhas',
    coffeeText: 'Torrado, moído e embalado na semana da entrega.',
    grain: 'Grãos e castanhas',
    grainText: 'Feijão, arroz e castanha com procedência no rótulo.',
    shop: 'Doces e descartáveis',
    shopText: 'O que falta no balcão, na mesma carga.',
    portalText: 'Pedidos, entregas e notas da sua empresa.',
    stock: 'Estoque',
    stockTitle: 'Estoque · Zambé Distribuidora',
    stockText: 'A quantidade disponível dos nossos produtos, na hora.',
    prices: 'Preços',
    pricesTitle: 'Preços · Zambé Distribuidora',
    pricesText: 'Os seus preços vigentes, por material e quantidade.',
    invoices: 'Faturas',
    invoicesTitle: 'Faturas · Zambé Distribuidora',
    invoicesText: 'Suas faturas e notas, com o que falta pagar e os arquivos fiscais.',
    contacts: 'Contatos e acessos',
    branding: 'Identidade visual',
    brandingTitle: 'Identidade visual · Zambé Distribuidora',
    brandingText: 'Como seus clientes veem o portal.',
    contactsTitle: 'Contatos e acessos · Zambé Distribuidora',
    contactsText: 'Quem usa o portal e o que cada pessoa pode ver.',
    audit: 'Registro de auditoria',
    auditTitle: 'Registro de auditoria · Zambé Distribuidora',
    auditText: 'Quem fez o quê, quando e de onde.',
    settings: 'Configuração do portal',
    settingsTitle: 'Configuração do portal · Zambé Distribuidora',
    settingsText: 'Sites, chaves, dados do ERP, acesso e e-mail.',
    staff: 'Equipe',
    staffTitle: 'Equipe · Zambé Distribuidora',
    staffText: 'O que cada pessoa da empresa pode fazer e quais clientes atende.',
    statement: 'Extrato',
    statementTitle: 'Extrato de conta · Zambé Distribuidora',
    statementText: 'O seu saldo e os seus documentos em aberto, na data que você escolher.',
    massSend: 'Envio em massa',
    massSendTitle: 'Envio em massa · Zambé Distribuidora',
    massSendText: 'Para a nossa equipe: os extratos de conta, por e-mail a todos.',
    startTitle: 'Portal do Cliente · Zambé Distribuidora',
    startText: 'Tudo o que você pode consultar, em um só lugar.',
    terms: 'Termos de uso',
    termsTitle: 'Termos de uso · Zambé Distribuidora',
    terms1:
      'Estes termos fazem parte de uma demonstração: Zambé Distribuidora não existe e aqui nada se vende.',
    terms2:
      'Quem entra no portal consulta os próprios pedidos, estoque e preços, e cuida da sua senha.',
    terms3: 'Versão 2026-01.',
    account: 'Minha conta',
    accountTitle: 'Minha conta · Zambé Distribuidora',
    accountText: 'Seu nome, sua senha e os lugares onde você entrou.',
    invented: 'Empresa inventada para a demonstração do Pórtico.',
  },
  es: {
    skip: 'Ir al contenido',
    home: 'La casa',
    range: 'Lo que vendemos',
    portal: 'Portal de Clientes',
    portalTitle: 'Portal de Clientes · Zambé Distribuidora',
    hero: 'Del campo al estante, sin perder el camino',
    lead: 'Desde hace cincuenta cosechas llevamos café, granos, nueces y dulces a quien surte el barrio.',
    enter: 'Seguir mis pedidos',
    coffee: 'Cafés y harinas',
    coffeeText: 'Tostado, molido y empacado en la semana de la entrega.',
    grain: 'Granos y nueces',
    grainText: 'Frijol, arroz y nueces con su origen en la etiqueta.',
    shop: 'Dulces y desechables',
    shopText: 'Lo que falta en el mostrador, en la misma carga.',
    portalText: 'Pedidos, entregas y facturas de su empresa.',
    stock: 'Existencias',
    stockTitle: 'Existencias · Zambé Distribuidora',
    stockText: 'La cantidad disponible de nuestros productos, al instante.',
    prices: 'Precios',
    pricesTitle: 'Precios · Zambé Distribuidora',
    pricesText: 'Sus precios vigentes, por material y cantidad.',
    invoices: 'Facturas',
    invoicesTitle: 'Facturas · Zambé Distribuidora',
    invoicesText: 'Sus facturas y notas, con lo que falta por pagar y sus archivos fiscales.',
    contacts: 'Contactos y accesos',
    branding: 'Imagen del portal',
    brandingTitle: 'Imagen del portal · Zambé Distribuidora',
    brandingText: 'Cómo ven el portal sus clientes.',
    contactsTitle: 'Contactos y accesos · Zambé Distribuidora',
    contactsText: 'Quién usa el portal y qué puede ver cada persona.',
    audit: 'Bitácora',
    auditTitle: 'Bitácora · Zambé Distribuidora',
    auditText: 'Quién hizo qué, cuándo y desde dónde.',
    settings: 'Configuración del portal',
    settingsTitle: 'Configuración del portal · Zambé Distribuidora',
    settingsText: 'Sitios, claves, datos del ERP, acceso y correo.',
    staff: 'Equipo',
    staffTitle: 'Equipo · Zambé Distribuidora',
    staffText: 'Qué puede hacer cada persona de la empresa y a qué clientes atiende.',
    statement: 'Estado de cuenta',
    statementTitle: 'Estado de cuenta · Zambé Distribuidora',
    statementText: 'Su saldo y sus documentos abiertos, a la fecha que elija.',
    massSend: 'Envío masivo',
    massSendTitle: 'Envío masivo · Zambé Distribuidora',
    massSendText: 'Para nuestro equipo: los estados de cuenta, por correo a todos.',
    startTitle: 'Portal de Clientes · Zambé Distribuidora',
    startText: 'Todo lo que puede consultar, en un solo lugar.',
    terms: 'Términos de uso',
    termsTitle: 'Términos de uso · Zambé Distribuidora',
    terms1:
      'Estos términos son parte de una demostración: Zambé Distribuidora no existe y aquí no se vende nada.',
    terms2:
      'Quien entra al portal consulta sus propios pedidos, existencias y precios, y cuida su contraseña.',
    terms3: 'Versión 2026-01.',
    account: 'Mi cuenta',
    accountTitle: 'Mi cuenta · Zambé Distribuidora',
    accountText: 'Su nombre, su contraseña y los lugares donde ha ingresado.',
    invented: 'Empresa inventada para la demostración de Pórtico.',
  },
  en: {
    skip: 'Skip to content',
    home: 'The house',
    range: 'What we sell',
    portal: 'Customer portal',
    portalTitle: 'Customer portal · Zambé Distribuidora',
    hero: 'From field to shelf, never off the road',
    lead: 'For fifty harvests we have brought coffee, grain, nuts and sweets to those who feed the block.',
    enter: 'Follow my orders',
    coffee: 'Coffee and flour',
    coffeeText: 'Roasted, ground and packed in the week of delivery.',
    grain: 'Grain and nuts',
    grainText: 'Beans, rice and nuts with their origin on the label.',
    shop: 'Sweets and disposables',
    shopText: 'Whatever the counter lacks, on the same truck.',
    portalText: 'Your company’s orders, deliveries and invoices.',
    stock: 'Stock',
    stockTitle: 'Stock · Zambé Distribuidora',
    stockText: 'How much of our products is available, right now.',
    prices: 'Prices',
    pricesTitle: 'Prices · Zambé Distribuidora',
    pricesText: 'The prices that hold for you today, by material and quantity.',
    invoices: 'Invoices',
    invoicesTitle: 'Invoices · Zambé Distribuidora',
    invoicesText: 'Your invoices and notes, what is still unpaid, and their fiscal files.',
    contacts: 'Contacts and access',
    branding: 'Branding',
    brandingTitle: 'Branding · Zambé Distribuidora',
    brandingText: 'How your customers see the portal.',
    contactsTitle: 'Contacts and access · Zambé Distribuidora',
    contactsText: 'Who uses the portal, and what each person may see.',
    audit: 'Audit log',
    auditTitle: 'Audit log · Zambé Distribuidora',
    auditText: 'Who did what, when and from where.',
    settings: 'Portal settings',
    settingsTitle: 'Portal settings · Zambé Distribuidora',
    settingsText: 'Sites, keys, ERP data, sign-in and mail.',
    staff: 'Team',
    staffTitle: 'Team · Zambé Distribuidora',
    staffText: 'What each person of the company may do, and which customers they look after.',
    statement: 'Statement',
    statementTitle: 'Statement · Zambé Distribuidora',
    statementText: 'Your balance and your open documents, at the date you choose.',
    massSend: 'Mass mailing',
    massSendTitle: 'Mass mailing · Zambé Distribuidora',
    massSendText: 'For our own people: the statements, by e-mail to all.',
    startTitle: 'Customer portal · Zambé Distribuidora',
    startText: 'All that you may look up, in one place.',
    terms: 'Terms of use',
    termsTitle: 'Terms of use · Zambé Distribuidora',
    terms1:
      'These terms are part of a demonstration: Zambé Distribuidora does not exist, and nothing is sold here.',
    terms2:
      'Whoever enters the portal looks up their own orders, stock and prices, and takes care of their password.',
    terms3: 'Version 2026-01.',
    account: 'My account',
    accountTitle: 'My account · Zambé Distribuidora',
    accountText: 'Your name, your password, and the places you are signed in.',
    invented: 'A company invented to show Pórtico.',
  },
};

const buttons = document.querySelectorAll('[data-lang]');

/** Shows the page in a language; the portal's elements follow `lang` by themselves. */
function speak(lang) {
  document.documentElement.lang = lang;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = words[lang][element.dataset.text];
  }
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(button.dataset.lang === lang));
  }
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    localStorage.setItem('lang', button.dataset.lang);
    speak(button.dataset.lang);
  });
}

// The portal in one tag has a switch of its own: here the page has the say.
document.addEventListener('portal-locale-change', (event) => {
  event.preventDefault();
  localStorage.setItem('lang', event.detail.locale);
  speak(event.detail.locale);
});

const chosen = localStorage.getItem('lang') ?? '';
speak(chosen in words ? chosen : document.documentElement.lang.slice(0, 2));
