/** A button that stays hidden until the passkey script shows it. */

interface PasskeyButtonProps {
  mode: 'sign-in' | 'second-factor' | 'register' | 'check';
  label: string;
  /** Where the browser continues. */
  next: string;
  csrf?: string;
  /** The text for browsers without scripts or passkeys. */
  missing?: string | undefined;
}

export function PasskeyButton({ mode, label, next, csrf, missing }: PasskeyButtonProps) {
  return (
    <>
      <button
        id="passkey"
        type="button"
        class="secondary"
        hidden
        data-mode={mode}
        data-next={next}
        {...(csrf ? { 'data-csrf': csrf } : {})}
      >
        {label}
      </button>
      {missing && (
        <p id="passkey-missing" class="hint">
          {missing}
        </p>
      )}
      <p id="passkey-note" class="error" role="alert" hidden />
    </>
  );
}
