import { serve, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { controlRoutes } from "./control/routes";
import { graphRoutes } from "./directory/graph";
import { adminConsentRoutes } from "./entra/admin-consent";
import { authorizeRoutes } from "./entra/authorize";
import { Codes } from "./entra/codes";
import { metadataRoutes } from "./entra/metadata";
import { tokenRoutes } from "./entra/token";
import type { Settings } from "./env";
import { Faults } from "./faults";
import { fulfillmentRoutes } from "./fulfillment/api";
import { Isv } from "./isv/isv";
import { isvPageRoutes } from "./isv/page-routes";
import { receiverRoutes } from "./isv/receiver";
import { passTime } from "./passage";
import { Requests } from "./requests";
import { Store } from "./state";
import { storefrontRoutes } from "./storefront/routes";
import { Dispatcher } from "./webhooks/dispatcher";
import { WebhookFaults } from "./webhooks/faults";
import { CallLog } from "./webhooks/log";

export interface Simulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Microsoft, on one port of 127.0.0.1. */
export async function startSimulator({ port, ...place }: Settings): Promise<Simulator> {
  const store = await Store.open(place);
  const faults = new Faults();
  const requests = new Requests();
  const codes = new Codes();
  let url = "";
  const base = (): string => url;
  const webhooking = { faults: new WebhookFaults(), log: new CallLog() };
  const dispatcher = new Dispatcher(store, webhooking.faults, webhooking.log, base);

  const isv = new Isv(store);

  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const path of ["/marketplace/*", "/entra/*", "/graph/*"]) {
    app.use(path, requests.middleware());
    app.use(path, faults.middleware());
  }
  app.use("*", async (_, next) => {
    passTime(store);
    await next();
    dispatcher.wake();
  });
  app.route("/marketplace/api", fulfillmentRoutes(store, webhooking.log));
  app.route("/entra", metadataRoutes(store, base));
  app.route("/entra", authorizeRoutes(store, codes, base));
  app.route("/entra", adminConsentRoutes(store));
  app.route("/entra", tokenRoutes(store, codes, base));
  app.route("/graph", graphRoutes(store, base));
  app.route("/control", controlRoutes(store, faults, requests, { ...webhooking, dispatcher }, isv, base));
  app.route("/isv", receiverRoutes(isv));
  app.route("/isv", isvPageRoutes(isv, base));
  app.route("/", storefrontRoutes(store, webhooking.log));

  const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const address = server.address();
  url = `http://localhost:${typeof address === "object" && address !== null ? address.port : port}`;
  dispatcher.wake();
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        dispatcher.close();
        isv.reset();
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
