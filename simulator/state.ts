import { existsSync, readFileSync, renameSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PERSONAS, publishers, SIGN_IN_APP, type Persona } from "./catalogue";
import { z } from "zod";
import { accessSchema, type Access } from "./directory/access";
import type { Settings } from "./env";
import { keySchema, makeKeys, type StoredKey } from "./entra/keys";
import { isvSchema, type IsvState } from "./isv/settings";
import { pastSchema, type Past } from "./lag";
import { operationSchema, type Operation } from "./operations/operation";
import { publisherSchema, type Publisher } from "./publisher";
import { subscriptionSchema, type Subscription } from "./subscription";
import { webhooksSchema, type Webhooks } from "./webhooks/delivery";

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
  operations: Operation[];
  /** By subscription, the oldest first: what the API may still tell of it. */
  past: Record<string, Past[]>;
  webhooks: Webhooks;
  access: Access;
  isv: IsvState;
}

/** What is read back at the next start. The catalogue and the addresses are of that start; what people did is of the last one. */
const keptSchema = z.object({
  publishers: z.array(publisherSchema).default([]),
  subscriptions: z.array(subscriptionSchema).default([]),
  tokens: z.record(z.string(), z.object({ subscriptionId: z.string(), expiresAt: z.number() })).default({}),
  clockOffsetMs: z.number().default(0),
  keys: z.array(keySchema).optional(),
  operations: z.array(operationSchema).default([]),
  past: z.record(z.string(), z.array(pastSchema)).default({}),
  webhooks: webhooksSchema.prefault({}),
  access: accessSchema.prefault({}),
  isv: isvSchema.prefault({}),
});

type Place = Pick<Settings, "portalUrl" | "statePath" | "webhookUrl">;

/** The whole state of one simulator, and where it is kept. */
export class Store {
  state: State;
  /** Where webhooks go whose offer names no address itself; `{offerId}` in it is filled in. */
  readonly webhookUrl: string | undefined;
  readonly #portalUrl: string;
  readonly #path: string | undefined;

  private constructor(state: State, { portalUrl, statePath, webhookUrl }: Place) {
    this.state = state;
    this.webhookUrl = webhookUrl;
    this.#portalUrl = portalUrl;
    this.#path = statePath;
  }

  static async open(place: Place): Promise<Store> {
    const { portalUrl, statePath: path } = place;
    if (path === undefined || !existsSync(path)) return new Store({ ...startOf(portalUrl), keys: await makeKeys() }, place);
    const { publishers: kept, keys, ...rest } = readKept(path);
    const start = startOf(portalUrl);
    const added = kept.filter(({ publisherId }) => !start.publishers.some((each) => each.publisherId === publisherId));
    return new Store({ ...start, publishers: [...start.publishers, ...added], ...rest, keys: keys ?? (await makeKeys()) }, place);
  }

  /** Writes the state beside the old one and moves it into place. */
  save(): void {
    if (this.#path === undefined) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    // It holds private signing keys, and the secrets that messages are signed with.
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.state), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }

  /** Everything but the keys, which whoever runs against this simulator may have cached. */
  reset(): void {
    this.state = { ...startOf(this.#portalUrl), keys: this.state.keys };
    this.save();
  }

  /** The marketplace's time, which can be moved; Entra's is the real one. */
  now(): number {
    return Date.now() + this.state.clockOffsetMs;
  }
}

function startOf(portalUrl: string): Omit<State, "keys"> {
  return {
    publishers: publishers(portalUrl),
    signIn: { ...SIGN_IN_APP, redirectUris: [`${portalUrl}/api/auth/callback/entra`] },
    personas: PERSONAS,
    subscriptions: [],
    tokens: {},
    clockOffsetMs: 0,
    settings: { activationDelayMs: 2000, pageSize: 100 },
    operations: [],
    past: {},
    webhooks: webhooksSchema.parse({}),
    access: accessSchema.parse({}),
    isv: isvSchema.parse({}),
  };
}

/** @throws Error with one line that names the variable. */
function readKept(path: string): z.infer<typeof keptSchema> {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new Error(`SIMULATOR_STATE cannot be used: ${path} holds no state of this simulator. Remove it to start afresh.`);
  }
}
