import { Fragment } from "react";
import type { ReactNode } from "react";
import { anchorOf } from "@/components/api-docs/anchors";
import type { FieldLine, Parameter } from "@/components/api-docs/read-document";
import { typeWords } from "@/components/api-docs/read-document";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";

interface Line {
  name: string;
  type: ReactNode;
  description: ReactNode;
}

/** Names with their types beneath, and what they mean: two columns, which a phone has room for. */
function NamedLines({ caption, heading, lines }: { caption: string; heading: string; lines: readonly Line[] }): ReactNode {
  return (
    <Table caption={caption} captionHidden regionClassName="rounded-md border">
      <TableHead>
        <TableRow>
          <TableHeading className="w-2/5">{heading}</TableHeading>
          <TableHeading>Meaning</TableHeading>
        </TableRow>
      </TableHead>
      <TableBody>
        {lines.map(({ name, type, description }) => (
          <TableRow key={name}>
            <TableRowHeading className="align-top font-normal">
              <code className="font-mono text-xs font-medium wrap-anywhere">{breakable(name)}</code>
              <span className="block text-xs text-muted-foreground">{type}</span>
            </TableRowHeading>
            <TableCell className="align-top wrap-anywhere">{description}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** Long names go on in the next line after a dot. */
function breakable(name: string): ReactNode {
  return name.split(/(?<=\.)/).map((part, index) => (
    <Fragment key={part}>
      {index > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ));
}

/** The fields of what is sent. */
export function FieldTable({ caption, fields }: { caption: string; fields: readonly FieldLine[] }): ReactNode {
  const lines = fields.map(({ name, type, refersTo, description }) => ({
    name,
    type: refersTo === null ? type : <a href={`#${anchorOf("schema", refersTo)}`} className="text-primary-text underline underline-offset-2">{type}</a>,
    description,
  }));
  return <NamedLines caption={caption} heading="Field" lines={lines} />;
}

/** What a call is asked with, in its path and after the question mark. */
export function ParameterTable({ caption, parameters }: { caption: string; parameters: readonly Parameter[] }): ReactNode {
  const lines = parameters.map(({ name, in: place, required, description, schema }) => ({
    name,
    type: `${typeWords(schema)}, ${place}, ${required ? "required" : "optional"}`,
    description: [description, schema.default === undefined ? "" : `Usually ${String(schema.default)}.`, schema.maximum === undefined ? "" : `At most ${schema.maximum}.`].filter(Boolean).join(" "),
  }));
  return <NamedLines caption={caption} heading="Parameter" lines={lines} />;
}
