/** A program that this one starts, waits for and ends with. Works on any Node from 20 on. */
import { spawn } from 'node:child_process';

const PARENT = process.ppid;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param onError told when the program cannot be started
 * @returns its exit code; 1 when a signal ended it
 */
export function runChild(command, args, options, onError = () => {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  // The child decides how to end; a terminal sends Ctrl-C to both, a supervisor only to us.
  const passOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  // npm passes SIGTERM on to the shell between us, which dies without passing it on.
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
