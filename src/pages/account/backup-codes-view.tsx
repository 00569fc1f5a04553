/** Backup codes, shown once: as text that needs no script, with buttons to copy or download them. */

interface BackupCodesProps {
  /** Empty where the passkey script fills them in. */
  codes: string[];
  next: string;
}

export function BackupCodes({ codes, next }: BackupCodesProps) {
  const text = codes.join('\n');
  return (
    <>
      <p>When you have lost your other ways to sign in, each of these codes signs you in once.</p>
      <pre id="backup-codes">{text}</pre>
      <p class="links">
        <button type="button" class="small" hidden data-copy="backup-codes" data-copied="Copied">
          Copy
        </button>
        <a id="download-codes" download="backup-codes.txt" href={textUri(text)}>
          Download
        </a>
      </p>
      <p>Keep them in a safe place: they are not shown again.</p>
      <p>
        <a id="continue" href={next}>
          I have kept them, continue
        </a>
      </p>
    </>
  );
}

/** A data URI (RFC 2397): the download needs no request. */
function textUri(text: string): string {
  return `data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`;
}

/** Hidden until the passkey script shows the backup codes of a first passkey here. */
export function HiddenBackupCodes({ next }: { next: string }) {
  return (
    <>
      <p id="announcement" class="unseen" role="status" />
      <div id="enrolled" hidden>
        <h2 id="enrolled-title" tabindex={-1} aria-level={1}>
          Your backup codes
        </h2>
        <p>Two-step sign-in is on.</p>
        <BackupCodes codes={[]} next={next} />
      </div>
    </>
  );
}
