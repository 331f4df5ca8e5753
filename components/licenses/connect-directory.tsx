import type { ReactNode } from "react";
import type { PickerTexts } from "@/components/licenses/picker-texts";
import { Glyph } from "@/components/ui/glyph";
import { SubmitButton } from "@/components/ui/submit-button";

interface ConnectDirectoryProps {
  texts: PickerTexts;
  connect: (form: FormData) => Promise<void>;
  /** They agreed before, and it does not hold any more. */
  isLost: boolean;
}

/** Says what Microsoft will ask, and why, before it asks. Stands in a form, whose other fields do not matter to it. */
export function ConnectDirectory({ texts, connect, isLost }: ConnectDirectoryProps): ReactNode {
  return (
    <div className="flex flex-col items-start gap-3 rounded-lg border bg-muted/40 p-4 text-sm">
      <div className="flex gap-2.5">
        <Glyph name="people" className="mt-0.5 text-muted-foreground" />
        <div className="flex flex-col gap-1">
          <p className="font-medium">{isLost ? texts.consentLost : texts.ask}</p>
          <p className="text-pretty">{texts.askBody}</p>
          <p className="text-pretty text-muted-foreground">{texts.askNote}</p>
        </div>
      </div>
      <SubmitButton variant="outline" formAction={connect} formNoValidate pendingText={texts.connecting}>
        {texts.connect}
      </SubmitButton>
    </div>
  );
}
