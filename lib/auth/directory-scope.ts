import { env } from "../kernel/env";

const PERMISSION = "User.ReadBasic.All";

/** What a sign-in asks for that lets the portal look up colleagues, and go on doing so (docs/marketplace/directory.md). */
export function directoryScope(): string {
  return `openid profile email offline_access ${env().GRAPH_URL}/${PERMISSION}`;
}

/** Whether people agreed to be looked up: Entra hands out tokens for less, too, and writes the permission with its address or alone. */
export function allowsDirectory(scope: string): boolean {
  return scope.split(/\s+/).some((granted) => granted.toLowerCase().split("/").at(-1) === PERMISSION.toLowerCase());
}

/** Where an administrator of the tenant agrees for everybody in it. Holds no secret: it may be passed on. */
export function adminConsentAddress(tenantId: string): string {
  const query = new URLSearchParams({ client_id: env().ENTRA_CLIENT_ID, scope: `${env().GRAPH_URL}/${PERMISSION}`, redirect_uri: `${env().PORTAL_URL}/api/auth/callback/entra` });
  return `${env().ENTRA_AUTHORITY}/${encodeURIComponent(tenantId)}/v2.0/adminconsent?${query}`;
}
