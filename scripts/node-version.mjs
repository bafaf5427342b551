/** The oldest Node that the dependencies take. */
const NEEDED = [20, 19, 0];

/** Ends the process with plain words when this Node is too old. */
export function checkNode() {
  const actual = process.versions.node.split('.').map(Number);
  const difference = NEEDED.map((part, index) => actual[index] - part).find((part) => part !== 0) ?? 0;
  if (difference >= 0) return;
  console.error(
    `Sportello ha bisogno di Node ${NEEDED.join('.')} o successivo; questo è ${process.versions.node}. Si scarica da https://nodejs.org\n` +
      `Sportello needs Node ${NEEDED.join('.')} or later; this is ${process.versions.node}. Get it from https://nodejs.org`,
  );
  process.exit(1);
}
