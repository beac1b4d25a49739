/**
 * The language of a demo's page. Each text stands in the site's own language and has the others beside it,
 * in `data-es`, `data-pt` and `data-en`; the portal's elements bring their words and follow the page.
 */
const own = document.documentElement.lang.slice(0, 2);
const translated = [...document.querySelectorAll('[data-en]')];
for (const element of translated) element.dataset[own] = element.textContent;

const buttons = document.querySelectorAll('[data-lang]');

/** The language that was chosen, kept where the browser lets a page keep anything. */
const kept = {
  read() {
    try {
      return localStorage.getItem('lang');
    } catch {
      return null;
    }
  },
  write(lang) {
    try {
      localStorage.setItem('lang', lang);
    } catch {
      // The page is in its own language the next time.
    }
  },
};

/** Shows the page in a language; the portal's elements follow `lang` by themselves. */
function speak(lang) {
  document.documentElement.lang = lang;
  for (const element of translated) element.textContent = element.dataset[lang];
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(button.dataset.lang === lang));
  }
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    kept.write(button.dataset.lang);
    speak(button.dataset.lang);
  });
}

// The portal in one tag has a switch of its own: here the page has the say.
document.addEventListener('portal-locale-change', (event) => {
  event.preventDefault();
  kept.write(event.detail.locale);
  speak(event.detail.locale);
});

const asked = new URLSearchParams(location.search).get('lang');
const wanted = [asked, kept.read()];
const offered = [...buttons].map(({ dataset }) => dataset.lang);
speak(wanted.find((lang) => offered.includes(lang)) ?? own);

// Help with a record is on another page of this site, and so are the record that a request is about, and payments.
document.addEventListener('portal-navigate', (event) => {
  const { to, id } = event.detail;
  const pages = document.querySelector('portal-inbox')?.links ?? {};
  const isRequest = event.target.localName === 'portal-service';
  const isElsewhere =
    (to === 'service' && id?.includes(':')) ||
    (to === 'payment' && event.target.localName !== 'portal-payments');
  const leads = isRequest ? to !== 'service' : isElsewhere;
  if (!id || !leads || !pages[to]) return;
  event.preventDefault();
  location.href = pages[to].replaceAll('{id}', encodeURIComponent(id));
});
