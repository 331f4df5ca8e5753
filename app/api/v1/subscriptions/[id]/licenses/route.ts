import { createLicense, listLicenses } from "@/app/api/v1/subscriptions/[id]/licenses/endpoint";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { otherwise, serve } from "@/lib/http/api-endpoint";
import { createApiLicense, listApiLicenses } from "@/lib/licenses/api";

export const GET = serve(listLicenses, authenticateApiKey(listLicenses.scope), ({ caller, input }) => listApiLicenses(caller.scope, input.params.id, input.query));

export const POST = serve(createLicense, authenticateApiKey(createLicense.scope), async ({ caller, input }) => {
  const { license, isNew } = await createApiLicense(caller, input.params.id, input.body);
  return isNew ? license : otherwise(license);
});
