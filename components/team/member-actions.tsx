"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { ROLE_HINTS, ROLE_WORDS } from "@/components/team/role-words";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import type { Role } from "@/lib/kernel/context";

export interface MemberActions {
  /** What came of it: "last-owner" where nothing did. */
  changeRole: (form: FormData) => Promise<string>;
  remove: () => Promise<string>;
}

interface MemberButtonsProps {
  label: string;
  role: Role;
  isSelf: boolean;
  /** The roles that may be given. */
  roles: readonly Role[];
  actions: MemberActions;
}

/** What can be done to one member. */
export function MemberButtons({ label, role, isSelf, roles, actions }: MemberButtonsProps): ReactNode {
  const [isLastOwner, setLastOwner] = useState(false);
  const tell = (outcome: string): void => setLastOwner(outcome === "last-owner");
  return (
    <div className="flex items-center justify-end gap-2">
      {isLastOwner ? (
        <p role="alert" className="min-w-40 text-xs font-medium text-destructive-text">
          The last owner stays. Make somebody else an owner first.
        </p>
      ) : null}
      <ConfirmDialog
        trigger={
          <Button variant="outline" size="sm" aria-label={`Change the role of ${label}`}>
            Change role
          </Button>
        }
        title={`Change the role of ${label}`}
        description={isSelf ? "This is you. It holds from your next click on, and you may not be able to take it back." : "It holds from their next click on."}
        confirmLabel="Change role"
        pendingText="Changing…"
        destructive={false}
        action={async (form) => tell(await actions.changeRole(form))}
      >
        <Field label="Role" required>
          {(control) => (
            <NativeSelect name="role" defaultValue={role} {...control}>
              {roles.map((each) => (
                <option key={each} value={each}>
                  {ROLE_WORDS[each]}: {ROLE_HINTS[each]}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </ConfirmDialog>
      <ConfirmDialog
        trigger={
          <Button variant="outline" size="sm" aria-label={`Remove ${label}`}>
            Remove
          </Button>
        }
        title={isSelf ? "Leave the staff?" : `Remove ${label} from the staff?`}
        description={`${isSelf ? "This is you: you are" : "They are"} out with the next click, and links that ${isSelf ? "you" : "they"} made stop working. An invitation can let ${isSelf ? "you" : "them"} in again. API keys go on working: revoke those that ${isSelf ? "you" : "they"} know.`}
        confirmLabel={isSelf ? "Leave" : "Remove"}
        pendingText="Removing…"
        action={async () => tell(await actions.remove())}
      />
    </div>
  );
}
