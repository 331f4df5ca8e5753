import { randomUUID } from "node:crypto";
import type { Posted, Target } from "./load";
import { RENEW_CALLS } from "./names";
import type { CapturedCall, CapturedCalls } from "./webhook-capture";

/** What was sent of one kind, by operation id. */
export interface Sent {
  readonly name: string;
  readonly action: string;
  /** Every call is the same one. */
  readonly isRepeated: boolean;
  readonly isForged: boolean;
  readonly calls: Map<string, { made: number; answered: number }>;
}

export interface WebhookTargets {
  readonly targets: readonly Target[];
  readonly sent: readonly Sent[];
}

/** Where the calls go, and whose row the yardstick's are. */
export interface CalledOffer {
  readonly offerKey: string;
  readonly publisherId: number;
  readonly offerId: number;
}

/** The yardstick, and all kinds of calls that are loaded beside it; each of them with what was sent. */
export function webhookTargets({ renew, changeQuantity, forged }: CapturedCalls, { offerKey, publisherId, offerId }: CalledOffer): WebhookTargets {
  const sent: Sent[] = [];
  const row = (name: string, call: CapturedCall, { isRepeated = false, isForged = false } = {}): Target => {
    const kind: Sent = { name, action: String(call.body.action), isRepeated, isForged, calls: new Map() };
    sent.push(kind);
    const headers = { ...headersOf(call), authorization: call.authorization };
    const answer = isForged ? { status: 401, text: "unauthenticated" } : { status: 200, text: "received" };
    return { name, group: "webhooks", path: `/api/webhook/${offerKey}`, yardstick: "bare insert", headers, ...answer, next: callsOf(kind, call) };
  };
  const yardstick: Target = {
    ...{ name: "bare insert", group: "yardstick", path: `/yardstick/insert?${new URLSearchParams({ publisherId: String(publisherId), offerId: String(offerId) })}`, yardstick: null },
    ...{ headers: headersOf(renew), status: 200, text: "", next: callsOf(null, renew) },
  };
  const targets = [
    yardstick,
    row(RENEW_CALLS, renew),
    row("webhook: ChangeQuantity, decided", changeQuantity),
    row("webhook: the same call again", changeQuantity, { isRepeated: true }),
    row("webhook: forged", forged, { isForged: true }),
  ];
  return { targets, sent };
}

function headersOf({ authorization }: CapturedCall): Record<string, string> {
  return { authorization, "content-type": "application/json; charset=utf-8", "x-ms-requestid": randomUUID(), "x-ms-correlationid": randomUUID() };
}

/** The same call under a new operation id each time, or under one. The text is put together as cheaply as it can be: it takes time from the portal. */
function callsOf(kind: Sent | null, { body }: CapturedCall): () => Posted {
  const before = "OPERATION";
  const [head = "", tail = ""] = JSON.stringify({ ...body, id: before }).split(before);
  const always = randomUUID();
  return () => {
    const id = kind?.isRepeated ? always : randomUUID();
    const counted = kind?.calls.get(id) ?? { made: 0, answered: 0 };
    kind?.calls.set(id, counted);
    counted.made += 1;
    return { body: head + id + tail, answered: () => (counted.answered += 1) };
  };
}
