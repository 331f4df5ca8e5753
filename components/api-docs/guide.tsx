import type { ReactNode } from "react";
import { anchorOf } from "@/components/api-docs/anchors";
import { CodeBlock } from "@/components/api-docs/code-block";
import type { Fault } from "@/components/api-docs/read-document";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";

/** The guides, in the order of the page. */
export const GUIDES = { key: "Get a key", paging: "Page through a list", faults: "Faults and limits", messages: "Verify signed messages" } as const;

/** A part of the page that is no call. */
export function GuideSection({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const id = anchorOf("guide", title);
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 text-sm">
      <h2 id={id} className="scroll-mt-4 text-base font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Code({ children }: { children: ReactNode }): ReactNode {
  return <code className="font-mono text-xs break-words">{children}</code>;
}

const prose = "max-w-3xl text-pretty";

export function KeyGuide({ serverUrl }: { serverUrl: string }): ReactNode {
  return (
    <GuideSection title={GUIDES.key}>
      <p className={prose}>
        An owner or admin of the publisher makes it on the page <em>API keys</em>, with the scopes that your system needs, and sees it once. Keep it as you keep a password; who has it is your publisher. A key that is revoked is refused with the next call.
      </p>
      <p className={prose}>
        Send it with each call in the header <Code>Authorization</Code>, after the word <Code>Bearer</Code>:
      </p>
      <CodeBlock label="First call" code={`export PORTAL_API_KEY=mpp_…\ncurl "${serverUrl}/api/v1/subscriptions?limit=1" \\\n  --header "Authorization: Bearer $PORTAL_API_KEY"`} />
    </GuideSection>
  );
}

export function PagingGuide(): ReactNode {
  return (
    <GuideSection title={GUIDES.paging}>
      <p className={prose}>
        A list answers with <Code>items</Code> and <Code>nextCursor</Code>. Call again with the same parameters and that value as <Code>cursor</Code> until it is null. A cursor is to be passed on as it is; it stays good, and what is added meanwhile shifts nothing. A page holds up to <Code>limit</Code> items, 200 at most.
      </p>
    </GuideSection>
  );
}

export function FaultGuide({ faults, apiCallsPerMinute, licenseChecksPerMinute }: { faults: readonly Fault[]; apiCallsPerMinute: number; licenseChecksPerMinute: number }): ReactNode {
  return (
    <GuideSection title={GUIDES.faults}>
      <p className={prose}>
        A fault is <Code>application/problem+json</Code> (RFC 9457). Decide by <Code>status</Code> and <Code>type</Code>; <Code>title</Code> and <Code>detail</Code> are for people, and <Code>instance</Code> is the request id that support asks for.
        {apiCallsPerMinute > 0 ? ` A key may make ${apiCallsPerMinute} calls a minute, and ${licenseChecksPerMinute} license checks besides.` : ""} After 429, wait as many seconds as <Code>Retry-After</Code> says.
      </p>
      <Table caption="Faults" captionHidden regionClassName="rounded-md border bg-card">
        <TableHead>
          <TableRow>
            <TableHeading className="w-2/5">Fault</TableHeading>
            <TableHeading>Meaning</TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {faults.map(({ status, type, meaning }) => (
            <TableRow key={type}>
              <TableRowHeading className="align-top font-normal">
                <span className="font-medium">{status}</span>
                <code className="block font-mono text-xs break-all text-muted-foreground">{type}</code>
              </TableRowHeading>
              <TableCell className="align-top">{meaning}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </GuideSection>
  );
}

const VERIFY = `import { Webhook } from "standardwebhooks";

// The body as it came, to the byte: not parsed and written anew.
const message = new Webhook(process.env.SIGNING_SECRET).verify(rawBody, {
  "webhook-id": request.headers["webhook-id"],
  "webhook-timestamp": request.headers["webhook-timestamp"],
  "webhook-signature": request.headers["webhook-signature"],
});`;

export function MessageGuide(): ReactNode {
  return (
    <GuideSection title={GUIDES.messages}>
      <p className={prose}>
        What the portal sends to an endpoint of yours is signed with the offer&apos;s signing secret (<Code>whsec_…</Code>), as{" "}
        <a href="https://www.standardwebhooks.com" rel="noreferrer" className="text-primary-text underline underline-offset-2">
          Standard Webhooks
        </a>{" "}
        describe it; there are libraries for most languages. They refuse what is not signed by the secret and what is older than five minutes. The same <Code>webhook-id</Code> is the same message again: do it once. While a secret is being replaced, messages are signed with both.
      </p>
      <CodeBlock label="Verify a message" code={VERIFY} />
    </GuideSection>
  );
}
