import { PERSONAL_TENANT } from "../catalogue";

/** Where this simulator's Entra answers; `base` is its own origin. */
export function entraAddresses(base: string) {
  const authority = `${base}/entra`;
  return {
    authority,
    issuerV2: (tenant: string): string => `${authority}/${tenant === "consumers" ? PERSONAL_TENANT : tenant}/v2.0`,
    issuerV1: (tenant: string): string => `${base}/sts/${tenant}/`,
    /** `common` and `organizations` speak for every tenant: their issuer is a template. */
    tenantOf: (path: string): string => (path === "common" || path === "organizations" ? "{tenantid}" : path === "consumers" ? PERSONAL_TENANT : path.toLowerCase()),
  };
}
