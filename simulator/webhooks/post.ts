import { requestId } from "../ids";
import type { Call } from "./log";

const KEPT_OF_ANSWER = 2000;

/** One POST, and what came of it is noted in the call. Redirects are not followed. */
export async function post(call: Call, token: string | null, body: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  try {
    const response = await fetch(call.url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json; charset=utf-8", "x-ms-requestid": requestId(), "x-ms-correlationid": requestId(), ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    call.answer = { status: response.status, body: (await response.text()).slice(0, KEPT_OF_ANSWER) };
  } catch (error) {
    call.error = error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable";
  }
  call.tookMs = Math.round(performance.now() - began);
}
