import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running nats-server. */
export interface NatsProcess {
  readonly pid: number;
  readonly port: number;
  /** How it ended, in words; never rejects. */
  readonly ended: Promise<string>;
  /** Ends it, with force when it does not obey. */
  terminate(): void;
}

const READY_MS = 10_000;
const KEPT_LINES = 5;

/**
 * The server as a child of a shell that reads our pipe: when this process goes, however it goes, the pipe closes and the server is
 * ended, with force after 5 s. Prints the server's process id first. The pipe becomes descriptor 3, because a shell gives its
 * background commands no standard input.
 */
export const ENDS_WITH_US = `
exec 3<&0 </dev/null
"$0" -c "$1" 3<&- &
server=$!
echo "$server"
{ read -r _ <&3; kill "$server"; sleep 5; kill -9 "$server"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill "$watcher"
exit "$status"
`;

/** Starts it and waits until it takes connections. @throws Error with its last words when it does not */
export async function runNats(binary: string, configuration: string): Promise<NatsProcess> {
  // A process group of its own: Ctrl-C in a terminal reaches every process of ours, and the bus must outlive those that say goodbye on it.
  const child = spawn('/bin/sh', ['-c', ENDS_WITH_US, binary, configuration], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const lastWords: string[] = [];
  let port: number | undefined;
  let pid: number | undefined;
  createInterface(child.stdout).on('line', (line) => {
    pid ??= Number(line);
  });
  const listening = new Promise<void>((resolve) => {
    createInterface(child.stderr).on('line', (line) => {
      lastWords.splice(0, Math.max(0, lastWords.length + 1 - KEPT_LINES));
      lastWords.push(line);
      port ??= portIn(line);
      if (/Server is ready/.test(line)) resolve();
    });
  });
  const terminate = () => void child.stdin.end();

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, READY_MS, `not ready after ${READY_MS} ms`);
  });
  const failure = await Promise.race([listening.then(() => undefined), ended, late]);
  clearTimeout(timer);
  if (failure !== undefined || port === undefined || pid === undefined) {
    terminate();
    throw new Error(`nats-server did not start: ${failure ?? 'no port'}\n${lastWords.join('\n')}`);
  }
  return { pid, port, ended, terminate };
}

function portIn(line: string): number | undefined {
  const found = /Listening for client connections on .*:(\d+)/.exec(line);
  return found ? Number(found[1]) : undefined;
}
