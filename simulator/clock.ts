import { addDuration, type Duration } from './duration';
import type { State } from './model';
import type { Store } from './store';

/** The marketplace's time. It moves on by hand; sign-in keeps the real time, as the portal's clock does not move. */
export function marketplaceNow(state: Readonly<State>): Date {
  return new Date(Date.now() + state.clockOffsetMs);
}

export function advanceClock(store: Store, duration: Duration): void {
  store.update((state) => {
    const now = marketplaceNow(state);
    state.clockOffsetMs += addDuration(now, duration).getTime() - now.getTime();
  });
}
