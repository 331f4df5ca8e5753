import { listSubscriptions } from "@/app/api/v1/subscriptions/endpoint";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { serve } from "@/lib/http/api-endpoint";
import { listApiSubscriptions } from "@/lib/subscriptions/api";

export const GET = serve(listSubscriptions, authenticateApiKey(listSubscriptions.scope), ({ caller, input }) => listApiSubscriptions(caller.scope, input.query));
