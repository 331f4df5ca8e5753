import { OpenApiGeneratorV31, OpenAPIRegistry, type ResponseConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../kernel/errors";
import { NO_ANSWER, type Endpoint, type OwnKey } from "./api-endpoint";
import { STATUS_OF } from "./problem";

/** A fault as lib/http/render-error writes it. */
export const problemSchema = z
  .object({
    type: z.enum(ERROR_CODES.map((code) => `urn:problem:${code}` as const)).meta({ description: "Which kind of fault it is: what a program decides by." }),
    title: z.string().meta({ description: "What happened, for people." }),
    status: z.int().meta({ description: "The status of the answer." }),
    detail: z.string().meta({ description: "Why it happened and what to do, for people." }),
    instance: z.string().meta({ description: "The request id, under which the operator finds it in the log." }),
  })
  .meta({ id: "Problem", description: "RFC 9457." });

/** What every call may refuse. */
const ALWAYS: readonly ErrorCode[] = ["unauthenticated", "too-many-requests", "internal"];

const MEANINGS: Partial<Record<ErrorCode, string>> = {
  "invalid-input": "A parameter or the body is not as described.",
  unauthenticated: "The API key is missing, unknown or revoked.",
  forbidden: "The API key lacks the scope that this call needs.",
  "not-found": "It does not exist, or belongs to another publisher.",
  conflict: "It contradicts the present state.",
  gone: "It was there, and is over.",
  "too-large": "The body is too large.",
  "too-many-requests": "Too many calls under this key, or too many failed ones from this address. Retry-After says in how many seconds to call again.",
  busy: "It cannot be done at the moment: try again.",
  "upstream-unavailable": "Microsoft does not answer: try again later.",
  "upstream-refused": "Microsoft refuses it.",
  internal: "A fault of the portal, which is in its log: try again later.",
};

const SECURITY = "apiKey";

export interface About {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly serverUrl: string;
}

export type ApiDocument = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

/** The OpenAPI 3.1 document of `endpoints`. */
export function apiDocument(endpoints: readonly Endpoint[], { title, version, description, serverUrl }: About): ApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", SECURITY, { type: "http", scheme: "bearer", bearerFormat: "mpp_…", description: "An API key of the publisher, from the page API keys." });
  for (const each of endpoints) {
    const { method, path, operationId, tag, summary, scope, ownKey, params, query, body } = each;
    if (ownKey !== undefined) registry.registerComponent("securitySchemes", ownKey.name, { type: "apiKey", in: "header", name: ownKey.header, description: ownKey.description });
    registry.registerPath({
      method,
      path,
      operationId,
      tags: [tag],
      summary,
      description: scope === null ? each.description : `${each.description}\n\nNeeds the scope \`${scope}\`.`,
      security: [ownKey === undefined ? { [SECURITY]: scope === null ? [] : [scope] } : { [ownKey.name]: [] }],
      request: {
        params,
        query,
        ...(body.limit > 0 ? { body: { required: true, content: { "application/json": { schema: body.schema, example: body.example } } } } : {}),
      },
      responses: responsesOf(each),
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: { title, version, description },
    servers: [{ url: serverUrl }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
  });
}

function responsesOf({ scope, ownKey, answer, faults }: Endpoint): Record<string, ResponseConfig> {
  const { status, description, schema, example, otherwise } = answer;
  const sent = schema === NO_ANSWER.schema ? {} : { content: { "application/json": { schema, example } } };
  const refusals = [...new Set([...faults, ...ALWAYS, ...(scope === null ? [] : (["forbidden"] as const))])].sort((one, other) => STATUS_OF[one] - STATUS_OF[other]);
  return {
    [status]: { description, ...sent },
    ...(otherwise === undefined ? {} : { [otherwise.status]: { description: otherwise.description, ...sent } }),
    ...Object.fromEntries(refusals.map((code) => [String(STATUS_OF[code]), refusal(code, ownKey)])),
  };
}

function refusal(code: ErrorCode, ownKey: OwnKey | undefined): ResponseConfig {
  const meaning = (code === "unauthenticated" || code === "too-many-requests" ? ownKey?.meanings[code] : undefined) ?? MEANINGS[code] ?? code;
  const header = (description: string, type: "string" | "integer") => ({ description, schema: { type } });
  return {
    description: meaning,
    content: {
      "application/problem+json": {
        schema: problemSchema,
        example: { type: `urn:problem:${code}`, title: "What happened.", status: STATUS_OF[code], detail: meaning, instance: "6f0a3c1e-52d7-4b8e-9f41-0d9c7a2b6e35" },
      },
    },
    ...(code === "unauthenticated" && ownKey === undefined ? { headers: { "WWW-Authenticate": header("Bearer.", "string") } } : {}),
    ...(code === "too-many-requests" ? { headers: { "Retry-After": header("Seconds until the next call may be made.", "integer") } } : {}),
  };
}
