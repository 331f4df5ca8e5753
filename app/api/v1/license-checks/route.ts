import { checkLicenseEndpoint } from "@/app/api/v1/license-checks/endpoint";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { serve } from "@/lib/http/api-endpoint";
import { checkLicense } from "@/lib/licenses/check/check-license";

/** So that Next does not watch what is read of each request, to find out as much. */
export const dynamic = "force-dynamic";

export const POST = serve(checkLicenseEndpoint, authenticateApiKey(checkLicenseEndpoint.scope), ({ caller, input }) => checkLicense(caller, input.body));
