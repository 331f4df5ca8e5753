import { Hono } from "hono";
import { html } from "hono/html";
import { page } from "../html";
import type { Store } from "../state";

/** Where an administrator agrees for everybody of a tenant. Whoever opens it is taken for one. */
export function adminConsentRoutes(store: Store): Hono {
  const routes = new Hono();

  const readRequest = (given: Record<string, unknown>): { back: URL; state: string | null } | null => {
    const { client_id: clientId, redirect_uri: redirectUri, state } = given;
    const { signIn } = store.state;
    if (clientId !== signIn.clientId || typeof redirectUri !== "string" || !signIn.redirectUris.includes(redirectUri)) return null;
    return { back: new URL(redirectUri), state: typeof state === "string" ? state : null };
  };
  const failure = (): Promise<string> => page("Sign-in failed", html`<h1>Sorry, but we’re having trouble signing you in</h1><p>AADSTS50011: The application or its redirect URI is not known.</p>`);

  routes.get("/:tenant/v2.0/adminconsent", async (c) => {
    const given = c.req.query();
    if (readRequest(given) === null) return c.html(await failure(), 400);
    return c.html(
      await page(
        "Permissions requested",
        html`<h1>Permissions requested</h1>
          <p>If you accept, this application gets access for all people of your organisation. Nobody else will be asked.</p>
          <p><code>${given.scope ?? ""}</code></p>
          <form method="post" class="row">
            ${Object.entries(given).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
            <button name="consent" value="accept" class="main">Accept</button>
            <button name="consent" value="cancel">Cancel</button>
          </form>`,
      ),
    );
  });

  routes.post("/:tenant/v2.0/adminconsent", async (c) => {
    const form = await c.req.parseBody();
    const request = readRequest(form);
    if (request === null) return c.html(await failure(), 400);
    const { back, state } = request;
    const tenant = c.req.param("tenant").toLowerCase();
    const answers: Record<string, string> = form.consent === "accept" ? { admin_consent: "True", tenant, scope: typeof form.scope === "string" ? form.scope : "" } : { error: "access_denied", error_subcode: "cancel", error_description: "AADSTS65004: The admin declined to consent.", admin_consent: "True" };
    for (const [name, value] of Object.entries({ ...answers, ...(state === null ? {} : { state }) })) back.searchParams.set(name, value);
    if (form.consent === "accept" && !store.state.access.allowed.includes(tenant)) {
      store.state.access.allowed.push(tenant);
      store.save();
    }
    return c.redirect(back.href, 303);
  });

  return routes;
}
