import { deleteLicense } from "@/app/api/v1/subscriptions/[id]/licenses/[licenseId]/endpoint";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { serve } from "@/lib/http/api-endpoint";
import { deleteApiLicense } from "@/lib/licenses/api";

export const DELETE = serve(deleteLicense, authenticateApiKey(deleteLicense.scope), ({ caller, input }) => deleteApiLicense(caller, input.params.id, input.params.licenseId));
