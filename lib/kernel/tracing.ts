import { setTimeout as sleep } from "node:timers/promises";
import type { api, tracing } from "@opentelemetry/sdk-node";
import { redact, redactText } from "./redact";

type ReadableSpan = tracing.ReadableSpan;
type SpanExporter = tracing.SpanExporter;

/** A process that stops does not wait for a collector that is away. */
const LAST_EXPORT_MILLISECONDS = 3_000;

interface Tracing {
  readonly tracer: api.Tracer;
  readonly stop: () => Promise<void>;
}

declare global {
  /** Next.js instantiates a module several times in one process; there is one tracer, or none. */
  var portalTracing: Tracing | undefined;
}

/**
 * Begins to export spans where OpenTelemetry's own variables name a collector; its packages are loaded only then. Before
 * anything that shall be traced. Next.js makes the spans of requests by itself once this has run.
 * @param endpoint OTEL_EXPORTER_OTLP_ENDPOINT: the exporter reads it, and what goes with it, by itself.
 */
export async function startTracing(endpoint: string | undefined): Promise<void> {
  if (endpoint === undefined || globalThis.portalTracing) return;
  const [otel, { OTLPTraceExporter }] = await Promise.all([import("@opentelemetry/sdk-node"), import("@opentelemetry/exporter-trace-otlp-http")]);
  const sdk = new otel.NodeSDK({
    serviceName: process.env.OTEL_SERVICE_NAME || "partner-portal",
    spanProcessors: [new otel.tracing.BatchSpanProcessor(redacting(new OTLPTraceExporter()))],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    // Those of the process would tell its command line.
    resourceDetectors: [otel.resources.envDetector],
  });
  sdk.start();
  globalThis.portalTracing = { tracer: otel.api.trace.getTracer("partner-portal"), stop: () => sdk.shutdown() };
}

/** Sends what is not sent yet, if the collector takes it soon. Does nothing where nothing is traced. */
export async function stopTracing(): Promise<void> {
  const current = globalThis.portalTracing;
  globalThis.portalTracing = undefined;
  await Promise.race([current?.stop().catch(() => undefined), sleep(LAST_EXPORT_MILLISECONDS, undefined, { ref: false })]);
}

/** Does `work` as a span of its own, below the one that is open; where nothing is traced just does it. */
export async function inSpan<T>(name: string, attributes: api.Attributes, work: () => Promise<T>): Promise<T> {
  if (!globalThis.portalTracing) return work();
  return globalThis.portalTracing.tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error) span.recordException(error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Addresses that somebody else has written; http.route says which of ours is meant. */
const DROPPED = new Set(["http.target", "url.path", "url.query", "next.pathname"]);

/** An exporter that is given copies without queries, tokens and personal data, whoever made the spans. */
export function redacting(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(redactSpan), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function redactSpan(span: ReadableSpan): ReadableSpan {
  const { kind, parentSpanContext, startTime, endTime, duration, ended, resource, instrumentationScope, status } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  return {
    ...{ kind, parentSpanContext, startTime, endTime, duration, ended, resource, instrumentationScope },
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount },
    spanContext: () => span.spanContext(),
    name: redactText(span.name),
    attributes: redactAttributes(span.attributes),
    status: { ...status, message: status.message === undefined ? undefined : redactText(status.message) },
    links: span.links.map((link) => ({ ...link, attributes: link.attributes && redactAttributes(link.attributes) })),
    events: span.events.map((event) => ({ ...event, name: redactText(event.name), attributes: event.attributes && redactAttributes(event.attributes) })),
  };
}

function redactAttributes(attributes: api.Attributes): api.Attributes {
  const result: api.Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (DROPPED.has(name)) continue;
    const copy = redact({ [name]: value });
    const clean: unknown = typeof copy === "object" && copy !== null ? Object.values(copy)[0] : undefined;
    if (typeof clean === "string" || typeof clean === "number" || typeof clean === "boolean") result[name] = clean;
    else if (Array.isArray(clean)) result[name] = clean.map(String);
  }
  return result;
}
