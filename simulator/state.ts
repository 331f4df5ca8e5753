import { existsSync, readFileSync, renameSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PERSONAS, publishers, SIGN_IN_APP, type Persona, type Publisher } from "./catalogue";
import { makeKeys, type StoredKey } from "./entra/keys";

export interface Party {
  emailId: string | null;
  objectId: string | null;
  tenantId: string | null;
  puid: string | null;
}

export interface Subscription {
  id: string;
  name: string;
  publisherId: string;
  offerId: string;
  planId: string;
  /** null on a flat plan. */
  quantity: number | null;
  beneficiary: Party;
  purchaser: Party;
  termUnit: string;
  startDate: string | null;
  endDate: string | null;
  autoRenew: boolean;
  isFreeTrial: boolean;
  csp: boolean;
  status: "PendingFulfillmentStart" | "Subscribed" | "Suspended" | "Unsubscribed";
  created: string;
  /** Real time in ms at which an accepted activation takes effect, and how it ends. */
  activation: { effectiveAt: number; outcome: "Subscribed" | "Unsubscribed" } | null;
  activationFails: boolean;
}

export interface State {
  publishers: Publisher[];
  signIn: { clientId: string; clientSecret: string; redirectUris: string[] };
  personas: Persona[];
  subscriptions: Subscription[];
  /** By purchase token; times are of the movable clock. */
  tokens: Record<string, { subscriptionId: string; expiresAt: number }>;
  clockOffsetMs: number;
  settings: { activationDelayMs: number; pageSize: number };
  keys: StoredKey[];
}

/** The whole state of one simulator, and where it is kept. */
export class Store {
  state: State;
  readonly #portalUrl: string;
  readonly #path: string | undefined;

  private constructor(state: State, portalUrl: string, path: string | undefined) {
    this.state = state;
    this.#portalUrl = portalUrl;
    this.#path = path;
  }

  static async open(portalUrl: string, path: string | undefined): Promise<Store> {
    const fresh = await freshState(portalUrl);
    if (path === undefined || !existsSync(path)) return new Store(fresh, portalUrl, path);
    // Catalogue and addresses are of this start; what people did is of the last one.
    const kept = JSON.parse(readFileSync(path, "utf8")) as Partial<State>;
    return new Store({ ...fresh, subscriptions: kept.subscriptions ?? [], tokens: kept.tokens ?? {}, clockOffsetMs: kept.clockOffsetMs ?? 0, keys: kept.keys ?? fresh.keys }, portalUrl, path);
  }

  /** Writes the state beside the old one and moves it into place. */
  save(): void {
    if (this.#path === undefined) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.state));
    renameSync(`${this.#path}.new`, this.#path);
  }

  async reset(): Promise<void> {
    const { keys } = this.state;
    this.state = { ...(await freshState(this.#portalUrl)), keys };
    this.save();
  }

  /** The marketplace's time, which can be moved; Entra's is the real one. */
  now(): number {
    return Date.now() + this.state.clockOffsetMs;
  }
}

async function freshState(portalUrl: string): Promise<State> {
  return {
    publishers: publishers(portalUrl),
    signIn: { ...SIGN_IN_APP, redirectUris: [`${portalUrl}/api/auth/callback/entra`] },
    personas: PERSONAS,
    subscriptions: [],
    tokens: {},
    clockOffsetMs: 0,
    settings: { activationDelayMs: 2000, pageSize: 100 },
    keys: await makeKeys(),
  };
}
