/** Labelled form fields, and the list of faults in their input. */
import type { PasswordPolicy } from '../domain/passwords/policy.ts';
import { describePasswordPolicy, PASSWORD_LENGTH_MAX } from '../domain/passwords/policy.ts';
import { AppError } from '../errors.ts';

interface FieldProps {
  name: string;
  label: string;
  type?: 'text' | 'email' | 'password';
  autocomplete: string;
  value?: string;
  /** The id of the element that explains the field. */
  hint?: string;
  autofocus?: boolean;
  /** Whether the form's faults are about this field, which then gets the focus. */
  isInvalid?: boolean;
  isReadOnly?: boolean;
  /** Further attributes. */
  more?: Record<string, string | number>;
}

export function Field({ name, label, type = 'text', autocomplete, value = '', ...props }: FieldProps) {
  const { hint, autofocus = false, isInvalid = false, isReadOnly = false, more = {} } = props;
  const described = [...(isInvalid ? ['faults'] : []), ...(hint ? [hint] : [])].join(' ');
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
        autofocus={autofocus || isInvalid}
        {...(type === 'text' ? { dir: 'auto' } : {})}
        {...(described ? { 'aria-describedby': described } : {})}
        {...(isInvalid ? { 'aria-invalid': 'true' } : {})}
        {...(isReadOnly ? { readonly: true } : {})}
        {...more}
      />
    </>
  );
}

/** The account of the password, for people and password managers (HTML section 4.10.18.7, `username`). */
export function Username({ email }: { email: string }) {
  return <Field name="username" label="E-mail address" type="email" autocomplete="username" value={email} isReadOnly />;
}

interface NewPasswordProps {
  policy: PasswordPolicy;
  name?: string;
  label?: string;
  autofocus?: boolean;
  isInvalid?: boolean;
}

/** With the organisation's password policy, as text and for password generators. */
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

/** The value of the attribute `passwordrules`, which Safari and some password managers read. */
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

/** All faults as sentences, at the top of the form. */
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

/** The faults that the person can correct. Other errors are rethrown. */
export function faultsOf(error: unknown): string[] {
  if (!(error instanceof AppError) || error.code !== 'bad_request') throw error;
  return listOfFaults(error) ?? [error.message];
}

/** The faults that the domain lists for a password; null for any other error. */
export function listOfFaults({ extensions: { errors } }: AppError): string[] | null {
  const faults = Array.isArray(errors) ? errors.filter((fault) => typeof fault === 'string') : [];
  return faults.length > 0 ? faults : null;
}
