import type { ApiSubscription } from "@/lib/subscriptions/api";

/** A subscription as the API's description shows it. */
export const exampleSubscription: ApiSubscription = {
  id: "37f9dea2-4345-438f-b0bd-03d40d28c7e0",
  subscriptionInfoId: "a4c2f7d8-60b1-4e93-8f5a-d17e3b9c0264",
  name: "Contoso's seats",
  offerId: "teamboard",
  planId: "team-monthly",
  planName: "Team, monthly",
  status: "Subscribed",
  quantity: 25,
  perSeat: true,
  beneficiary: { tenantId: "5e1c7a3f-1f2b-4c0d-9a3e-0b6f2d9c8e71", objectId: "b9f2a6d4-7c83-4e15-8d20-6a1f3c5e7b94", emailId: "mira@contoso.example" },
  purchaser: { tenantId: "5e1c7a3f-1f2b-4c0d-9a3e-0b6f2d9c8e71", objectId: "b9f2a6d4-7c83-4e15-8d20-6a1f3c5e7b94", emailId: "mira@contoso.example" },
  contactEmail: "it@contoso.example",
  term: { startDate: "2026-11-01T00:00:00.000Z", endDate: "2026-11-30T00:00:00.000Z", termUnit: "P1M" },
  autoRenew: true,
  isFreeTrial: false,
  allowedCustomerOperations: ["Read", "Update", "Delete"],
  prices: [{ price: 12.5, currency: "USD", termUnit: "P1M" }],
  activation: { state: "subscribed", requestedAt: "2026-11-01T08:14:03.120Z", finishedAt: "2026-11-01T08:16:41.007Z", problem: null },
  createdAt: "2026-11-01T08:12:55.431Z",
  checkedAt: "2026-11-01T08:16:40.655Z",
  endedAt: null,
};
