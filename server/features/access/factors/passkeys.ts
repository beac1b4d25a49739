import { randomBytes } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { PasskeyWindow } from '#contract/factors';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { PersonCaller } from '../../../http/caller.ts';
import { hashSecret, newSecret } from '../../../http/credentials.ts';
import { createAccessQueries } from '../access.queries.ts';
import { factorSecrets, plainCode } from './factor-secrets.ts';
import { base32 } from './totp.ts';

/** A window that is open, with whose it is. */
export type OpenWindow = {
  tenantId: string;
  tenantName: string;
  tokenHash: string;
  identityId: string;
  /** The passkey that is made; null where one is shown. */
  factorId: string | null;
  challenge: string;
};

type Credential = {
  id: string;
  credentialId: Uint8Array;
  publicKey: Uint8Array;
  uses: string;
  transports: AuthenticatorTransport[];
};

/** Minutes within which a window has to bring its code. */
const windowMinutes = 5;
const fresh = `created_at > now() - interval '${windowMinutes} minutes'`;

/** COSE numbers of what authenticators sign with, the most wanted first: EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

/** Hundreds of modules, which a server that never sees a passkey does without. */
const loadLibrary = () => import('@simplewebauthn/server');

/** Whether browsers let the portal's address have passkeys: only what is encrypted, or this machine itself. */
export const allowsPasskeys = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');

/**
 * Passkeys of the portal's own address (Web Authentication Level 3), as a second factor: they are made and shown in
 * a window of ours, which hands a code over to the page that opened it.
 * @param publicUrl the portal's address; its host is what passkeys belong to
 */
