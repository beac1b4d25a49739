import { ClientError, portalFor, type Portal } from '../core/index.ts';
import type { Shown } from './states.ts';

/** What the demo's server answered once (`test/support/record-playground.ts`). */
export type Recorded = {
  tenant: object;
  sessions: Record<string, object>;
  /** Tokens of each theme, as a tenant has them. */
  themes: Record<string, object>;
  elements: Record<
    string,
    {
      as: 'contact' | 'staff';
      attributes: Record<string, string>;
      answers: Record<string, unknown>;
    }
  >;
};

/** What an element is shown with. */
export type Scene = { element: string; state: Shown; theme: string };

let scenes = 0;

/**
 * A portal that no server stands behind: it answers what was recorded, or as the state wants it.
 * @returns its address, which an element takes as `api`, and the portal
 */
export function setScene(recorded: Recorded, scene: Scene): { api: string; portal: Portal } {
  const api = `stage:playground-${++scenes}`;
  const portal = portalFor(api, 'playground');
  const call = (key: string) => answer(recorded, scene, key);
  portal.client.call = call as typeof portal.client.call;
  return { api, portal };
}

async function answer(recorded: Recorded, scene: Scene, key: string): Promise<unknown> {
  const { element, state } = scene;
  const own = recorded.elements[element];
  if (key === 'GET /portal') return portalAnswer(recorded, scene);
  if (state === 'loading') return new Promise(() => {});
  if (state === 'error') throw new ClientError('unavailable', { status: 503 });
  // Whoever signs in here is somebody of the demo, whatever the password.
  if (key === 'POST /sessions') return { session: recorded.sessions.contact, token: 'playground' };
  if (key.startsWith('DELETE ')) return undefined;
  const found =
    own?.answers[key] ??
    Object.values(recorded.elements).find((one) => one.as === own?.as && key in one.answers)
      ?.answers[key];
  if (found === undefined) throw new ClientError('not_found', { status: 404 });
  const copy = structuredClone(found);
  return state === 'empty' ? emptied(copy) : copy;
}

function portalAnswer(recorded: Recorded, { element, state, theme }: Scene): object {
  const as = recorded.elements[element]?.as ?? 'contact';
  const session = recorded.sessions[as];
  // The form that signs in is what there is to see of it.
  const nobody = state === 'signed-out' || (element === 'login' && state === 'ready');
  return {
    tenant: { ...recorded.tenant, slug: 'playground', theme: recorded.themes[theme] ?? {} },
    session: nobody
      ? null
      : {
          ...session,
          termsAccepted: true,
          expiresAt: new Date(Date.now() + 36e5).toISOString(),
          life: { idle: 3600, left: 3600 },
          ...(state === 'forbidden' && { permissions: [] }),
        },
  };
}

/** An answer without a row in its lists. */
function emptied(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(([name, one]) => [
    name,
    Array.isArray(one) && /^(items|sections|threads|groups)$/.test(name) ? [] : one,
  ]);
  return { ...Object.fromEntries(fields), ...('nextCursor' in value && { nextCursor: null }) };
}
