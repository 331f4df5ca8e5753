/** What an API key may be allowed, each by itself: unlike roles, none holds another. */
export const API_KEY_SCOPES = ["subscriptions:read", "licenses:read", "licenses:write", "license-checks", "actions:read", "usage-events:write"] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** What each scope is called on the pages. */
export const API_KEY_SCOPE_WORDS: Readonly<Record<ApiKeyScope, string>> = {
  "subscriptions:read": "Read subscriptions",
  "licenses:read": "Read who has a license",
  "licenses:write": "Assign and take back licenses",
  "license-checks": "Check whether a user has a license",
  "actions:read": "Read the action log",
  "usage-events:write": "Report usage",
};

/** The scopes of a stored key; what this version does not know allows nothing. */
export function readApiKeyScopes(stored: string): ApiKeyScope[] {
  const given = new Set(stored.split(" "));
  return API_KEY_SCOPES.filter((scope) => given.has(scope));
}
