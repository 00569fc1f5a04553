/** A button that the script of the page brings to life, where there is one. */

interface PasskeyButtonProps {
  mode: 'sign-in' | 'second-factor' | 'register' | 'check';
  label: string;
  /** Where the browser goes on. */
  next: string;
  csrf?: string;
  /** What people read where the script does not run, or the browser knows no passkeys. */
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
