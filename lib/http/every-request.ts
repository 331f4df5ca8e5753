import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage, Server, ServerResponse } from "node:http";

/** A request that has just arrived, and what will answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/** Node's own announcement: it comes before Next sees the request, whatever it asks for. */
const CHANNEL = "http.server.request.start";

/** Calls `listener` for every request that any server of this process gets. Returns what ends it. */
export function onEveryRequest(listener: (exchange: Exchange) => void): () => void {
  const begin = (message: unknown): void => {
    if (isExchange(message)) listener(message);
  };
  subscribe(CHANNEL, begin);
  return () => void unsubscribe(CHANNEL, begin);
}

function isExchange(message: unknown): message is Exchange {
  if (typeof message !== "object" || message === null || !("request" in message) || !("response" in message) || !("server" in message)) return false;
  return message.request instanceof IncomingMessage && message.response instanceof ServerResponse && message.server instanceof Server;
}
