import { home as endpoints } from '#contract/home';
import { defineFeature, type FeatureSection } from '../feature.ts';
import { createHomeService } from './home.service.ts';

/** The home page, and the acceptance of the terms of use. */
export const home = defineFeature({
  endpoints,
  handlers: ({ sections }: { sections: readonly FeatureSection[] }) => {
    const service = createHomeService(sections);
    return {
      'GET /home': ({ db, caller }) => service.home(db, caller),
      'POST /terms-acceptances': async ({ db, caller, body, audit, nothingToAudit }) => {
        const accepted = await service.acceptTerms(db, caller, body.version);
        if (accepted) await audit(db, { detail: { version: body.version } });
        else nothingToAudit();
      },
    };
  },
});
