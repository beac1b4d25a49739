/** The words of this site; the portal's elements bring their own and follow the page's language. */
const words = {
  es: {
    skip: 'Ir al contenido',
    home: 'Inicio',
    products: 'Productos',
    portal: 'Portal de Clientes',
    portalTitle: 'Portal de Clientes · Aquavelia',
    hero: 'El agua de cada día, bien guardada',
    lead: 'Tinacos, cisternas y tanques que duran más que la azotea donde se instalan.',
    enter: 'Entrar al Portal de Clientes',
    tanks: 'Almacenamiento',
    tanksText: 'Tinacos de 450 a 2,500 litros y cisternas de hasta 10,000.',
    pipes: 'Conducción',
    pipesText: 'Tubería, conexiones y bombas que se llevan bien entre sí.',
    care: 'Tratamiento',
    careText: 'Filtros y biodigestores para devolver el agua limpia.',
    portalText: 'Sus pedidos, sus entregas y sus facturas, a cualquier hora.',
    stock: 'Existencias',
    stockTitle: 'Existencias · Aquavelia',
    stockText: 'La cantidad disponible de nuestros productos, al instante.',
    prices: 'Precios',
    pricesTitle: 'Precios · Aquavelia',
    pricesText: 'Sus precios vigentes, por material y cantidad.',
    invoices: 'Facturas',
    invoicesTitle: 'Facturas · Aquavelia',
    invoicesText: 'Sus facturas y notas, con lo que falta por pagar y sus archivos fiscales.',
    contacts: 'Contactos y accesos',
    branding: 'Imagen del portal',
    brandingTitle: 'Imagen del portal · Aquavelia',
    brandingText: 'Cómo ven el portal sus clientes.',
    contactsTitle: 'Contactos y accesos · Aquavelia',
    contactsText: 'Quién usa el portal y qué puede ver cada persona.',
    audit: 'Bitácora',
    auditTitle: 'Bitácora · Aquavelia',
    auditText: 'Quién hizo qué, cuándo y desde dónde.',
    settings: 'Configuración del portal',
    settingsTitle: 'Configuración del portal · Aquavelia',
    settingsText: 'Sitios, claves, datos del ERP, acceso y correo.',
    staff: 'Equipo',
    staffTitle: 'Equipo · Aquavelia',
    staffText: 'Qué puede hacer cada persona de la empresa y a qué clientes atiende.',
    statement: 'Estado de cuenta',
    statementTitle: 'Estado de cuenta · Aquavelia',
    statementText: 'Su saldo y sus documentos abiertos, a la fecha que elija.',
    massSend: 'Envío masivo',
    massSendTitle: 'Envío masivo · Aquavelia',
    massSendText: 'Para nuestro equipo: los estados de cuenta, por correo a todos.',
    startTitle: 'Portal de Clientes · Aquavelia',
    startText: 'Todo lo que puede consultar, en un solo lugar.',
    terms: 'Términos de uso',
    termsTitle: 'Términos de uso · Aquavelia',
    terms1:
      'Estos términos son parte de una demostración: Aquavelia no existe y aquí no se vende nada.',
    terms2:
      'Quien entra al portal consulta sus propios pedidos, existencias y precios, y cuida su contraseña.',
    terms3: 'Versión 2026-01.',
    account: 'Mi cuenta',
    accountTitle: 'Mi cuenta · Aquavelia',
    accountText: 'Su nombre, su contraseña y los lugares donde ha ingresado.',
    invented: 'Empresa inventada para la demostración de Pórtico.',
  },
  pt: {
    skip: 'Ir para o conteúdo',
    home: 'Início',
    products: 'Produtos',
    portal: 'Portal do Cliente',
    portalTitle: 'Portal do Cliente · Aquavelia',
    hero: 'A água de todo dia, bem guardada',
    lead: "Caixas d'água, cisternas e tanques que duram mais que o telhado onde ficam.",
    enter: 'Entrar no Portal do Cliente',
    tanks: 'Armazenamento',
    tanksText: "Caixas d'água de 450 a 2.500 litros e cisternas de até 10.000.",
    pipes: 'Condução',
    pipesText: 'Tubos, conexões e bombas que se dão bem entre si.',
    care: 'Tratamento',
    careText: 'Filtros e biodigestores para devolver a água limpa.',
    portalText: 'Seus pedidos, suas entregas e suas faturas, a qualquer hora.',
    stock: 'Estoque',
    stockTitle: 'Estoque · Aquavelia',
    stockText: 'A quantidade disponível dos nossos produtos, na hora.',
    prices: 'Preços',
    pricesTitle: 'Preços · Aquavelia',
    pricesText: 'Os seus preços vigentes, por material e quantidade.',
    invoices: 'Faturas',
    invoicesTitle: 'Faturas · Aquavelia',
    invoicesText: 'Suas faturas e notas, com o que falta pagar e os arquivos fiscais.',
    contacts: 'Contatos e acessos',
    branding: 'Identidade visual',
    brandingTitle: 'Identidade visual · Aquavelia',
    brandingText: 'Como seus clientes veem o portal.',
    contactsTitle: 'Contatos e acessos · Aquavelia',
    contactsText: 'Quem usa o portal e o que cada pessoa pode ver.',
    audit: 'Registro de auditoria',
    auditTitle: 'Registro de auditoria · Aquavelia',
    auditText: 'Quem fez o quê, quando e de onde.',
    settings: 'Configuração do portal',
    settingsTitle: 'Configuração do portal · Aquavelia',
    settingsText: 'Sites, chaves, dados do ERP, acesso e e-mail.',
    staff: 'Equipe',
    staffTitle: 'Equipe · Aquavelia',
    staffText: 'O que cada pessoa da empresa pode fazer e quais clientes atende.',
    statement: 'Extrato',
    statementTitle: 'Extrato de conta · Aquavelia',
    statementText: 'O seu saldo e os seus documentos em aberto, na data que você escolher.',
    massSend: 'Envio em massa',
    massSendTitle: 'Envio em massa · Aquavelia',
    massSendText: 'Para a nossa equipe: os extratos de conta, por e-mail a todos.',
    startTitle: 'Portal do Cliente · Aquavelia',
    startText: 'Tudo o que você pode consultar, em um só lugar.',
    terms: 'Termos de uso',
    termsTitle: 'Termos de uso · Aquavelia',
    terms1:
      'Estes termos fazem parte de uma demonstração: Aquavelia não existe e aqui nada se vende.',
    terms2:
      'Quem entra no portal consulta os próprios pedidos, estoque e preços, e cuida da sua senha.',
    terms3: 'Versão 2026-01.',
    account: 'Minha conta',
    accountTitle: 'Minha conta · Aquavelia',
    accountText: 'Seu nome, sua senha e os lugares onde você entrou.',
    invented: 'Empresa inventada para a demonstração do Pórtico.',
  },
  en: {
    skip: 'Skip to content',
    home: 'Home',
    products: 'Products',
    portal: 'Customer portal',
    portalTitle: 'Customer portal · Aquavelia',
    hero: 'Every day’s water, safely kept',
    lead: 'Tanks and cisterns that outlast the roof they stand on.',
    enter: 'Enter the customer portal',
    tanks: 'Storage',
    tanksText: 'Roof tanks from 450 to 2,500 litres, cisterns up to 10,000.',
    pipes: 'Piping',
    pipesText: 'Pipes, fittings and pumps that get along.',
    care: 'Treatment',
    careText: 'Filters and digesters that give clean water back.',
    portalText: 'Your orders, deliveries and invoices, at any hour.',
    stock: 'Stock',
    stockTitle: 'Stock · Aquavelia',
    stockText: 'How much of our products is available, right now.',
    prices: 'Prices',
    pricesTitle: 'Prices · Aquavelia',
    pricesText: 'The prices that hold for you today, by material and quantity.',
    invoices: 'Invoices',
    invoicesTitle: 'Invoices · Aquavelia',
    invoicesText: 'Your invoices and notes, what is still unpaid, and their fiscal files.',
    contacts: 'Contacts and access',
    branding: 'Branding',
    brandingTitle: 'Branding · Aquavelia',
    brandingText: 'How your customers see the portal.',
    contactsTitle: 'Contacts and access · Aquavelia',
    contactsText: 'Who uses the portal, and what each person may see.',
    audit: 'Audit log',
    auditTitle: 'Audit log · Aquavelia',
    auditText: 'Who did what, when and from where.',
    settings: 'Portal settings',
    settingsTitle: 'Portal settings · Aquavelia',
    settingsText: 'Sites, keys, ERP data, sign-in and mail.',
    staff: 'Team',
    staffTitle: 'Team · Aquavelia',
    staffText: 'What each person of the company may do, and which customers they look after.',
    statement: 'Statement',
    statementTitle: 'Statement · Aquavelia',
    statementText: 'Your balance and your open documents, at the date you choose.',
    massSend: 'Mass mailing',
    massSendTitle: 'Mass mailing · Aquavelia',
    massSendText: 'For our own people: the statements, by e-mail to all.',
    startTitle: 'Customer portal · Aquavelia',
    startText: 'All that you may look up, in one place.',
    terms: 'Terms of use',
    termsTitle: 'Terms of use · Aquavelia',
    terms1:
      'These terms are part of a demonstration: Aquavelia does not exist, and nothing is sold here.',
    terms2:
      'Whoever enters the portal looks up their own orders, stock and prices, and takes care of their password.',
    terms3: 'Version 2026-01.',
    account: 'My account',
    accountTitle: 'My account · Aquavelia',
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
