import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { ChosenPerson } from "@/components/licenses/chosen-people";
import type { PickerTexts } from "@/components/licenses/picker-texts";
import type { DirectoryView } from "@/components/licenses/use-directory-search";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";

interface FoundPeopleProps {
  view: DirectoryView;
  texts: PickerTexts;
  chosen: readonly ChosenPerson[];
  held: readonly string[];
  isFull: boolean;
  toggle: (person: ChosenPerson) => void;
  more: () => Promise<void>;
}

/** The people that were found, to be ticked, and the way to more of them. */
export function FoundPeople({ view, texts, chosen, held, isFull, toggle, more }: FoundPeopleProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  /** The place of the first new person, where the keyboard goes once they are there. */
  const focusAt = useRef<number | null>(null);
  const { people, nextCursor, isBusy } = view;
  useEffect(() => {
    if (isBusy || focusAt.current === null) return;
    list.current?.querySelectorAll("input")[focusAt.current]?.focus();
    focusAt.current = null;
  }, [people, isBusy]);

  const loadMore = (): void => {
    if (isBusy) return;
    focusAt.current = people.length;
    void more();
  };
  if (people.length === 0) return null;
  return (
    <div className="flex flex-col items-start gap-2">
      {/* Another search begins at its top. */}
      <ul key={view.search} ref={list} aria-label={texts.results} aria-busy={isBusy} className="max-h-80 w-full divide-y overflow-y-auto rounded-md border">
        {people.map((person) => {
          const { objectId, name, upn, mail } = person;
          const isChosen = chosen.some((each) => each.objectId === objectId);
          const isHeld = held.includes(objectId);
          return (
            <li key={objectId} className="px-3 py-2">
              <Checkbox
                checked={isChosen || isHeld}
                disabled={isHeld || (isFull && !isChosen)}
                onChange={() => toggle(person)}
                label={
                  <span className="flex min-w-0 flex-col">
                    <span dir="auto">{name}</span>
                    <span className="text-xs break-all text-muted-foreground">{mail ?? upn}</span>
                  </span>
                }
                hint={isHeld ? texts.held : mail === null ? texts.noMail : undefined}
              />
            </li>
          );
        })}
      </ul>
      {nextCursor === null ? null : (
        <Button variant="outline" size="sm" aria-disabled={isBusy} onClick={loadMore}>
          {texts.more}
        </Button>
      )}
    </div>
  );
}
