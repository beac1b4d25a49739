import { mostFactors, type SecondFactorDemand } from '#contract/second-factor-words';
import type { FactorSetup, Factors, PasskeyWindow } from '#contract/factors';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { actorOf, writeAudit, type PersonCaller, type Trace } from '../../../http/caller.ts';
import type { InTenant } from '../../../http/mount.ts';
import type { Throttle } from '../../../http/throttle.ts';
import { qrRows } from '../../../output/qr.ts';
import { createAccessQueries, type Identity } from '../access.queries.ts';
import { hashingFor, type Passwords } from '../passwords.ts';
import { enterFully, openSession, type Entered } from '../sign-in.ts';
import { factorSecrets, newFactorSecret, newRecoveryCodes, plainCode } from './factor-secrets.ts';
import { tellOfFactor } from './factor-notice.ts';
import { createFactorQueries } from './factors.queries.ts';
import { demandPasskeys, type Passkeys } from './passkeys.ts';
import { keyUri, matchingStep } from './totp.ts';

type Deps = { passwords: Passwords; throttle: Throttle; passkeys: Passkeys };
/** By what a person is known to be there. */
type Proof = 'totp' | 'passkey' | 'recovery';
type Outcome = Proof | 'used' | 'wrong';
type From = { trace: Trace; origin: string; device: string | undefined };
/** A session that owes a code is over after so many wrong ones. */
const mostWrongCodes = 5;

const queriesFor = (db: Db, { tenant, identityId }: PersonCaller) =>
  createFactorQueries(db, tenant.id, identityId);

/** @throws AppError `unauthenticated` where the person is gone */
async function identityOf(db: Db, identityId: string): Promise<Identity> {
  const identity = await createAccessQueries(db).identity(identityId);
  if (!identity) throw new AppError('unauthenticated');
  return identity;
}

/** Uses a code up. */
async function useCode(
  { passkeys }: Pick<Deps, 'passkeys'>,
  db: Db,
  caller: PersonCaller,
  typed: string,
): Promise<Outcome> {
  const queries = queriesFor(db, caller);
  const secrets = await factorSecrets(db, caller.tenant.id, caller.identityId);
  const code = plainCode(typed);
  let used = false;
  for (const { id, secret } of await queries.secrets()) {
    const step = matchingStep(secrets.open(secret), code, Date.now());
    if (step === null) continue;
    if (await queries.useStep(id, step)) return 'totp';
    used = true;
  }
  if (await passkeys.use(db, caller, secrets.hash(code), null)) return 'passkey';
  const recovery = await queries.useCode(secrets.hash(code));
  if (recovery === 'taken') {
    await tellOfFactor(db, caller.tenant.id, caller.identityId, 'recovery_used');
    return 'recovery';
  }
  return used || recovery === 'used' ? 'used' : 'wrong';
}

/** What is done once a code was right, in the transaction that uses it up. */
type Then<T> = (db: Db, by: Proof) => Promise<T>;

/**
 * Holds a code against the person's, as often as guessing is allowed.
 * @throws AppError `wrong_code`, `code_used`, `too_many_attempts`
 */
async function prove<T>(
  deps: Pick<Deps, 'throttle' | 'passkeys'>,
  inTenant: InTenant,
  caller: PersonCaller,
  { code, trace }: { code: string; trace: Trace },
  then: Then<T>,
): Promise<T> {
  const at = {
    tenant: caller.tenant.id,
    account: `code ${caller.identityId}`,
    trace,
    device: null,
  };
  let outcome: Outcome = 'wrong';
  const done = await deps.throttle.attempt(at, () =>
    inTenant(async (db) => {
      outcome = await useCode(deps, db, caller, code);
      if (outcome !== 'wrong' && outcome !== 'used') return { value: await then(db, outcome) };
      await writeAudit(db, 'factor.refused', actorOf(caller), trace, { detail: { why: outcome } });
      await queriesFor(db, caller).noteWrong(caller.sessionId, mostWrongCodes);
      return null;
    }),
  );
  if (done) return done.value;
  throw new AppError((outcome as Outcome) === 'used' ? 'code_used' : 'wrong_code');
}

