import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<"method" | "route" | "status">;
  readonly jobs: Histogram<"kind" | "outcome">;
  readonly upstreamCalls: Histogram<"service" | "operation" | "outcome">;
  readonly alertsRaised: Counter<"kind">;
  readonly workerBeat: Gauge;
  readonly webhookCalls: Counter<"action" | "answer">;
  readonly webhookRejections: Counter<"reason">;
  readonly deliveryAttempts: Histogram<"outcome">;
}

declare global {
  /** Next.js instantiates a module several times in one process; they count in one registry. */
  var portalMetrics: Metrics | undefined;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({ name: "portal_http_request_duration_seconds", help: "Requests answered, by kind of address and status.", labelNames: ["method", "route", "status"], buckets: SECONDS, registers }),
    jobs: new Histogram({ name: "portal_job_duration_seconds", help: "Attempts at background jobs, by kind and outcome.", labelNames: ["kind", "outcome"], buckets: SECONDS, registers }),
    upstreamCalls: new Histogram({ name: "portal_upstream_call_duration_seconds", help: "Calls to Microsoft, each attempt, by outcome.", labelNames: ["service", "operation", "outcome"], buckets: SECONDS, registers }),
    alertsRaised: new Counter({ name: "portal_alerts_raised_total", help: "Alerts raised for publishers' staff.", labelNames: ["kind"], registers }),
    workerBeat: new Gauge({ name: "portal_worker_beat_timestamp_seconds", help: "When the worker of this process last looked for jobs.", registers }),
    webhookCalls: new Counter({ name: "portal_webhook_calls_total", help: "Calls of the connection webhook that Microsoft made, by action and answer.", labelNames: ["action", "answer"], registers }),
    webhookRejections: new Counter({ name: "portal_webhook_rejections_total", help: "Calls of the connection webhook that were turned away, by reason.", labelNames: ["reason"], registers }),
    deliveryAttempts: new Histogram({ name: "portal_delivery_attempt_duration_seconds", help: "Attempts to deliver a message to a publisher's endpoint, by outcome.", labelNames: ["outcome"], buckets: SECONDS, registers }),
  };
}

const metrics = (globalThis.portalMetrics ??= createMetrics());

/** All of this process's metrics, for /api/metrics. */
export const { registry, requests, jobs, upstreamCalls, alertsRaised, workerBeat, webhookCalls, webhookRejections, deliveryAttempts } = metrics;
