/** Runs a child process and ends with it. Works on any Node from 20 on. */
import { spawn } from 'node:child_process';

const PARENT = process.ppid;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param onError called when the program cannot be started
 * @returns its exit code; 1 when a signal ended it
 */
export function runChild(command, args, options, onError = () => {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  // The child decides how to end. A terminal sends Ctrl-C to both processes, a supervisor only to this one.
  const passOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  // npm forwards SIGTERM to the shell in between, which ends without forwarding it.
  const watch = setInterval(() => process.ppid !== PARENT && child.kill('SIGTERM'), 500);
  watch.unref();
  return new Promise((resolve) => {
    const end = (code) => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, passOn);
      resolve(code ?? 1);
    };
    child.on('error', (error) => {
      onError(error);
      end(1);
    });
    child.on('exit', end);
  });
}
