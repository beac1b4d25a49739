// The script of the window that makes or shows a passkey (`server/features/access/factors/passkey.page.ts`).
import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import { passkeyMessage, type PasskeyMessage } from '#contract/second-factor-words';

type Asked =
  | { making: true; options: Parameters<typeof startRegistration>[0]['optionsJSON'] }
  | { making: false; options: Parameters<typeof startAuthentication>[0]['optionsJSON'] };

const main = document.querySelector('main')!;
const [status, button] = [main.querySelector('[role="status"]')!, main.querySelector('button')!];
const texts = JSON.parse(main.dataset['texts']!) as Record<string, string>;
const opener = window.opener as Window | null;

const say = (name: string) => (status.textContent = texts[name] ?? '');

async function post<T>(act: string, fields: Record<string, string>): Promise<Partial<T>> {
  const response = await fetch(`${location.pathname}/${act}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  }).catch(() => null);
  return response?.ok ? ((await response.json()) as Partial<T>) : {};
}

/** Asks the person for the passkey. @returns what the browser brought; null where it was called off */
async function ask(asked: Asked): Promise<object | null> {
  try {
    return asked.making
      ? await startRegistration({ optionsJSON: asked.options })
      : await startAuthentication({ optionsJSON: asked.options });
  } catch (error) {
    say(
      error instanceof WebAuthnError || (error as Error).name === 'NotAllowedError'
        ? 'cancelled'
        : 'unsupported',
    );
    return null;
  }
}

/** @param origin the site that opened this window: the code goes to no other */
async function begin(token: string, origin: string): Promise<void> {
  if (!window.PublicKeyCredential) return void say('unsupported');
  const asked = (await post<Asked>('options', { token, origin })) as Partial<Asked>;
  if (!asked.options) return void say('unknown');
  const act = asked.making ? 'make' : 'show';
  say(asked.making ? 'making' : 'showing');
  button.textContent = texts[act]!;
  button.hidden = false;
  button.focus();
  button.addEventListener('click', async () => {
    button.disabled = true;
    const brought = await ask(asked as Asked);
    const response = JSON.stringify(brought);
    const { code } = brought
      ? await post<{ code: string }>('result', { token, origin, response })
      : {};
    button.disabled = false;
    if (!code) return void (brought && say('unknown'));
    button.hidden = true;
    say('done');
    opener!.postMessage({ kind: passkeyMessage, code } satisfies PasskeyMessage, origin);
    window.close();
  });
}

let begun = false;
window.addEventListener('message', ({ data, source, origin }: MessageEvent<PasskeyMessage>) => {
  if (begun || source !== opener || data?.kind !== passkeyMessage || !data.token) return;
  begun = true;
  void begin(data.token, origin);
});
// Without the page that opened it there is nothing to do here; nothing in this message is for it alone.
if (opener) opener.postMessage({ kind: passkeyMessage } satisfies PasskeyMessage, '*');
else say('unknown');
