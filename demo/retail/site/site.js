const words = {
  es: {
    title: 'Pedidos reales · Online Retail',
    source: 'Datos: UCI Machine Learning Repository, D. Chen (2015), CC BY 4.0.',
  },
  pt: {
    title: 'Pedidos reais · Online Retail',
    source: 'Dados: UCI Machine Learning Repository, D. Chen (2015), CC BY 4.0.',
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

for (const button of buttons) button.addEventListener('click', () => speak(button.dataset.lang));
speak('es');
