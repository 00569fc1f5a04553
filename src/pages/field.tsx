/** A labelled field, and what the domain says about what was in it. */
import { AppError } from '../errors.ts';

interface FieldProps {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  autocomplete: string;
  value?: string;
  /** The id of what explains it. */
  hint?: string;
  autofocus?: boolean;
}

export function Field({ name, label, type = 'text', autocomplete, value = '', hint, autofocus = false }: FieldProps) {
  return (
    <>
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        maxlength={254}
        autocomplete={autocomplete}
        required
        autofocus={autofocus}
        {...(hint ? { 'aria-describedby': hint } : {})}
      />
    </>
  );
}

/** Everything that is wrong, as sentences: at the top of the form, where it is read first. */
export function Faults({ faults }: { faults: readonly string[] }) {
  if (faults.length === 0) return null;
  return (
    <div class="error" role="alert" id="faults">
      {faults.map((fault) => (
        <div>{fault}</div>
      ))}
    </div>
  );
}

/** What the person can mend; everything else is thrown on. */
export function faultsOf(error: unknown): string[] {
  if (!(error instanceof AppError) || error.code !== 'bad_request') throw error;
  const { errors } = error.extensions;
  const faults = Array.isArray(errors) ? errors.filter((fault) => typeof fault === 'string') : [];
  return faults.length > 0 ? faults : [error.message];
}

export const PASSWORD_HINT = 'Long is better than odd: four random words with a number are a good password.';