/** Signing in by code, and a person's authenticators. */
export function createFactorService(deps: Deps) {
  return {
    /**
     * Finishes signing in: another session takes the place of the one that owed a code.
     * @throws AppError `wrong_code`, `code_used`, `too_many_attempts`
     */
    signIn: (
      inTenant: InTenant,
      caller: PersonCaller,
      { code, ...from }: From & { code: string },
    ): Promise<Entered> => {
      // Whoever has signed in already has no code to give here.
      if (caller.access !== 'code') throw new AppError('forbidden');
      return prove(deps, inTenant, caller, { code, trace: from.trace }, async (db, by) => {
        const identity = await identityOf(db, caller.identityId);
        await createAccessQueries(db).deleteSession(caller.sessionId);
        const entered = await enterFully(db, caller.tenant, identity, { ...from, by });
        if (!entered) throw new AppError('unauthenticated');
        return entered;
      });
    },

    /** @throws AppError `wrong_code`, `code_used`, `invalid_input` (`body.password: wrong_password`), `too_many_attempts` */
    confirm: async (
      inTenant: InTenant,
      caller: PersonCaller,
      proof: { code: string } | { password: string },
      trace: Trace,
      note: (db: Db, detail: Record<string, unknown>) => Promise<void>,
    ): Promise<void> => {
      const { sessionId, identityId, tenant } = caller;
      const done = async (db: Db, by: string) => {
        await queriesFor(db, caller).confirmSession(sessionId);
        await note(db, { by });
      };
      if ('code' in proof) return prove(deps, inTenant, caller, { ...proof, trace }, done);
      // Who has an authenticator is not confirmed by the password that a thief may have, too.
      if (caller.hasFactor) throw new AppError('wrong_code');
      const { passwordHash } = await inTenant((db) => identityOf(db, identityId));
      const at = { tenant: tenant.id, account: identityId, trace, device: null };
      const whose = hashingFor(tenant.id, trace.ip);
      const right = await deps.throttle.attempt(
        at,
        async () => (await deps.passwords.check(passwordHash, proof.password, whose)) || null,
      );
      if (!right)
        throw new AppError('invalid_input', {
          errors: [{ path: 'body.password', rule: 'wrong_password' }],
        });
      await inTenant((db) => done(db, 'password'));
    },

    list: async (db: Db, caller: PersonCaller): Promise<Factors> => {
      const queries = queriesFor(db, caller);
      return {
        items: await queries.list(),
        recoveryCodesLeft: await queries.codesLeft(),
        demanded: isDemanded(caller),
        passkeys: deps.passkeys.available,
      };
    },

    /** Opens a window that shows a passkey. @throws AppError `no_factor` */
    show: async (db: Db, caller: PersonCaller, origin: string): Promise<PasskeyWindow> => {
      const all = await queriesFor(db, caller).list();
      if (!all.some(({ kind }) => kind === 'passkey')) throw new AppError('no_factor');
      return deps.passkeys.open(db, caller, origin, null);
    },

    /** Opens a window that makes a passkey. @throws AppError `too_many_factors`, `no_passkeys` */
    beginPasskey: async (
      db: Db,
      caller: PersonCaller,
      name: string,
      origin: string,
    ): Promise<PasskeyWindow & { id: string }> => {
      demandPasskeys(deps.passkeys);
      const id = await beginWith(db, caller, name, null);
      return { id, ...(await deps.passkeys.open(db, caller, origin, id)) };
    },

    /** @throws AppError `too_many_factors` */
    begin: async (db: Db, caller: PersonCaller, name: string): Promise<FactorSetup> => {
      const { tenant, identityId } = caller;
      const secret = newFactorSecret();
      const secrets = await factorSecrets(db, tenant.id, identityId);
      const id = await beginWith(db, caller, name, secrets.seal(secret));
      const [login = caller.personName] = await createAccessQueries(db).loginsOf(identityId);
      const uri = keyUri(secret, tenant.name, login);
      return { id, secret: new URL(uri).searchParams.get('secret') ?? '', uri, qr: qrRows(uri) };
    },

    /**
     * Takes an authenticator into use. All sessions so far end, and the person goes on in another one.
     * @throws AppError `not_found`, `wrong_code`, `too_many_attempts`
     */
    activate: async (
      inTenant: InTenant,
      caller: PersonCaller,
      { id, code, trace, origin }: Omit<From, 'device'> & { id: string; code: string },
      note: (db: Db, name: string) => Promise<void>,
    ) => {
      const { tenant, identityId } = caller;
      const at = { tenant: tenant.id, account: `code ${identityId}`, trace, device: null };
      const work = async (db: Db) => {
        const queries = queriesFor(db, caller);
        await queries.hold();
        const begun = await queries.begun(id);
        if (!begun) throw new AppError('not_found');
        const secrets = await factorSecrets(db, tenant.id, identityId);
        const step =
          begun.kind === 'app'
            ? matchingStep(secrets.open(begun.secret), plainCode(code), Date.now())
            : (await deps.passkeys.use(db, caller, secrets.hash(plainCode(code)), id))
              ? 0
              : null;
        if (step === null) return null;
        const first = (await queries.list()).length === 0;
        await queries.confirm(id, step);
        const recovery = first ? newRecoveryCodes() : null;
        if (recovery) await queries.setCodes(recovery.map((one) => secrets.hash(plainCode(one))));
        await note(db, begun.name);
        await tellOfFactor(db, tenant.id, identityId, 'added');
        await queries.endSessions();
        const opened = await openSession(db, tenant, await identityOf(db, identityId), {
          access: 'full',
          lifeSeconds: tenant.sessionLifeSeconds,
          origin,
          trace,
          ...(caller.contactId && { contactId: caller.contactId }),
        });
        if (!opened) throw new AppError('unauthenticated');
        return { ...opened, recoveryCodes: recovery };
      };
      const done = await deps.throttle.attempt(at, () => inTenant(work));
      if (!done) throw new AppError('wrong_code');
      return done;
    },

    /** @throws AppError `not_found`, `factor_demanded` */
    remove: async (db: Db, caller: PersonCaller, id: string): Promise<string> => {
      const queries = queriesFor(db, caller);
      await queries.hold();
      const all = await queries.list();
      const factor = all.find((one) => one.id === id);
      if (!factor) throw new AppError('not_found');
      if (all.length === 1 && isDemanded(caller)) throw new AppError('factor_demanded');
      await queries.remove(id);
      if (all.length === 1) await queries.removeCodes();
      await tellOfFactor(db, caller.tenant.id, caller.identityId, 'removed');
      return factor.name;
    },

    /** @throws AppError `no_factor` */
    renewCodes: async (db: Db, caller: PersonCaller): Promise<string[]> => {
      const queries = queriesFor(db, caller);
      await queries.hold();
      if ((await queries.list()).length === 0) throw new AppError('no_factor');
      const secrets = await factorSecrets(db, caller.tenant.id, caller.identityId);
      const codes = newRecoveryCodes();
      await queries.setCodes(codes.map((one) => secrets.hash(plainCode(one))));
      await tellOfFactor(db, caller.tenant.id, caller.identityId, 'codes');
      return codes;
    },

    setDemand: async (db: Db, demand: SecondFactorDemand): Promise<void> => {
      await db.raw('select portico_set_second_factor(?)', [demand]);
    },
  };
}

/** @throws AppError `too_many_factors` */
async function beginWith(
  db: Db,
  caller: PersonCaller,
  name: string,
  secret: Uint8Array | null,
): Promise<string> {
  const queries = queriesFor(db, caller);
  await queries.hold();
  if ((await queries.list()).length >= mostFactors) throw new AppError('too_many_factors');
  return queries.begin(name, secret);
}

const isDemanded = ({ tenant: { secondFactor }, kind }: PersonCaller): boolean =>
  secondFactor === 'everyone' || (secondFactor === 'staff' && kind === 'staff');
