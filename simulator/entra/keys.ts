import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { SigningKey } from '../model';
import type { Store } from '../store';

type SignsFor = SigningKey['signsFor'];

const rsaJwk = z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string() });

export async function createSigningKeys(): Promise<SigningKey[]> {
  return Promise.all([createSigningKey('organizations'), createSigningKey('personal')]);
}

async function createSigningKey(signsFor: SignsFor): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const privateJwk = rsaJwk.parse(await exportJWK(privateKey));
  return { kid: randomBytes(20).toString('base64url'), signsFor, current: true, privateJwk };
}

/** The new keys sign at once; the old ones stay published, as tokens signed with them are still about. */
export async function rotateKeys(store: Store): Promise<void> {
  const fresh = await createSigningKeys();
  store.update((state) => {
    for (const key of state.keys) key.current = false;
    state.keys.push(...fresh);
  });
}

export function dropOldKeys(store: Store): void {
  store.update((state) => {
    state.keys = state.keys.filter((key) => key.current);
  });
}

export type TokenVersion = '1.0' | '2.0';

export async function signToken(
  store: Store,
  { payload, signsFor, version }: { payload: JWTPayload; signsFor: SignsFor; version: TokenVersion },
): Promise<string> {
  const key = store.state.keys.find((candidate) => candidate.current && candidate.signsFor === signsFor);
  if (!key) throw new Error(`no current key signs for ${signsFor}`);
  const thumbprint = version === '1.0' ? { x5t: key.kid } : {};
  return new SignJWT(payload)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', ...thumbprint, kid: key.kid })
    .sign(await importJWK(key.privateJwk, 'RS256'));
}

export interface PublicKey {
  kty: 'RSA';
  use: 'sig';
  kid: string;
  x5t: string;
  n: string;
  e: string;
  alg: 'RS256';
}

export function toPublicKey({ kid, privateJwk }: SigningKey): PublicKey {
  return { kty: 'RSA', use: 'sig', kid, x5t: kid, n: privateJwk.n, e: privateJwk.e, alg: 'RS256' };
}
