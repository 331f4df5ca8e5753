import { z } from "zod";
import { completion, TOKEN_HEADER, TOKEN_DAYS } from "@/lib/activations/hand-off/schema";
import { endpoint, NO_ANSWER } from "@/lib/http/api-endpoint";

/** Room for a message of 1,000 characters, each of which JSON may write with six. */
const LARGEST_BODY = 8_192;

export const completeActivationEndpoint = endpoint({
  method: "post",
  path: "/api/v1/activations/complete",
  operationId: "completeActivation",
  tag: "Activations",
  summary: "Finish an activation",
  description: `How setting up a subscription went, where your own system does that before the subscription becomes active. When a customer confirms, the portal sends your activation endpoint a signed message with the subscription and the header \`${TOKEN_HEADER}\`; call this with the same header when you are done, as long after as you need within ${TOKEN_DAYS} days. The token is good for this one activation, and for one call that is taken.\n\nAfter \`succeeded\` the portal activates the subscription at Microsoft and follows it to Subscribed. After \`failed\` it stays pending, the customer reads your message, and your staff decides: once more, with a new token; activate it all the same; or refuse it. Called again it answers 409: the first report counts. It answers 410 where the token has expired or was revoked, because your staff decided meanwhile or the subscription has ended: undo what you have set up for it.`,
  scope: null,
  ownKey: {
    name: "marketplaceToken",
    header: TOKEN_HEADER,
    description: "The token of one activation, as it came in the header of the message to your activation endpoint.",
    meanings: {
      unauthenticated: "The token is missing or unknown.",
      "too-many-requests": "Too many reports of your publisher's, or too many unknown tokens from this address. Retry-After says in how many seconds to call again.",
    },
  },
  params: z.object({}),
  query: z.object({}),
  body: { schema: completion, limit: LARGEST_BODY, example: { result: "failed", message: "The region that you chose is full. We will write to you within a day." } },
  answer: { status: 202, description: "It is taken. The activation at Microsoft follows.", ...NO_ANSWER },
  faults: ["invalid-input", "conflict", "gone", "too-large"],
});
