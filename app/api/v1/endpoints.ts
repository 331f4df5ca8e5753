import { listActions } from "@/app/api/v1/actions/endpoint";
import { completeActivationEndpoint } from "@/app/api/v1/activations/complete/endpoint";
import { checkLicenseEndpoint } from "@/app/api/v1/license-checks/endpoint";
import { getSubscription } from "@/app/api/v1/subscriptions/[id]/endpoint";
import { deleteLicense } from "@/app/api/v1/subscriptions/[id]/licenses/[licenseId]/endpoint";
import { createLicense, listLicenses } from "@/app/api/v1/subscriptions/[id]/licenses/endpoint";
import { listSubscriptions } from "@/app/api/v1/subscriptions/endpoint";
import type { Endpoint } from "@/lib/http/api-endpoint";

/** Every call of the v1 API, in the order in which it is described. A new one stands beside its route, and here. */
export const ENDPOINTS: readonly Endpoint[] = [listSubscriptions, getSubscription, listLicenses, createLicense, deleteLicense, checkLicenseEndpoint, completeActivationEndpoint, listActions];
