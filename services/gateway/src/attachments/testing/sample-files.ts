import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Words that must not come out again. */
export const SECRET = 'GelsominaQuagliarulo';

/** A photo with everything that cameras and programs write beside the pixels: EXIF with place and preview, XMP, IPTC, an ICC profile, a comment. */
export async function aTalkativePhoto(): Promise<Buffer> {
  const preview = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#0f0' } })
    .jpeg()
    .toBuffer();
  const plain = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#c33' } })
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Artist: SECRET, ImageDescription: SECRET, Copyright: SECRET },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '41/1 29/1 30/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '13/1 49/1 53/1',
      },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>${SECRET}</creator></x:xmpmeta>`)
    .withIccProfile('p3')
    .jpeg()
    .toBuffer();
  // After the start of the image: IPTC in a Photoshop block, a comment, and a preview inside a block that no one defined.
  const iptc = Buffer.concat([Buffer.from([0x1c, 0x02, 0x50, 0, SECRET.length]), Buffer.from(SECRET)]);
  const photoshop = Buffer.concat([
    Buffer.from('Photoshop 3.0\0' + '8BIM', 'latin1'),
    Buffer.from([0x04, 0x04, 0, 0, 0, 0, 0, iptc.length]),
    iptc,
  ]);
  return Buffer.concat([
    plain.subarray(0, 2),
    segment(0xed, photoshop),
    segment(0xfe, Buffer.from(`comment by ${SECRET}`)),
    segment(0xe7, Buffer.concat([Buffer.from(`preview of ${SECRET}\0`), preview])),
    plain.subarray(2),
  ]);
}

/** A photo of one channel, all of it 128, whose profile says that the half of its light is meant by it: 188 on a screen. */
export async function aGreyPhotoOfLinearLight(): Promise<Buffer> {
  const grey = sharp(Buffer.alloc(64 * 48, 128), { raw: { width: 64, height: 48, channels: 1 } });
  const plain = await grey.toColourspace('b-w').jpeg().toBuffer();
  const profile = segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), linearGrey()]));
  return Buffer.concat([plain.subarray(0, 2), profile, plain.subarray(2)]);
}

/** A colour profile of two tags (ICC.1, sections 7.2, 7.3, 10.6 and 10.31): its white, and a curve without points, which is a straight line. */
function linearGrey(): Buffer {
  const profile = Buffer.alloc(188);
  const white = [0xf6d6, 0x10000, 0xd32d];
  profile.writeUInt32BE(profile.length, 0);
  profile.writeUInt32BE(0x02400000, 8);
  profile.write('mntrGRAYXYZ ', 12, 'latin1');
  profile.write('acsp', 36, 'latin1');
  for (const [axis, value] of white.entries()) profile.writeUInt32BE(value, 68 + 4 * axis);
  profile.writeUInt32BE(2, 128);
  profile.write('kTRC', 132, 'latin1');
  profile.writeUInt32BE(156, 136);
  profile.writeUInt32BE(12, 140);
  profile.write('wtpt', 144, 'latin1');
  profile.writeUInt32BE(168, 148);
  profile.writeUInt32BE(20, 152);
  profile.write('curv', 156, 'latin1');
  profile.write('XYZ ', 168, 'latin1');
  for (const [axis, value] of white.entries()) profile.writeUInt32BE(value, 176 + 4 * axis);
  return profile;
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/**
 * A PNG of this size whose every row is the same, a few hundred kilobytes for a hundred megapixels.
 *
 * @param text also kept in a text chunk
 * @param deep sixteen bits of each of four colours a pixel, in place of eight of grey
 */
export function aPng(width: number, height: number, text = '', deep = false): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(deep ? [16, 6, 0, 0, 0] : [8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...(text === '' ? [] : [pngChunk('tEXt', Buffer.from(`Author\0${text}`))]),
    pngChunk('IDAT', deflateSync(Buffer.alloc((width * (deep ? 8 : 1) + 1) * height), { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG with these chunks before its pixels. */
export function withinPng(png: Buffer, ...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

/** A chunk that unpacks to so many bytes, a thousandth of them long. */
export function textChunk(bytes: number, type: 'iTXt' | 'iCCP' = 'iTXt'): Buffer {
  const head = type === 'iTXt' ? 'Author\0\x01\0\0\0' : 'profile\0\0';
  return pngChunk(type, Buffer.concat([Buffer.from(head, 'latin1'), deflateSync(Buffer.alloc(bytes, 'a'))]));
}

export function jpegWithComments(jpeg: Buffer, comments: number): Buffer {
  const all = Array.from({ length: comments }, () => segment(0xfe, Buffer.from('ab')));
  return Buffer.concat([jpeg.subarray(0, 2), ...all, jpeg.subarray(2)]);
}

/** A WebP of so many frames, each of another shade. */
export async function aMovingWebp(frames: number): Promise<Buffer> {
  const [width, height] = [16, 16];
  const pixels = Buffer.concat(
    Array.from({ length: frames }, (_, frame) => Buffer.alloc(width * height * 3, 40 * frame)),
  );
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(pixels, { raw }).webp({ lossless: true }).toBuffer();
}

/** Forty megapixels without loss in 42 bytes: each pixel is worked out from its neighbours (RFC 9649, section 4.1), and none is written. */
export const A_WEBP_OF_42_BYTES = Buffer.from('UklGRiIAAABXRUJQVlA4TBYAAAAv/j9iErkuRETs2tSxhkQUWYEOlCAA', 'base64');

/** A progressive JPEG of twelve megapixels, whose last scan comes again and again: much work for few bytes. @param scans how often again */
export async function aJpegOfScans(scans: number): Promise<Buffer> {
  const blank = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#c33' } });
  const whole = await blank.jpeg({ progressive: true }).toBuffer();
  const [begin, end] = [whole.lastIndexOf(Buffer.from([0xff, 0xda])), whole.length - 2];
  const again = Array.from({ length: scans }, () => whole.subarray(begin, end));
  return Buffer.concat([whole.subarray(0, end), ...again, whole.subarray(end)]);
}

/** With its checksum. */
export function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const framed = Buffer.alloc(8 + body.length);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(checksum(body), 4 + body.length);
  return framed;
}

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** What the archive says that it unpacks to; else the truth. */
  readonly claims?: number;
  readonly stored?: boolean;
}

/** An archive with these entries, truthful or not. */
export function aZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claims = content.length, stored = false } of entries) {
    const packed = stored ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(checksum(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims, 18);
    fields.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed);
    const directory = Buffer.alloc(42);
    directory.writeUInt16LE(20, 0);
    fields.copy(directory, 2);
    directory.writeUInt32LE(offset, 38);
    central.push(Buffer.from('PK\x01\x02', 'latin1'), directory, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const listed = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

export function aDocx(more: readonly ZipEntry[] = []): Buffer {
  return aZip([
    { name: '[Content_Types].xml', content: Buffer.from('<Types/>') },
    { name: 'word/document.xml', content: Buffer.from(`<w:document>${SECRET}</w:document>`) },
    ...more,
  ]);
}

/** What each does, and how it is made. */
export const ARCHIVE_BOMBS: readonly (readonly [string, () => Buffer])[] = [
  ['says what it is', () => aDocx([{ name: 'a', content: Buffer.alloc(200_000_000) }])],
  ['lies about its size', () => aDocx([{ name: 'a', content: Buffer.alloc(200_000_000), claims: 1000 }])],
  [
    'has many entries',
    () => aDocx(Array.from({ length: 2000 }, (_, index) => ({ name: `${index}`, content: Buffer.from('x') }))),
  ],
];

export function anOdt(): Buffer {
  const mimetype = Buffer.from('application/vnd.oasis.opendocument.text');
  return aZip([
    { name: 'mimetype', content: mimetype, stored: true },
    { name: 'content.xml', content: Buffer.from('<office:document-content/>') },
  ]);
}

/** A letter that is an archive too: the whole of its end is the archive's comment. */
export function aPdfThatIsAnArchive(): Buffer {
  const [letter, archive] = [aPdf(), aZip([{ name: 'evil.js', content: Buffer.from(SECRET) }])];
  archive.writeUInt16LE(letter.length, archive.length - 2);
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), archive, letter]);
}

export function aPdf(): Buffer {
  return Buffer.from(`%PDF-1.7\n1 0 obj\n(${SECRET})\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n42\n%%EOF\n`);
}

function checksum(bytes: Buffer): number {
  return crc32(bytes);
}
