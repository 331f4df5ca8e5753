import { Hono } from "hono";
import { PERSONAL_TENANT } from "../catalogue";
import type { Store } from "../state";
import { entraAddresses } from "./addresses";
import { publicKeys } from "./keys";

/** OpenID metadata and key sets of v2 and v1, for `common`, `organizations`, `consumers` and each tenant. */
export function metadataRoutes(store: Store, base: () => string): Hono {
  const routes = new Hono();

  routes.get("/:tenant/v2.0/.well-known/openid-configuration", (c) => {
    const { authority, issuerV2, tenantOf } = entraAddresses(base());
    const tenant = c.req.param("tenant");
    return c.json({
      issuer: issuerV2(tenantOf(tenant)),
      authorization_endpoint: `${authority}/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/${tenant}/discovery/v2.0/keys`,
      end_session_endpoint: `${authority}/${tenant}/oauth2/v2.0/logout`,
      response_modes_supported: ["query", "fragment", "form_post"],
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    });
  });

  routes.get("/:tenant/.well-known/openid-configuration", (c) => {
    const { authority, issuerV1, tenantOf } = entraAddresses(base());
    const tenant = c.req.param("tenant");
    return c.json({
      issuer: issuerV1(tenantOf(tenant)),
      token_endpoint: `${authority}/${tenant}/oauth2/token`,
      jwks_uri: `${authority}/${tenant}/discovery/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
    });
  });

  routes.get("/:tenant/discovery/v2.0/keys", (c) => {
    const { issuerV2 } = entraAddresses(base());
    return c.json({ keys: publicKeys(store.state.keys, (audience) => issuerV2(audience === "personal" ? PERSONAL_TENANT : "{tenantid}")) });
  });

  routes.get("/:tenant/discovery/keys", (c) => {
    const { issuerV1 } = entraAddresses(base());
    const organisations = store.state.keys.filter(({ audience }) => audience === "organisations");
    return c.json({ keys: publicKeys(organisations, () => issuerV1("{tenantid}")) });
  });

  return routes;
}
