/** Codes that are shown once: as text, which needs no script, and by buttons that copy or keep them. */

interface BackupCodesProps {
  /** Empty where the script of passkeys writes them. */
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

/** RFC 2397: nothing is asked of anybody for it. */
function textUri(text: string): string {
  return `data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`;
}

/** Where the script of passkeys writes the codes of a first one; hidden until then. */
export function CodesToCome({ next }: { next: string }) {
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
