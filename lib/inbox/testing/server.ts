import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { systemScope } from "../../auth/scope";
import { database } from "../../db/client";
import { takeJobs } from "../../jobs/lease";
import { runJob } from "../../jobs/run-job";
import { startWorker, type RunningWorker } from "../../jobs/work";
import { addSeconds, currentTime } from "../../kernel/clock";
import { newId } from "../../kernel/ids";
import { processInbox } from "../jobs";
import { webhook } from "../webhook";

/** The connection webhook behind a port of its own, and the worker that looks after what it keeps. */
export interface WebhookServer {
  /** Of one offer, as it stands in Partner Center. */
  addressOf(offerKey: string): string;
  /** Starts the background work, or ends it: it is off at first. */
  work(on: boolean): Promise<void>;
  /** Does what is due in `seconds` from now, without a worker; returns how each attempt ended. */
  turn(seconds: number): Promise<string[]>;
  /** Turns until nothing is left to do within `seconds`. */
  workOff(seconds?: number): Promise<void>;
  close(): Promise<void>;
}

export async function serveWebhook(): Promise<WebhookServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server has no port");
  let worker: RunningWorker | null = null;
  const turn = async (seconds: number): Promise<string[]> => {
    const ctx = { actor: { kind: "job", name: "test" } as const, scope: systemScope(), correlationId: newId(), now: addSeconds(currentTime(), seconds) };
    const taken = await takeJobs(ctx, "test", 50);
    return Promise.all(taken.map((job) => runJob(ctx, job, job.kind === processInbox.kind ? processInbox : undefined, new AbortController().signal)));
  };
  const work = async (on: boolean): Promise<void> => {
    if (on) worker ??= startWorker({ jobs: [processInbox], concurrency: 4 });
    else await worker?.stop(0);
    if (!on) worker = null;
  };
  return {
    addressOf: (offerKey) => `http://127.0.0.1:${bound.port}/api/webhook/${offerKey}`,
    turn,
    work,
    workOff: async (seconds = 3600) => {
      while ((await database().job.count({ where: { kind: processInbox.kind, nextAt: { lte: addSeconds(currentTime(), seconds) } } })) > 0) await turn(seconds);
    },
    close: async () => {
      await work(false);
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  const answered = await webhook(new Request(url, { method: "POST", headers, body: Buffer.concat(chunks) }), { params: Promise.resolve({ offerKey: url.pathname.split("/").at(-1) }) });
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
