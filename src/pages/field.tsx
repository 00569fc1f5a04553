/** A labelled field, and what the domain says about what was in it. */
import type { PasswordPolicy } from '../domain/passwords/policy.ts';
import { describePasswordPolicy, PASSWORD_LENGTH_MAX } from '../domain/passwords/policy.ts';
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
  /** Whether the faults of the form are about this field; it has the focus then. */
  isAtFault?: boolean;
  isReadOnly?: boolean;
  /** Attributes of one kind of field alone. */
  more?: Record<string, string | number>;
}

export function Field({ name, label, type = 'text', autocomplete, value = '', ...props }: FieldProps) {
  const { hint, autofocus = false, isAtFault = false, isReadOnly = false, more = {} } = props;
  const described = [...(isAtFault ? ['faults'] : []), ...(hint ? [hint] : [])].join(' ');
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
        autofocus={autofocus || isAtFault}
        {...(type === 'text' ? { dir: 'auto' } : {})}
        {...(described ? { 'aria-describedby': described } : {})}
        {...(isAtFault ? { 'aria-invalid': 'true' } : {})}
        {...(isReadOnly ? { readonly: true } : {})}
        {...more}
      />
    </>
  );
}

/** Whose password it is: for people, and for what keeps their passwords (HTML section 4.10.18.7, `username`). */
export function Username({ email }: { email: string }) {
  return <Field name="username" label="E-mail address" type="email" autocomplete="username" value={email} isReadOnly />;
}

interface NewPasswordProps {
  policy: PasswordPolicy;
  name?: string;
  label?: string;
  autofocus?: boolean;
  isAtFault?: boolean;
}

/** With what the organisation asks for, in words before the first try, and for what makes passwords up. */
export function NewPassword({ policy, name = 'password', label = 'New password', ...focus }: NewPasswordProps) {
  return (
    <>
      <Field
        name={name}
        label={label}
        type="password"
        autocomplete="new-password"
        hint="password-hint"
        more={{ minlength: policy.minLength, passwordrules: rulesOf(policy) }}
        {...focus}
      />
      <p class="hint" id="password-hint">
        {describePasswordPolicy(policy)}
      </p>
    </>
  );
}

/** The language of the attribute `passwordrules`, which Safari and some password managers read. */
function rulesOf(policy: PasswordPolicy): string {
  const classes = [
    ...(policy.requireUppercase ? ['upper'] : []),
    ...(policy.requireLowercase ? ['lower'] : []),
    ...(policy.requireNumber ? ['digit'] : []),
    ...(policy.requireSymbol ? ['special'] : []),
  ];
  const rules = [`minlength: ${policy.minLength}`, `maxlength: ${PASSWORD_LENGTH_MAX}`];
  return [...rules, ...classes.map((name) => `required: ${name}`)].map((rule) => `${rule};`).join(' ');
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
  return listOfFaults(error) ?? [error.message];
}

/** What the domain lists as wrong with a password; null when the error is about something else. */
export function listOfFaults({ extensions: { errors } }: AppError): string[] | null {
  const faults = Array.isArray(errors) ? errors.filter((fault) => typeof fault === 'string') : [];
  return faults.length > 0 ? faults : null;
}