export function createPasskeys(publicUrl: URL) {
  const { origin, hostname } = publicUrl;
  const base = publicUrl.href.replace(/\/$/, '');
  const windows = (db: Db, tenantId: string) =>
    db('passkey_windows').where({ tenant_id: tenantId });

  const credentials = (db: Db, identityId: string): Promise<Credential[]> =>
    rowsOf<Credential>(
      db,
      `select id, credential_id as "credentialId", public_key as "publicKey", uses::text, transports
       from second_factors
       where identity_id = ? and kind = 'passkey' and confirmed_at is not null order by id`,
      [identityId],
    );

  /** Lets the window hand a code over. */
  async function succeed(db: Db, { tenantId, identityId, tokenHash }: OpenWindow): Promise<string> {
    const code = base32(randomBytes(20)).toLowerCase();
    const { hash } = await factorSecrets(db, tenantId, identityId);
    await windows(db, tenantId)
      .where({ token_hash: tokenHash })
      .update({ code_hash: hash(plainCode(code)), challenge: '' });
    return code;
  }

  return {
    available: allowsPasskeys(publicUrl),

    /** @param factorId the passkey that is to be made; null for showing one */
    open: async (
      db: Db,
      { tenant, identityId, sessionId }: PersonCaller,
      from: string,
      factorId: string | null,
    ): Promise<PasskeyWindow> => {
      const token = newSecret();
      await windows(db, tenant.id).where({ session_id: sessionId }).delete();
      await db('passkey_windows').insert({
        tenant_id: tenant.id,
        token_hash: hashSecret(token),
        identity_id: identityId,
        session_id: sessionId,
        origin: from,
        factor_id: factorId,
        challenge: randomBytes(32).toString('base64url'),
      });
      return { url: `${base}/passkey/${tenant.slug}`, token };
    },

    /** The window of a token, where the page that opened it is the one it was opened for. */
    find: async (db: Db, slug: string, token: string, from: string): Promise<OpenWindow | null> => {
      const [row] = await rowsOf<OpenWindow>(
        db,
        `select w.tenant_id as "tenantId", t.name as "tenantName", w.token_hash as "tokenHash",
           w.identity_id as "identityId", w.factor_id as "factorId", w.challenge
         from passkey_windows w
         join tenants t on t.id = w.tenant_id
         join sessions s on s.tenant_id = w.tenant_id and s.id = w.session_id
         where t.slug = ? and w.token_hash = ? and w.origin = ? and w.challenge <> '' and w.${fresh}`,
        [slug, hashSecret(token), from],
      );
      return row ?? null;
    },

    /** What the browser is asked with. */
    optionsOf: async (db: Db, window: OpenWindow) => {
      const known = (await credentials(db, window.identityId)).map(
        ({ credentialId, transports }) => ({
          id: Buffer.from(credentialId).toString('base64url'),
          transports,
        }),
      );
      const challenge = Buffer.from(window.challenge, 'base64url');
      const { generateAuthenticationOptions, generateRegistrationOptions } = await loadLibrary();
      if (!window.factorId)
        return generateAuthenticationOptions({
          rpID: hostname,
          challenge,
          allowCredentials: known,
          userVerification: 'preferred',
        });
      const [login = ''] = await createAccessQueries(db).loginsOf(window.identityId);
      return generateRegistrationOptions({
        rpName: window.tenantName,
        rpID: hostname,
        userID: Buffer.from(window.identityId),
        userName: login,
        userDisplayName: login,
        challenge,
        attestationType: 'none',
        excludeCredentials: known,
        supportedAlgorithmIDs: algorithms,
        authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
      });
    },

    /** Checks what the browser brought. @returns the code to hand over; null where it proves nothing */
    verify: async (
      db: Db,
      window: OpenWindow,
      response: RegistrationResponseJSON | AuthenticationResponseJSON,
    ): Promise<string | null> => {
      const { verifyAuthenticationResponse, verifyRegistrationResponse } = await loadLibrary();
      const expected = {
        expectedChallenge: window.challenge,
        expectedOrigin: origin,
        expectedRPID: hostname,
        requireUserVerification: false,
      };
      if (window.factorId) {
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          ...expected,
          response: response as RegistrationResponseJSON,
        });
        if (!verified) return null;
        const { credential } = registrationInfo;
        await db('second_factors')
          .where({ id: window.factorId, identity_id: window.identityId, kind: 'passkey' })
          .whereNull('confirmed_at')
          .update({
            credential_id: Buffer.from(credential.id, 'base64url'),
            public_key: Buffer.from(credential.publicKey),
            uses: credential.counter,
            transports: credential.transports ?? [],
          });
        return succeed(db, window);
      }
      const all = await credentials(db, window.identityId);
      const used = all.find(
        ({ credentialId }) => Buffer.from(credentialId).toString('base64url') === response.id,
      );
      if (!used) return null;
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        ...expected,
        response: response as AuthenticationResponseJSON,
        credential: {
          id: response.id,
          publicKey: new Uint8Array(used.publicKey),
          counter: Number(used.uses),
          transports: used.transports,
        },
      });
      if (!verified) return null;
      await db('second_factors')
        .where({ id: used.id })
        .update({ uses: authenticationInfo.newCounter, last_used_at: db.fn.now() });
      return succeed(db, window);
    },

    /**
     * Uses up the code that a window of this session handed over.
     * @param factorId the passkey it made; null where it showed one
     */
    use: async (
      db: Db,
      { tenant, identityId, sessionId }: PersonCaller,
      codeHash: string,
      factorId: string | null,
    ): Promise<boolean> => {
      const used = await windows(db, tenant.id)
        .where({ identity_id: identityId, session_id: sessionId, code_hash: codeHash })
        .where({ factor_id: factorId })
        .whereRaw(fresh)
        .delete()
        .returning('token_hash');
      return used.length > 0;
    },
  };
}

/** Deletes windows that were not used in time. */
export async function sweepPasskeys(db: Db): Promise<void> {
  await rowsOf(db, `delete from passkey_windows where created_at < now() - interval '1 hour'`);
}

export type Passkeys = ReturnType<typeof createPasskeys>;

/** @throws AppError `no_passkeys` */
export function demandPasskeys({ available }: Passkeys): void {
  if (!available) throw new AppError('no_passkeys');
}
