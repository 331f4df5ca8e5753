import { getSubscription } from "@/app/api/v1/subscriptions/[id]/endpoint";
import { authenticateApiKey } from "@/lib/auth/api-key";
import { serve } from "@/lib/http/api-endpoint";
import { getApiSubscription } from "@/lib/subscriptions/api";

export const GET = serve(getSubscription, authenticateApiKey(getSubscription.scope), ({ caller, input }) => getApiSubscription(caller.scope, input.params.id));
