import type { ReactNode } from "react";
import { anchorOf } from "@/components/api-docs/anchors";
import { CallSection } from "@/components/api-docs/call-section";
import { FieldTable } from "@/components/api-docs/field-table";
import { FaultGuide, GUIDES, KeyGuide, MessageGuide, PagingGuide } from "@/components/api-docs/guide";
import { fieldsOf } from "@/components/api-docs/read-document";
import type { ApiDescription } from "@/components/api-docs/read-document";
import { PageHeader } from "@/components/page/page-header";
import { ProductMark } from "@/components/page/product-mark";
import { MAIN_ID, SkipLink } from "@/components/page/skip-link";

interface ApiDocsProps {
  api: ApiDescription;
  documentHref: string;
  /** 0: no limit. */
  apiCallsPerMinute: number;
  licenseChecksPerMinute: number;
}

/** The API as its document describes it, and what one has to know to begin. */
export function ApiDocs({ api, documentHref, apiCallsPerMinute, licenseChecksPerMinute }: ApiDocsProps): ReactNode {
  return (
    <div className="min-h-dvh">
      <SkipLink>Skip to content</SkipLink>
      <header className="border-b bg-card">
        <div className="mx-auto flex h-12 w-full max-w-6xl items-center gap-2 px-4 lg:px-6">
          <ProductMark />
          <span className="truncate text-sm font-semibold tracking-tight">Marketplace portal</span>
        </div>
      </header>
      <div className="mx-auto w-full max-w-6xl px-4 lg:grid lg:grid-cols-[13rem_minmax(0,1fr)] lg:gap-8 lg:px-6">
        <Contents api={api} />
        <main id={MAIN_ID} tabIndex={-1} className="flex min-w-0 flex-col gap-8 py-6 outline-none">
          <div>
            <PageHeader title="API" description={api.description} />
            <p className="text-sm">
              The same for machines:{" "}
              <a href={documentHref} className="text-primary-text underline underline-offset-2">
                OpenAPI 3.1 document
              </a>
            </p>
          </div>
          <KeyGuide serverUrl={api.serverUrl} />
          {api.groups.map(({ name, calls }) => (
            <section key={name} aria-label={name} className="flex flex-col gap-3">
              <h2 className="text-base font-semibold">{name}</h2>
              {calls.map((call) => (
                <CallSection key={call.operationId} call={call} serverUrl={api.serverUrl} />
              ))}
            </section>
          ))}
          <PagingGuide />
          <FaultGuide faults={api.faults} apiCallsPerMinute={apiCallsPerMinute} licenseChecksPerMinute={licenseChecksPerMinute} />
          <section aria-label="What is sent" className="flex flex-col gap-6">
            {api.schemas.map(({ name, schema }) => (
              <div key={name} className="flex flex-col gap-2">
                <h2 id={anchorOf("schema", name)} className="scroll-mt-4 text-base font-semibold">
                  {name}
                </h2>
                {schema.description ? <p className="text-sm text-muted-foreground">{schema.description}</p> : null}
                <div className="rounded-md bg-card">
                  <FieldTable caption={`Fields of ${name}`} fields={fieldsOf(schema)} />
                </div>
              </div>
            ))}
          </section>
          <MessageGuide />
        </main>
      </div>
    </div>
  );
}

function Contents({ api }: { api: ApiDescription }): ReactNode {
  const guide = (title: string) => ({ href: `#${anchorOf("guide", title)}`, label: title });
  const groups = [
    { name: "Begin", links: [guide(GUIDES.key), guide(GUIDES.paging), guide(GUIDES.faults), guide(GUIDES.messages)] },
    ...api.groups.map(({ name, calls }) => ({ name, links: calls.map(({ operationId, summary }) => ({ href: `#${anchorOf("call", operationId)}`, label: summary })) })),
    { name: "What is sent", links: api.schemas.map(({ name }) => ({ href: `#${anchorOf("schema", name)}`, label: name })) },
  ];
  return (
    <nav aria-label="On this page" className="border-b py-4 lg:sticky lg:top-0 lg:h-dvh lg:self-start lg:overflow-y-auto lg:border-b-0 lg:py-6">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-1">
        {groups.map(({ name, links }) => (
          <div key={name}>
            <p className="pb-1 text-xs font-medium text-muted-foreground">{name}</p>
            <ul className="flex flex-col">
              {links.map(({ href, label }) => (
                <li key={href}>
                  <a href={href} className="flex min-h-8 items-center rounded-sm text-sm hover:underline max-lg:min-h-9">
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
