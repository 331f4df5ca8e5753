import { useRef } from "react";
import type { ReactNode } from "react";
import { filled } from "@/components/licenses/picker-texts";
import { Glyph } from "@/components/ui/glyph";

export interface ChosenPerson {
  readonly objectId: string;
  readonly upn: string;
  readonly name: string;
}

interface ChosenPeopleProps {
  people: readonly ChosenPerson[];
  texts: { chosen: string; remove: string };
  remove: (objectId: string) => void;
  /** Where the keyboard goes when the last one is gone. */
  leave: () => void;
}

/** Who was chosen so far, each with a way out. */
export function ChosenPeople({ people, texts, remove, leave }: ChosenPeopleProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const removeAt = (index: number, objectId: string): void => {
    const buttons = list.current?.querySelectorAll("button");
    const next = buttons?.[index + 1] ?? buttons?.[index - 1];
    if (next) next.focus();
    else leave();
    remove(objectId);
  };
  if (people.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm font-medium">{filled(texts.chosen, { count: people.length })}</p>
      <ul ref={list} className="flex flex-wrap gap-1.5">
        {people.map(({ objectId, name }, index) => (
          <li key={objectId} className="inline-flex max-w-full items-center gap-1 rounded-full border bg-accent py-0.5 pr-1 pl-2.5 text-sm">
            <span dir="auto" className="truncate">
              {name}
            </span>
            <button
              type="button"
              aria-label={filled(texts.remove, { name })}
              onClick={() => removeAt(index, objectId)}
              className="grid size-6 shrink-0 place-items-center rounded-full text-muted-foreground hover:bg-border hover:text-foreground pointer-coarse:size-8"
            >
              <Glyph name="cross" className="size-3" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
