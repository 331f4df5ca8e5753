import { setTimeout as sleep } from "node:timers/promises";
import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Message } from "./messages";
import type { Behaviour } from "./settings";

const HUGE_BYTES = 100 * 1024 * 1024;
const CHUNK = new Uint8Array(64 * 1024).fill(0x20);

export type Outgoing = ServerResponse | Http2ServerResponse;

/** Answers one message in the receiver's way; `usual` is what a healthy one says. What is answered is noted in the message. */
export async function answer(outgoing: Outgoing, message: Message, behaviour: Behaviour, usual: { status: number; json: object }): Promise<Response> {
  const began = performance.now();
  const left = new AbortController();
  const end = (): void => {
    message.heldMs = Math.round(performance.now() - began);
    left.abort();
  };
  // Whoever gave up while the body was read is gone already.
  if (outgoing.destroyed) end();
  else outgoing.once("close", end);
  const say = (status: number, body: string, headers: Record<string, string> = {}): Response => {
    if (!left.signal.aborted) message.answered = { status, body };
    return new Response(body, { status, headers });
  };
  const sayJson = (status: number, json: object): Response => say(status, JSON.stringify(json), { "content-type": "application/json" });
  switch (behaviour.kind) {
    case "healthy":
      return sayJson(usual.status, usual.json);
    case "slow":
      await sleep(behaviour.delayMs, undefined, { signal: left.signal }).catch(() => undefined);
      return sayJson(usual.status, usual.json);
    case "broken":
      return sayJson(behaviour.status, { error: "The publisher’s system was told to answer so." });
    case "dead":
      outgoing.destroy();
      return new Response(null);
    case "hanging":
      if (!left.signal.aborted) await new Promise((resolve) => left.signal.addEventListener("abort", resolve, { once: true }));
      return new Response(null);
    case "redirecting":
      return say(302, "", { location: behaviour.location });
    case "huge":
      return new Response(hugeBody(message), { status: 200, headers: { "content-type": "application/json" } });
    case "gone":
      return sayJson(410, { error: "Nobody is here any more." });
  }
}

/** 100 MB of blanks, as far as the caller reads them. */
function hugeBody(message: Message): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += CHUNK.length;
      message.answered = { status: 200, body: `${sent} bytes` };
      controller.enqueue(CHUNK);
      if (sent >= HUGE_BYTES) controller.close();
    },
  });
}
