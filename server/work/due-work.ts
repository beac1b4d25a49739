/** Work that comes due by the clock, or because somebody says so. */
export type DueWork = {
  /** Looks at once. */
  wake(): void;
  /** One round over all tenants. */
  round(): Promise<void>;
  /** Ends after what is under way. */
  stop(): Promise<void>;
};

type Plan<T> = {
  /** Milliseconds between two looks. */
  everyMs: number;
  /** Pieces of one tenant that are worked on at the same time. */
  lanes: number;
  /** Tenants with something to do. */
  tenants: () => Promise<string[]>;
  /** Takes some of a tenant's work on, so that no other server does the same. */
  claim: (tenantId: string) => Promise<T[]>;
  act: (tenantId: string, piece: T) => Promise<unknown>;
  /** Told of each error; what fails keeps nothing else from being done. */
  failed: (error: unknown) => void;
};

/** Does what is due, tenant by tenant. Any number of servers may do so, and each may die at any moment. */
export function createDueWork<T>(plan: Plan<T>): DueWork {
  let busy: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const ofTenant = async (tenantId: string): Promise<void> => {
    const next = (await plan.claim(tenantId)).values();
    const lane = async () => {
      for (const piece of next) await plan.act(tenantId, piece).catch(plan.failed);
    };
    await Promise.all(Array.from({ length: plan.lanes }, lane));
  };
  const round = async (): Promise<void> => {
    for (const tenantId of await plan.tenants()) {
      if (stopped) return;
      await ofTenant(tenantId).catch(plan.failed);
    }
  };
  const look = (): void => {
    if (stopped) return;
    again = busy !== null;
    busy ??= round()
      .catch(plan.failed)
      .finally(() => {
        busy = null;
        if (again) look();
      });
  };
  const timer = setInterval(look, plan.everyMs);
  timer.unref();
  return {
    wake: look,
    round,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await busy;
    },
  };
}
