import type { ReactNode } from "react";
import { anchorOf } from "@/components/api-docs/anchors";
import { CodeBlock } from "@/components/api-docs/code-block";
import { ParameterTable } from "@/components/api-docs/field-table";
import { curlOf, referenceOf, typeWords } from "@/components/api-docs/read-document";
import type { Call } from "@/components/api-docs/read-document";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";

/** One call: what it does, what it takes, what it answers, and the line to try it with. */
export function CallSection({ call, serverUrl }: { call: Call; serverUrl: string }): ReactNode {
  const answers = Object.entries(call.responses).filter(([each]) => each.startsWith("2"));
  const sent = answers[0]?.[1].content?.["application/json"];
  const taken = call.requestBody?.content["application/json"];
  const refused = Object.keys(call.responses).filter((each) => !each.startsWith("2"));
  return (
    <Card id={anchorOf("call", call.operationId)} aria-labelledby={`${call.operationId}-title`} className="scroll-mt-4">
      <CardBody className="flex flex-col gap-4">
        <header className="flex flex-col gap-1.5">
          <h3 id={`${call.operationId}-title`} className="text-base font-semibold">
            {call.summary}
          </h3>
          <p className="flex min-w-0 flex-wrap items-center gap-2">
            <Badge tone="primary">{call.method}</Badge>
            <code className="min-w-0 font-mono text-[0.8125rem] break-all">{call.path}</code>
          </p>
          {call.description.split("\n\n").map((paragraph) => (
            <p key={paragraph} className="max-w-3xl text-sm text-pretty">
              {withCode(paragraph)}
            </p>
          ))}
        </header>
        <CodeBlock label={`Call: ${call.summary}`} code={curlOf(call, serverUrl)} />
        {call.parameters.length > 0 ? <ParameterTable caption={`Parameters of ${call.summary}`} parameters={call.parameters} /> : null}
        <div className="flex flex-col gap-2 text-sm">
          {taken ? (
            <p>
              Takes <SchemaLink name={referenceOf(taken.schema)} words={typeWords(taken.schema)} /> as JSON.
            </p>
          ) : null}
          {answers.map(([status, { description, content }]) => (
            <p key={status}>
              Answers <code className="font-mono text-xs">{status}</code>
              {content?.["application/json"] ? (
                <>
                  {" "}
                  with <SchemaLink name={referenceOf(content["application/json"].schema)} words={typeWords(content["application/json"].schema)} />
                </>
              ) : null}
              : {description}
            </p>
          ))}
          <p className="text-muted-foreground">
            Refuses with{" "}
            {refused.map((each, index) => (
              <span key={each}>
                {index === 0 ? "" : index === refused.length - 1 ? " or " : ", "}
                <code className="font-mono text-xs">{each}</code>
              </span>
            ))}
            .
          </p>
        </div>
        {sent?.example === undefined ? null : (
          <details className="group">
            <summary className="flex min-h-8 w-fit cursor-pointer list-none items-center gap-1 rounded-sm text-sm font-medium [&::-webkit-details-marker]:hidden">
              <Glyph name="chevron-right" className="size-3.5 transition-transform group-open:rotate-90 motion-reduce:transition-none" />
              Example of the answer<span className="sr-only"> to {call.summary}</span>
            </summary>
            <div className="pt-2">
              <CodeBlock label={`Answer: ${call.summary}`} code={JSON.stringify(sent.example, null, 2)} />
            </div>
          </details>
        )}
      </CardBody>
    </Card>
  );
}

function SchemaLink({ name, words }: { name: string | null; words: string }): ReactNode {
  if (name === null) return words;
  return (
    <a href={`#${anchorOf("schema", name)}`} className="text-primary-text underline underline-offset-2">
      {words}
    </a>
  );
}

/** What stands between backticks is code. */
function withCode(text: string): ReactNode {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="font-mono text-xs">
        {part}
      </code>
    ),
  );
}
