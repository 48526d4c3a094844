// A plan's text in a link: compressed, in letters that an address may hold. What comes from a link is only
// ever text; the server reads it like any other.

/** Most letters of a packed plan; longer ones make addresses that programs cut. */
export const MOST_PACKED = 6000;

/** @param {string} text @returns {Promise<string>} base64url of the raw-deflated text */
export async function pack(text) {
  const squeezed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(squeezed).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} packed @param {number} most characters; more is refused while it is unpacked
 * @returns {Promise<string|null>} null where it is no plan's text
 */
export async function unpack(packed, most) {
  if (packed.length > MOST_PACKED || !/^[A-Za-z0-9_-]+$/.test(packed)) return null;
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return await limited(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")), most);
  } catch {
    return null;
  }
}

async function limited(stream, most) {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > most) {
      await reader.cancel();
      return null;
    }
  }
}
