/**
 * Whether a colour profile is a matrix and curves (ICC.1, section 8.3.3), as cameras, telephones and screens have them. Others hold tables and
 * programs of any length, each pixel's way through them: they are left out, and the colours read as they stand.
 */
export function isPlainProfile(profile: Buffer): boolean {
  if (profile.length < 132) return false;
  const tags = profile.readUInt32BE(128);
  if (tags > 100 || profile.length < 132 + 12 * tags) return false;
  for (let tag = 0; tag < tags; tag += 1) {
    const name = profile.toString('latin1', 132 + 12 * tag, 136 + 12 * tag);
    if (/^([AD]2B|B2[AD])\d$/.test(name)) return false;
  }
  return true;
}
