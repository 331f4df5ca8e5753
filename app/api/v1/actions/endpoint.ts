import { z } from "zod";
import { apiActionPage, apiActionQuery } from "@/lib/actions/log/api";
import { endpoint, NO_BODY } from "@/lib/http/api-endpoint";

export const listActions = endpoint({
  method: "get",
  path: "/api/v1/actions",
  operationId: "listActions",
  tag: "Actions",
  summary: "Follow the action log",
  description:
    "What customers, you and Microsoft did to subscriptions and licenses, in the order in which it was sealed: a feed for those who cannot host a log endpoint. Ask again and again with nextCursor of the answer before: no action is left out, and none comes twice. An action is there within seconds. Each carries its seal and what the seal covers, so that you can prove later that nothing was changed, removed or inserted.",
  scope: "actions:read",
  params: z.object({}),
  query: apiActionQuery,
  body: NO_BODY,
  answer: {
    status: 200,
    description: "The actions after the cursor; none where nothing new has happened.",
    schema: apiActionPage,
    example: {
      items: [
        {
          number: 1,
          id: "5f0c7b1e-9d34-4c1a-8e52-b6a1d0f4c9e7",
          type: "Assign",
          date: "2026-03-14T09:26:53.589Z",
          initiatorUserId: "8d3ce5d9-50b6-4c3d-a5f4-7f6e3c1f5a10",
          initiatorKind: "user",
          initiatorTenantId: "6f3f2a8b-9d0e-4b2a-8a51-0d7c6f1e2b34",
          initiatorName: "Mira Lindqvist",
          concernedUserId: "c2b1a098-7654-4321-8fed-cba987654321",
          subscriptionInfoId: "0b9d8f6e-1c2d-4e3f-9a8b-7c6d5e4f3a2b",
          subscriptionUserId: "d4e5f6a7-b8c9-4d0e-8f1a-2b3c4d5e6f70",
          subscriptionId: "37f9dea2-4345-438f-b0bd-03d40d28c7e0",
          offerId: "teamboard",
          correlationId: "1c9b7a53-2f4e-4d68-9b0a-3e5d7c8f6a21",
          details: { userId: "c2b1a098-7654-4321-8fed-cba987654321", user: "jonas@contoso.example" },
          seal: "7c06a407efef749c88c90b119948c20ac1eb663b54efb535a81018e2478daf8d",
          sealedText: String.raw`[1,"","5f0c7b1e-9d34-4c1a-8e52-b6a1d0f4c9e7","Assign","8d3ce5d9-50b6-4c3d-a5f4-7f6e3c1f5a10","2026-03-14T09:26:53.589Z","0b9d8f6e-1c2d-4e3f-9a8b-7c6d5e4f3a2b","d4e5f6a7-b8c9-4d0e-8f1a-2b3c4d5e6f70","user","6f3f2a8b-9d0e-4b2a-8a51-0d7c6f1e2b34","Mira Lindqvist","1c9b7a53-2f4e-4d68-9b0a-3e5d7c8f6a21","{\"userId\":\"c2b1a098-7654-4321-8fed-cba987654321\",\"user\":\"jonas@contoso.example\"}",3,"c2b1a098-7654-4321-8fed-cba987654321"]`,
        },
      ],
      nextCursor: "eyJzZWFsZWQiOjF9",
      removedBefore: null,
    },
  },
  faults: ["invalid-input", "conflict"],
});
