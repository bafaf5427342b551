import sharp from 'sharp';
import { isPlainProfile } from './colour-profile';

/** A profile of one tag. */
function holding(tag: string): Buffer {
  const profile = Buffer.alloc(144);
  profile.writeUInt32BE(1, 128);
  profile.write(tag, 132, 'latin1');
  return profile;
}

it.each(['p3', 'srgb'])('the profile of a camera, %s, is a matrix and curves', async (name) => {
  const blank = sharp({ create: { width: 8, height: 8, channels: 3, background: '#37c' } });
  const { icc } = await sharp(await blank.withIccProfile(name).png().toBuffer()).metadata();
  expect(icc !== undefined && isPlainProfile(icc)).toBe(true);
});

it.each(['A2B0', 'A2B2', 'D2B0', 'B2D1'])('one of tables or programs, by its tag %s, is not', (tag) => {
  expect(isPlainProfile(holding('rXYZ'))).toBe(true);
  expect(isPlainProfile(holding(tag))).toBe(false);
});

it('one that is cut off, or tells of more tags than it has, is not', () => {
  for (const length of [0, 131, 143]) expect(isPlainProfile(holding('rXYZ').subarray(0, length))).toBe(false);
});
