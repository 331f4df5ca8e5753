import { findOffer } from "../purchases";
import type { Store } from "../state";
import { Activations } from "./activations";
import { Messages } from "./messages";
import { HEALTHY, type Behaviour, type Path } from "./settings";

/** The publisher's own back end: what it is set to, what it received and what it has to set up. */
export class Isv {
  readonly messages = new Messages();
  readonly activations: Activations;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    this.activations = new Activations((offerId) => originOf(findOffer(store, offerId)?.offer.landingUrl));
  }

  get state() {
    return this.#store.state.isv;
  }

  get offers(): { offerId: string; name: string }[] {
    return this.#store.state.publishers.flatMap(({ offers }) => offers.map(({ offerId, name }) => ({ offerId, name })));
  }

  save(): void {
    this.#store.save();
  }

  /** How the next message to a path is met; after the last of `times` the path is healthy again. */
  behave(path: Path): Behaviour {
    const { settings } = this.state;
    const behaviour = settings[path];
    if (behaviour.times === undefined) return behaviour;
    settings[path] = behaviour.times === 1 ? HEALTHY : { ...behaviour, times: behaviour.times - 1 };
    this.save();
    return behaviour;
  }

  /** All that is not in the store. */
  reset(): void {
    this.messages.reset();
    this.activations.reset();
  }
}

function originOf(address: string | undefined): string | null {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : null;
}
