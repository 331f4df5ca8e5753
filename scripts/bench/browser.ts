import { SetupError } from "../setup/setup-error.mjs";

const MOST_REDIRECTS = 10;
const ENTITIES: Readonly<Record<string, string>> = { "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" };

interface Shown {
  readonly url: string;
  readonly html: string;
}

/** Follows redirects, keeps cookies and sends forms, as a browser without scripts does. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  #shown: Shown = { url: "", html: "" };

  /** As a header of a request. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  get path(): string {
    return new URL(this.#shown.url).pathname;
  }

  async open(url: string): Promise<void> {
    await this.#go(url);
  }

  /**
   * Sends the form in which `text` stands.
   * @param button name and value of what is pressed, where that has one
   */
  async submit(text: string, button?: readonly [name: string, value: string]): Promise<void> {
    const form = formWith(this.#shown.html, text);
    if (form === null) throw new SetupError(`There is no form with “${text}” at ${this.path}.`, this.#shown.html.slice(0, 2_000));
    const fields = button === undefined ? form.fields : [...form.fields, button];
    const body = form.multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of fields) body.append(name, value);
    await this.#go(this.#shown.url, body);
  }

  async #go(url: string, form?: FormData | URLSearchParams): Promise<void> {
    let [at, body] = [url, form];
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const response = await fetch(at, { method: body === undefined ? "GET" : "POST", body, redirect: "manual", headers: { cookie: this.cookie, origin: new URL(at).origin } });
      const html = await response.text();
      for (const line of response.headers.getSetCookie()) this.#keep(line);
      const location = response.headers.get("location");
      if (location === null) {
        this.#shown = { url: at, html };
        return;
      }
      [at, body] = [new URL(location, at).href, undefined];
    }
    throw new SetupError(`${url} leads in circles.`);
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "" || /;\s*max-age=0/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

interface Form {
  readonly multipart: boolean;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** The first form of a page that holds `text`, with its hidden fields. */
export function formWith(html: string, text: string): Form | null {
  const form = [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].map(([whole]) => whole).find((whole) => whole.includes(text));
  if (form === undefined) return null;
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([input]) => input).filter((input) => attribute(input, "type") === "hidden");
  return {
    multipart: attribute(/^<form\b[^>]*>/.exec(form)?.[0] ?? "", "enctype") === "multipart/form-data",
    fields: inputs.map((input): [string, string] => [attribute(input, "name"), attribute(input, "value")]),
  };
}

function attribute(tag: string, name: string): string {
  const [, value = ""] = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag) ?? [];
  return value.replace(/&(quot|#x27|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
