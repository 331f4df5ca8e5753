/** Why a call of the connection webhook is not taken for Microsoft's: docs/marketplace/webhook.md says when each is given. */
export const TOKEN_REFUSALS = ["no-token", "malformed", "algorithm", "unknown-key", "signature", "issuer", "audience", "tenant", "caller", "expired", "not-yet-valid"] as const;
export type TokenRefusal = (typeof TOKEN_REFUSALS)[number];
