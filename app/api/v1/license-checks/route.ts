import { checkLicenseEndpoint } from "@/app/api/v1/license-checks/endpoint";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { serve } from "@/lib/http/api-endpoint";
import { checkLicense } from "@/lib/licenses/check/check-license";

export const POST = serve(checkLicenseEndpoint, authenticateApiKey(checkLicenseEndpoint.scope), ({ caller, input }) => checkLicense(caller, input.body));
