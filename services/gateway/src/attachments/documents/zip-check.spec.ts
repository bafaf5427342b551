import { aDocx } from '../testing/sample-files';
import { checkZip } from './zip-check';

it('An honest document is taken also where the machine does not come to it for a second', async () => {
  const checked = checkZip(aDocx());
  // Nothing runs meanwhile, as when others have the processor.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  expect(await checked).toBe('docx');
});
