import { listActions } from "@/app/api/v1/actions/endpoint";
import { listApiActions } from "@/lib/actions/log/api";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { serve } from "@/lib/http/api-endpoint";

export const GET = serve(listActions, authenticateApiKey(listActions.scope), ({ caller, input }) => listApiActions(caller, input.query));
