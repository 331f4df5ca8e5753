import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Store } from "../state";

/** Whose token it is; in the tenant that issued it. */
const holderSchema = z.object({ tenantId: z.string(), objectId: z.string(), kind: z.enum(["member", "guest", "personal"]), permissions: z.array(z.string()) });
export type Holder = z.infer<typeof holderSchema>;

/** Who lets the portal look people up: consents, the tokens that came of them, and what administrators decided. */
export const accessSchema = z.object({
  consents: z.array(z.object({ tenantId: z.string(), objectId: z.string() })).default([]),
  /** Tenants whose administrator agreed for everybody. */
  allowed: z.array(z.string()).default([]),
  /** Tenants in which nobody but an administrator may agree. */
  closed: z.array(z.string()).default([]),
  accessTokenSeconds: z.number().default(3599),
  refreshTokens: z.record(z.string(), holderSchema).default({}),
  /** Times are real ones, as Entra's are. */
  accessTokens: z.record(z.string(), holderSchema.extend({ expiresAt: z.number() })).default({}),
});
export type Access = z.infer<typeof accessSchema>;

/** What may be asked for beyond who somebody is, with what the consent screen says of it. */
export const PERMISSIONS: Readonly<Record<string, string>> = {
  "User.ReadBasic.All": "Read all users' basic profiles: names and mail addresses of the people in your organisation",
  "User.Read": "Sign you in and read your profile",
};
const OF_SIGN_IN = ["openid", "profile", "email", "offline_access"];

export interface Asked {
  readonly permissions: string[];
  readonly offline: boolean;
  readonly unknown: string[];
}

/** A scope as it was sent; permissions of Graph may stand with its address, with this simulator's, or alone. */
export function readScope(scope: string, base: string): Asked {
  const words = scope.split(/\s+/).filter(Boolean).map((word) => [`${base}/graph/`, "https://graph.microsoft.com/"].reduce((rest, resource) => (rest.startsWith(resource) ? rest.slice(resource.length) : rest), word));
  return {
    permissions: words.filter((word) => word in PERMISSIONS),
    offline: words.includes("offline_access"),
    unknown: words.filter((word) => !(word in PERMISSIONS) && !OF_SIGN_IN.includes(word)),
  };
}

/** Whether somebody agreed, or an administrator for them. */
export function hasConsent({ state }: Store, { tenantId, objectId }: Pick<Holder, "tenantId" | "objectId">): boolean {
  const { allowed, consents } = state.access;
  return allowed.includes(tenantId) || consents.some((each) => each.tenantId === tenantId && each.objectId === objectId);
}

/** A token that Graph takes, and one that later makes another where that was asked for. */
export function issueTokens(store: Store, holder: Holder, offline: boolean): { access_token: string; refresh_token?: string; expires_in: number } {
  const { access } = store.state;
  const now = Date.now();
  access.accessTokens = Object.fromEntries(Object.entries(access.accessTokens).filter(([, { expiresAt }]) => expiresAt > now));
  const accessToken = `EwB${randomBytes(300).toString("base64url")}`;
  access.accessTokens[accessToken] = { ...holder, expiresAt: now + access.accessTokenSeconds * 1000 };
  const refreshToken = `1.${randomBytes(200).toString("base64url")}`;
  if (offline) access.refreshTokens[refreshToken] = holder;
  store.save();
  return { access_token: accessToken, expires_in: access.accessTokenSeconds, ...(offline ? { refresh_token: refreshToken } : {}) };
}
