import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** For tests only: a key as Entra publishes it, with the private half that Entra keeps. */
export interface AuthorityKey {
  readonly privateKey: KeyObject;
  readonly published: { readonly kid: string; readonly issuer?: string } & Record<string, unknown>;
}

export function authorityKey(kid: string, { issuer, bits = 2048, use = "sig" }: { issuer?: string; bits?: number; use?: string } = {}): AuthorityKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return { privateKey, published: { ...publicKey.export({ format: "jwk" }), kid, use, x5t: kid, ...(issuer === undefined ? {} : { issuer }) } };
}

/** A compact token, however wrong; without a key it ends with its second dot. */
export function compactToken(header: object, claims: unknown, by: AuthorityKey | null): string {
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${by === null ? "" : sign("sha256", Buffer.from(signed), by.privateKey).toString("base64url")}`;
}

/** An Entra of the test's own: it publishes what the test says, for every tenant. */
export class Authority {
  url = "";
  /** Metadata that was asked for: `{tenant} v1` or `{tenant} v2`. */
  asked: string[] = [];
  state: "up" | "down" | "hanging" | "nonsense" = "up";
  v1: unknown[] = [];
  v2: unknown[] = [];
  readonly #waiting: ServerResponse[] = [];
  readonly #server = createServer((request, response) => this.#answer(request.url ?? "", response));

  issuer(tenant: string, version: "v1" | "v2"): string {
    return version === "v1" ? `${this.url}/sts/${tenant}/` : `${this.url}/${tenant}/v2.0`;
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.url = `http://localhost:${address.port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** On all who wait for an answer because it is `hanging`. */
  hangUp(): void {
    for (const response of this.#waiting.splice(0)) response.destroy();
  }

  #answer(path: string, response: ServerResponse): void {
    const tenant = path.split("/")[1] ?? "";
    const version = path.includes("/v2.0/") ? "v2" : "v1";
    const isMetadata = path.endsWith("/.well-known/openid-configuration");
    if (isMetadata) this.asked.push(`${tenant} ${version}`);
    if (this.state === "hanging") return void this.#waiting.push(response);
    if (this.state === "down") return void response.writeHead(503).end();
    if (this.state === "nonsense") return void response.end(JSON.stringify(isMetadata ? this.#metadata(tenant, version) : { keys: [] }));
    response.end(JSON.stringify(isMetadata ? this.#metadata(tenant, version) : { keys: this[version] }));
  }

  #metadata(tenant: string, version: "v1" | "v2"): object {
    return { issuer: this.issuer(tenant, version), authorization_endpoint: `${this.url}/a`, token_endpoint: `${this.url}/t`, jwks_uri: `${this.url}/${tenant}/discovery/${version === "v1" ? "" : "v2.0/"}keys` };
  }
}
