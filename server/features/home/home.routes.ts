import type Router from '@koa/router';
import { home } from '#contract/home';
import type { PersonCaller } from '../../http/caller.ts';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createHomeService } from './home.service.ts';

/** Mounts the home page and the acceptance of the terms of use. */
export function mountHome(
  router: Router,
  service: ReturnType<typeof createHomeService>,
  gate: Gate,
): void {
  mount(
    router,
    home,
    {
      'GET /home': ({ db, caller }) => service.home(db, caller as PersonCaller),
      'POST /terms-acceptances': async ({ db, caller, body, audit, nothingToAudit }) => {
        const accepted = await service.acceptTerms(db, caller as PersonCaller, body.version);
        if (accepted) await audit(db, { detail: { version: body.version } });
        else nothingToAudit();
      },
    },
    gate,
  );
}
