import { z } from "zod";

/** A schema of the document, as far as the page tells of it. */
const schemaNode = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  maximum: z.number().optional(),
  example: z.union([z.string(), z.number(), z.boolean()]).optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return schemaNode.optional();
  },
  get properties() {
    return z.record(z.string(), schemaNode).optional();
  },
});
export type SchemaNode = z.output<typeof schemaNode>;

const content = z.record(z.string(), z.object({ schema: schemaNode, example: z.json().optional() }));

const operationSchema = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), description: z.string().optional(), schema: schemaNode })).default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});

const documentSchema = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string() })),
  tags: z.array(z.object({ name: z.string() })),
  components: z.object({ schemas: z.record(z.string(), schemaNode), securitySchemes: z.record(z.string(), z.object({ type: z.string(), name: z.string().optional() })) }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});

export type Operation = z.output<typeof operationSchema>;
export type Parameter = Operation["parameters"][number];

/** One call, as the page shows it. */
export interface Call extends Operation {
  readonly method: string;
  readonly path: string;
  /** The header that shows who calls, where it is not that of an API key. */
  readonly keyHeader: string | null;
}

export interface Fault {
  readonly status: string;
  readonly type: string;
  readonly meaning: string;
}

export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly serverUrl: string;
  readonly groups: readonly { readonly name: string; readonly calls: readonly Call[] }[];
  readonly schemas: readonly { readonly name: string; readonly schema: SchemaNode }[];
  readonly faults: readonly Fault[];
}

/** Takes out of an OpenAPI document what the page shows, in its order. */
export function readDocument(document: unknown): ApiDescription {
  const { info, servers, tags, components, paths } = documentSchema.parse(document);
  const calls = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]): Call => ({ ...operation, method: method.toUpperCase(), path, keyHeader: keyHeaderOf(operation, components.securitySchemes) })));
  return {
    ...info,
    serverUrl: servers[0]?.url ?? "",
    groups: tags.map(({ name }) => ({ name, calls: calls.filter((call) => call.tags.includes(name)) })),
    schemas: Object.entries(components.schemas).map(([name, schema]) => ({ name, schema })),
    faults: faultsOf(calls),
  };
}

function keyHeaderOf({ security }: Operation, schemes: z.output<typeof documentSchema>["components"]["securitySchemes"]): string | null {
  const scheme = schemes[Object.keys(security[0] ?? {})[0] ?? ""];
  return scheme?.type === "apiKey" ? (scheme.name ?? null) : null;
}

const problemExample = z.object({ type: z.string() });

/** Each kind of refusal once, by status, as the first call has it. */
function faultsOf(calls: readonly Call[]): Fault[] {
  const byType = new Map<string, Fault>();
  for (const { responses } of calls) {
    for (const [status, { description, content }] of Object.entries(responses)) {
      const { data } = problemExample.safeParse(content?.["application/problem+json"]?.example);
      if (data && !byType.has(data.type)) byType.set(data.type, { status, type: data.type, meaning: description });
    }
  }
  return [...byType.values()].sort((one, other) => Number(one.status) - Number(other.status));
}

/** One line of a table of fields; those of an object in an object have its name before theirs. */
export interface FieldLine {
  readonly name: string;
  readonly type: string;
  /** The schema that it refers to. */
  readonly refersTo: string | null;
  readonly description: string;
}

export function fieldsOf(schema: SchemaNode, prefix = ""): FieldLine[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const line = { name: `${prefix}${name}`, type: typeWords(field), refersTo: referenceOf(field.items ?? field), description: field.description ?? "" };
    const inner = field.items?.properties ? fieldsOf(field.items, `${prefix}${name}[].`) : fieldsOf(field, `${prefix}${name}.`);
    return [line, ...inner];
  });
}

/** The name of a schema of the document that stands here instead of its fields. */
export function referenceOf(schema: SchemaNode): string | null {
  return schema.$ref?.split("/").at(-1) ?? null;
}

/** "array of Subscription", "string (uuid) or null", … */
export function typeWords(schema: SchemaNode): string {
  const reference = referenceOf(schema);
  if (reference !== null) return reference;
  const types = [schema.type ?? "any"].flat();
  return types.map((type) => (type === "array" && schema.items ? `array of ${typeWords(schema.items)}` : type === "string" && schema.format ? `string (${schema.format})` : type)).join(" or ");
}

/** The call as one types it; what is in braces has its example's value. */
export function curlOf({ method, path, parameters, requestBody, keyHeader }: Call, serverUrl: string): string {
  const filled = path.replace(/\{(\w+)\}/g, (braces, name: string) => String(parameters.find((each) => each.name === name)?.schema.example ?? braces));
  const body = requestBody?.content["application/json"];
  const lines = [
    `curl ${method === "GET" ? "" : `--request ${method} `}"${serverUrl}${filled}"`,
    keyHeader === null ? `--header "Authorization: Bearer $PORTAL_API_KEY"` : `--header "${keyHeader}: $TOKEN"`,
    ...(body ? [`--header "Content-Type: application/json"`, `--data '${JSON.stringify(body.example ?? {})}'`] : []),
  ];
  return lines.join(" \\\n  ");
}
