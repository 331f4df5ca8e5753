import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { GET as getDocument } from "@/app/api/v1/openapi.json/route";
import { ENDPOINTS } from "@/app/api/v1/endpoints";
import { problemSchema } from "@/lib/http/api-document";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
/** What no program calls by its description: the description, and what answers for everything that is none. */
const NOT_DESCRIBED = ["/api/v1/openapi.json", "/api/v1/{...address}"];

const schemaObject = z.looseObject({ description: z.string().optional() });
const content = z.record(z.string(), z.strictObject({ schema: schemaObject, example: z.json() }));
const response = z.strictObject({ description: z.string().min(1), content: content.optional(), headers: z.record(z.string(), z.strictObject({ description: z.string(), schema: schemaObject })).optional() });
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  description: z.string().min(1),
  security: z.tuple([z.record(z.string(), z.array(z.string()))]),
  parameters: z.array(z.strictObject({ name: z.string(), in: z.enum(["path", "query"]), required: z.boolean(), description: z.string().min(1), schema: schemaObject })).optional(),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), response),
});
/** As far as OpenAPI 3.1 goes here. */
const documentSchema = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.tuple([z.strictObject({ url: z.url() })]),
  tags: z.array(z.strictObject({ name: z.string() })),
  components: z.strictObject({
    schemas: z.record(z.string(), schemaObject),
    parameters: z.record(z.string(), z.unknown()),
    securitySchemes: z.strictObject({
      apiKey: z.looseObject({ type: z.literal("http"), scheme: z.literal("bearer") }),
      marketplaceToken: z.looseObject({ type: z.literal("apiKey"), in: z.literal("header"), name: z.literal("MarketplaceToken") }),
    }),
  }),
  paths: z.record(z.string().startsWith("/api/v1/"), z.record(z.enum(["get", "post", "put", "patch", "delete"]), operation.optional())),
  webhooks: z.strictObject({}).optional(),
});

const answer = await getDocument(new Request("http://portal.example/api/v1/openapi.json"), { params: Promise.resolve({}) });
const text = await answer.text();
const document = documentSchema.parse(JSON.parse(text));
const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, each]) => (each ? [{ path, method, each, call: `${method} ${path}` }] : [])));

/** What the routes on the disk answer, as OpenAPI names it. */
function callsOfRoutes(): string[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => /(^|[\\/])route\.ts$/.test(file));
  return files.flatMap((file) => {
    const path = `/api/v1/${dirname(file).replaceAll("\\", "/")}`.replace(/\[([.\w]+)\]/g, "{$1}");
    const methods = [...readFileSync(join(FOLDER, file), "utf8").matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g)].map((match) => match[1]?.toLowerCase() ?? "");
    return NOT_DESCRIBED.includes(path) ? [] : methods.map((method) => `${method} ${path}`);
  });
}

describe("the API's description", () => {
  it("may be read by anybody's tools", () => {
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("access-control-allow-origin")]).toEqual([200, "application/json", "*"]);
  });

  it("holds every call that a route answers, and no other", () => {
    expect(operations.map(({ call }) => call).sort()).toEqual(callsOfRoutes().sort());
    expect(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(callsOfRoutes().sort());
  });

  it("names each call once, and declares its ids", () => {
    const names = operations.map(({ each }) => each.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, each, call } of operations) {
      const inPath = (each.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name), call).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
      expect(inPath.every(({ required }) => required), call).toBe(true);
      expect(document.tags.map(({ name }) => name)).toContain(each.tags[0]);
    }
  });

  it("asks each caller for a key, or for what the call says instead, and says what it refuses", () => {
    for (const { each, call } of operations) {
      const { scope, ownKey } = ENDPOINTS.find(({ operationId }) => operationId === each.operationId) ?? {};
      expect(each.security, call).toEqual([ownKey ? { [ownKey.name]: [] } : { apiKey: [scope] }]);
      expect(Object.keys(each.responses), call).toEqual(expect.arrayContaining(ownKey ? ["401", "429", "500"] : ["401", "403", "429", "500"]));
      expect(Object.keys(each.responses["429"]?.headers ?? {}), call).toEqual(["Retry-After"]);
      expect(Object.keys(each.responses["401"]?.headers ?? {}), call).toEqual(ownKey ? [] : ["WWW-Authenticate"]);
    }
  });

  it("refers to nothing that it does not hold", () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? "");
    expect(references).toContain("Problem");
    expect(references.filter((name) => document.components.schemas[name] === undefined)).toEqual([]);
  });

  it("gives examples that are as it says", () => {
    for (const { answer: { schema, example }, body } of ENDPOINTS) {
      expect(schema.parse(example)).toEqual(example);
      if (body.limit > 0) expect(body.schema.parse(body.example)).toEqual(body.example);
    }
    for (const { each } of operations) {
      for (const [status, { content: kinds }] of Object.entries(each.responses).filter(([status]) => Number(status) >= 400)) {
        expect(problemSchema.parse(kinds?.["application/problem+json"]?.example).status).toBe(Number(status));
      }
    }
  });

  it("says what is sent, but for what is told by the status alone", () => {
    const silent = operations.flatMap(({ each, call }) => Object.entries(each.responses).flatMap(([status, { content: kinds }]) => (kinds === undefined ? [`${call}: ${status}`] : [])));
    expect(silent).toEqual(["delete /api/v1/subscriptions/{id}/licenses/{licenseId}: 204", "post /api/v1/activations/complete: 202"]);
  });

  it("leaves room for fields to come, but takes none that it does not know", () => {
    const closed = Object.entries(document.components.schemas).filter(([, schema]) => JSON.stringify(schema).includes('"additionalProperties":false'));
    const taken = operations.flatMap(({ each }) => (each.requestBody === undefined ? [] : [JSON.stringify(each.requestBody)]));
    expect(closed.map(([name]) => name).filter((name) => !taken.some((body) => body.includes(`schemas/${name}"`)))).toEqual([]);
    expect(closed).toHaveLength(taken.length);
  });
});
