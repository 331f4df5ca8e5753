import type { ReactNode } from "react";
import { CodeBlock } from "@/components/api-docs/code-block";
import { Glyph } from "@/components/ui/glyph";

/** Ids of the examples belong to one story: the subscription that is set up is the one that is told of. */
const SET_UP = `POST {address that sets up}
webhook-id: msg_6f0d2c1e-…
webhook-timestamp: 1767225600
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
MarketplaceToken: {opaque, for this activation alone, good for 30 days}

{
  "id": "37f9dea2-4345-438f-b0bd-03d40d28c7e0",
  "subscriptionName": "Contoso's seats",
  "offerId": "teamboard",
  "planId": "team-monthly",
  "quantity": 25,
  "subscription": { …as Microsoft's Get Subscription returns it… }
}`;

const COMPLETE = `curl -X POST {complete} \\
  -H "MarketplaceToken: $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"result":"succeeded"}'

# or, with words for the customer:
#  -d '{"result":"failed","message":"This name is taken."}'`;

const LOG = `{
  "id": "0b6de6f4-3f4a-4d8e-8f8b-0d8a6f1c2e90",
  "type": "Assign",
  "initiatorUserId": "b9f2a6d4-7c83-4e15-8d20-6a1f3c5e7b94",
  "date": "2026-11-03T09:21:44.310Z",
  "subscriptionInfoId": "a4c2f7d8-60b1-4e93-8f5a-d17e3b9c0264",
  "subscriptionUserId": "0d8f6b2e-91c4-4a7d-8e35-52b7c1f0a964"
}`;

interface EndpointsExplainedProps {
  /** The address that is called when an activation is done. */
  complete: string;
}

/** What is sent to the publisher's systems and how they answer, for whoever writes them. */
export function EndpointsExplained({ complete }: EndpointsExplainedProps): ReactNode {
  return (
    <details className="group rounded-md border px-3.5 py-2">
      <summary className="flex min-h-8 w-fit cursor-pointer list-none items-center gap-1 rounded-sm text-sm font-medium [&::-webkit-details-marker]:hidden">
        <Glyph name="chevron-right" className="size-3.5 transition-transform group-open:rotate-90 motion-reduce:transition-none" />
        What is sent, and how to answer
      </summary>
      <div className="flex max-w-3xl flex-col gap-3 pt-2 pb-2 text-sm text-pretty">
        <p>
          Answer each message with any 2xx within 15 seconds, and work on it afterwards. Whatever else comes, or nothing, is a failure: the message is sent again, later and later, for 3 days; then it stands on the page Deliveries until somebody sends it again. A message may come twice, with the same{" "}
          <Code>webhook-id</Code>: do it once. Messages about one subscription come one after another.
        </p>
        <p>Verify the signature before you believe a message, with one of the libraries of Standard Webhooks and the signing secret below.</p>
        <Heading>To be set up</Heading>
        <CodeBlock label="The message about an activation" code={SET_UP} />
        <p>When it is set up, or cannot be, say so with the header that came along:</p>
        <CodeBlock label="The call when it is done" code={COMPLETE.replace("{complete}", complete)} />
        <Heading>An action</Heading>
        <p>The last two fields stand there only where the action is about a subscription or a license; the API names both by the same ids.</p>
        <CodeBlock label="The message about an action" code={LOG} />
      </div>
    </details>
  );
}

function Heading({ children }: { children: ReactNode }): ReactNode {
  return <h3 className="text-sm font-semibold">{children}</h3>;
}

function Code({ children }: { children: ReactNode }): ReactNode {
  return <code className="font-mono text-xs">{children}</code>;
}
