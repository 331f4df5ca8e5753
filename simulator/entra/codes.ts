import { randomBytes } from "node:crypto";
import type { Persona } from "../catalogue";

const LIFE_MS = 10 * 60_000;

/** What an authorization code stands for until it is redeemed, once. */
export interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  /** The tenant of the authority that was asked: the code is good there only. */
  readonly authorityTenant: string;
  readonly persona: Persona;
  /** Who the persona is in the tenant that signs the token. */
  readonly tenantId: string;
  readonly objectId: string;
  /** Of Graph, that were asked for and agreed to. */
  readonly permissions: string[];
  readonly offline: boolean;
}

export class Codes {
  readonly #grants = new Map<string, Grant & { expiresAt: number }>();

  issue(grant: Grant): string {
    const code = `1.${randomBytes(48).toString("base64url")}`;
    this.#grants.set(code, { ...grant, expiresAt: Date.now() + LIFE_MS });
    return code;
  }

  redeem(code: string): Grant | null {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    return grant && grant.expiresAt > Date.now() ? grant : null;
  }
}
