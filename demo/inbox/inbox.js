// Shows mails as they arrive: asks for the number of the newest one, and draws the list anew.
const list = document.querySelector('[data-newest]');

async function look() {
  const answer = await fetch('/newest').catch(() => null);
  if (!answer?.ok || (await answer.text()) === list.dataset.newest) return;
  const page = new DOMParser().parseFromString(
    await (await fetch(location.href)).text(),
    'text/html',
  );
  const fresh = page.querySelector('[data-newest]');
  list.dataset.newest = fresh.dataset.newest;
  list.replaceChildren(...fresh.childNodes);
}

if (list) setInterval(look, 1500);
