import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createSigningKeys } from './entra/keys';
import { emptyState, stateSchema, type State } from './model';

export class UnusableState extends Error {}

/** All that outlives a request. With a path it also outlives the process. */
export class Store {
  #state: State;
  readonly #path: string | undefined;

  constructor(state: State, path: string | undefined) {
    this.#state = state;
    this.#path = path;
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  update<Result>(change: (state: State) => Result): Result {
    const result = change(this.#state);
    this.#save();
    return result;
  }

  /** Keys survive, as whoever talks to us has them cached. */
  reset(): void {
    this.#state = emptyState(this.#state.keys);
    this.#save();
  }

  #save(): void {
    if (this.#path) writeAtomically(this.#path, JSON.stringify(this.#state));
  }
}

export async function openStore(path: string | undefined): Promise<Store> {
  const kept = path ? readKeptState(path) : null;
  if (kept) return new Store(kept, path);
  const store = new Store(emptyState(await createSigningKeys()), path);
  store.update(() => undefined);
  return store;
}

function readKeptState(path: string): State | null {
  const text = readIfPresent(path);
  if (text === null) return null;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    throw new UnusableState(`the state file ${path} is not one of this simulator's: move it away`);
  }
}

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new UnusableState(`the state file ${path} cannot be read`);
  }
}

function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    throw new UnusableState(`the state file ${path} cannot be written`);
  }
}
