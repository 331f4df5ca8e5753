import { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { PERSONAL_TENANT, type Persona } from "../catalogue";
import { hasConsent, PERMISSIONS, readScope } from "../directory/access";
import { page } from "../html";
import type { State, Store } from "../state";
import type { Codes } from "./codes";

const requestSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.string().default(""),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
  login_hint: z.string().optional(),
  scope: z.string().default("openid"),
});
type AuthorizeRequest = z.infer<typeof requestSchema>;

/** The sign-in page: choose who you are. No password, no memory of an earlier choice. */
export function authorizeRoutes(store: Store, codes: Codes, base: () => string): Hono {
  const routes = new Hono();

  const readRequest = (given: unknown, tenant: string): AuthorizeRequest | string => {
    if (!isKnown(tenant, store.state)) return `AADSTS90002: Tenant '${tenant}' not found.`;
    const parsed = requestSchema.safeParse(given);
    if (!parsed.success) return "AADSTS900144: The request must contain client_id and redirect_uri.";
    const { signIn } = store.state;
    if (parsed.data.client_id !== signIn.clientId) return `AADSTS700016: Application with identifier '${parsed.data.client_id}' was not found.`;
    if (!signIn.redirectUris.includes(parsed.data.redirect_uri)) return `AADSTS50011: The redirect URI '${parsed.data.redirect_uri}' does not match the redirect URIs configured for the application.`;
    return parsed.data;
  };

  routes.get("/:tenant/oauth2/v2.0/authorize", async (c) => {
    const request = readRequest(c.req.query(), c.req.param("tenant"));
    if (typeof request === "string") return c.html(await failurePage(request), 400);
    if (request.response_type !== "code") return c.redirect(answer(request, { error: "unsupported_response_type", error_description: "AADSTS700051: only code is supported." }));
    if (request.code_challenge && request.code_challenge_method !== "S256") return c.redirect(answer(request, { error: "invalid_request", error_description: "AADSTS501491: S256 is needed." }));
    const { unknown } = readScope(request.scope, base());
    if (unknown.length > 0) return c.redirect(answer(request, { error: "invalid_scope", error_description: `AADSTS650053: The application asked for scope '${unknown.join(" ")}' that doesn't exist.` }));
    const people = peopleAt(c.req.param("tenant"), store.state.personas);
    return c.html(
      await page(
        "Sign in",
        html`<h1>Choose who you are</h1>
          <p class="quiet">This is the simulated sign-in of Microsoft Entra ID. Nobody here is real, and nobody needs a password.</p>
          <form method="post" class="people">
            ${hidden(request)}
            ${people.map(
              ({ persona }) => html`<button name="persona" value="${persona.key}" data-persona="${persona.key}" aria-label="${persona.name}" class="${request.login_hint === persona.upn ? "suggested" : ""}">
                <strong>${persona.name}</strong><span>${persona.upn}</span><small>${persona.about}</small>
              </button>`,
            )}
            <button name="cancel" value="1" class="plain">Cancel</button>
          </form>`,
      ),
    );
  });

  routes.post("/:tenant/oauth2/v2.0/authorize", async (c) => {
    const form = await c.req.parseBody();
    const request = readRequest(form, c.req.param("tenant"));
    if (typeof request === "string") return c.html(await failurePage(request), 400);
    if (form.cancel) return c.redirect(answer(request, { error: "access_denied", error_description: "AADSTS65004: User declined to consent to access the app." }), 303);
    const authorityTenant = c.req.param("tenant").toLowerCase();
    const person = peopleAt(authorityTenant, store.state.personas).find(({ persona }) => persona.key === form.persona);
    if (!person) return c.redirect(answer(request, { error: "login_required", error_description: "AADSTS50020: The account does not exist in this tenant." }), 303);
    const { permissions, offline } = readScope(request.scope, base());
    if (permissions.length > 0 && !hasConsent(store, person)) {
      if (store.state.access.closed.includes(person.tenantId)) return c.redirect(answer(request, { error: "consent_required", error_description: "AADSTS90094: An administrator of the organization must grant the requested permissions." }), 303);
      if (form.consent !== "accept") return c.html(await consentPage(request, person.persona, permissions));
      store.state.access.consents.push({ tenantId: person.tenantId, objectId: person.objectId });
      store.save();
    }
    const code = codes.issue({
      permissions,
      offline,
      clientId: request.client_id,
      redirectUri: request.redirect_uri,
      codeChallenge: request.code_challenge || null,
      nonce: request.nonce || null,
      authorityTenant,
      ...person,
    });
    return c.redirect(answer(request, { code, session_state: "simulated" }), 303);
  });

  routes.get("/:tenant/oauth2/v2.0/logout", async (c) => {
    const back = c.req.query("post_logout_redirect_uri");
    const origins = store.state.signIn.redirectUris.map((each) => new URL(each).origin);
    if (back !== undefined && URL.canParse(back) && origins.includes(new URL(back).origin)) return c.redirect(back);
    return c.html(await page("Signed out", html`<h1>You signed out of your account</h1><p>It’s a good idea to close this window.</p>`));
  });

  return routes;
}

function hidden(values: Record<string, string>): ReturnType<typeof html>[] {
  return Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
}

/** The first time that somebody is asked for more than who they are. */
function consentPage(request: AuthorizeRequest, persona: Persona, permissions: string[]): Promise<string> {
  return page(
    "Permissions requested",
    html`<h1>Permissions requested</h1>
      <p>${persona.upn}</p>
      <p>This application would like to:</p>
      <ul>
        ${permissions.map((permission) => html`<li>${PERMISSIONS[permission] ?? permission} <code>${permission}</code></li>`)}
      </ul>
      <form method="post" class="row">
        ${hidden({ ...request, persona: persona.key })}
        <button name="consent" value="accept" class="main">Accept</button>
        <button name="cancel" value="1">Cancel</button>
      </form>`,
  );
}

function answer(request: AuthorizeRequest, values: Record<string, string>): string {
  const url = new URL(request.redirect_uri);
  for (const [name, value] of Object.entries({ ...values, ...(request.state ? { state: request.state } : {}) })) url.searchParams.set(name, value);
  return url.href;
}

/** What cannot be told to the application, because nobody vouches for its address, is told to the person. */
function failurePage(problem: string): Promise<string> {
  return page("Sign-in failed", html`<h1>Sorry, but we’re having trouble signing you in</h1><p>${problem}</p>`);
}

function isKnown(tenant: string, { personas, publishers }: State): boolean {
  const asked = tenant.toLowerCase();
  return ["common", "organizations", "consumers"].includes(asked) || [...personas, ...publishers].some(({ tenantId }) => tenantId === asked);
}

/** Who can sign in at an authority: on `common` everybody in their home tenant, at one tenant its members and guests. */
function peopleAt(authorityTenant: string, personas: Persona[]): { persona: Persona; tenantId: string; objectId: string }[] {
  const tenant = authorityTenant === "consumers" ? PERSONAL_TENANT : authorityTenant.toLowerCase();
  const home = personas.map((persona) => ({ persona, tenantId: persona.tenantId, objectId: persona.objectId }));
  if (tenant === "common") return home;
  if (tenant === "organizations") return home.filter(({ tenantId }) => tenantId !== PERSONAL_TENANT);
  const guests = personas.flatMap((persona) => persona.guestOf.map((guest) => ({ persona, ...guest })));
  return [...home, ...guests].filter(({ tenantId }) => tenantId === tenant);
}
